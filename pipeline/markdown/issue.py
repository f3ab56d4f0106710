"""A tree → the Markdown of an issue, which reads the same and calls nobody.

Whatever it is put beside: it leaves nothing open, and defines nothing that could change what stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from pipeline.markdown.dialect import copied
from pipeline.markdown.inline_writer import destination, escape_text, write_inline
from pipeline.markdown.references import WORD_JOINER, inert, inert_address
from pipeline.markdown.tree import plain, tree
from pipeline.markdown.writer import write_blocks
from pipeline.prose import Prose

_DEEPEST = 6
_HIGHEST = 3
"""The level of a section in an issue: the issue's own title stands above it."""
_SECTION = 2
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SENT = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_OUR_FENCE = re.compile(r"<!--(?=\s*postmortem:)")
_NOTE = "note-"


@dataclass(frozen=True, slots=True)
class Issue:
    """The issue that a text is written for.

    `resolve` gives the full address of a file that a relative link names, or of a place in the text (`#…`): "" where
    the issue's readers may not see it, or there is none. `host` is the GitHub that the issue is on. The items of
    lists in the sections `tasks` become tasks.
    """

    resolve: Callable[[str], str]
    host: str = "github.com"
    tasks: Collection[str] = ()


def write(prose: Prose, issue: Issue) -> str:
    """The text as Markdown for the issue; "" where it says nothing."""
    writer = _Writer(issue)
    return write_blocks(list(writer.blocks(tree(prose).tokens))).strip("\n")


def escape_plain(text: str) -> str:
    """Text that is no Markdown, such as a title, as it may stand in an issue: it reads the same and calls nobody."""
    return escape_text(inert(text))


class _Writer:
    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.section = ""

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """Copies of the tokens, ready to be written."""
        last: dict[int, tuple[str, bool]] = {}
        items = 0
        highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=_HIGHEST)
        deeper = max(0, _HIGHEST - highest)
        for at, original in enumerate(tokens):
            token = copied(original)
            kind = token.type.removesuffix("_open")
            if token.type == "inline":
                self.inline(token, tokens[at - 1].type)
            elif token.type == "heading_open":
                level = int(token.tag[1])
                if token.level == 0 and level <= _SECTION:
                    self.section = plain(tokens[at + 1])
                token.markup = "#" * min(_DEEPEST, level + deeper)
            elif kind in ("bullet_list", "ordered_list") and token.nesting > 0:
                before = last.get(token.level)
                token.meta["marker"] = not (before and before == (kind, True))
            elif kind == "list_item":
                if items == 0 and self.section in self.issue.tasks:
                    token.meta["checked"] = False
                items += 1
            elif token.type == "list_item_close":
                items -= 1
            elif token.type in ("fence", "code_block"):
                token.content = _OUR_FENCE.sub(f"<!--{WORD_JOINER}", token.content)
            elif token.type == "footnote_open":
                token.meta["label"] = f"{_NOTE}{token.meta['id'] + 1}"
            elif token.type == "footnote_anchor":
                continue
            if token.nesting >= 0 and token.type != "inline":
                last[token.level] = (kind, bool(token.meta.get("marker")))
                last.pop(token.level + 1, None)
            yield token

    def inline(self, token: Token, parent: str) -> None:
        """Write the inline token into its own `content`."""
        if parent == "summary_open":
            token.content = inert(plain(token))
        else:
            one_line = parent in ("heading_open", "th_open", "td_open")
            token.content = write_inline(list(_merged(self.children(token))), one_line=one_line)
        token.children = []

    def children(self, block: Token) -> Iterator[Token]:
        """The tokens with links and pictures as the issue has them, and text that calls nobody."""
        links: list[str | None] = []
        tokens = block.children or []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "link_open":
                href = str(token.attrs.get("href", ""))
                if token.info == "auto" and at + 2 < len(tokens) and tokens[at + 1].content == href:
                    yield from self.bare(href)
                    at += 3
                    continue
                links.append(href)
                address = self.address(href)
                if address:
                    yield token
            elif token.type == "link_close":
                href = links.pop() or ""
                address = self.address(href)
                if address:
                    title = str(self.title(tokens, at))
                    yield token.copy(meta={"to": destination(address, title)})
                elif _SENT.match(href):
                    yield _text(" ")
                    yield Token("code_inline", "code", 0, content=href)
            elif token.type == "image":
                yield from self.image(token, linked=bool(links))
            elif token.type in ("text", "softbreak"):
                yield _text(inert(token.content) if token.type == "text" else " ")
            elif token.type == "code_inline":
                yield token.copy(content=_OUR_FENCE.sub(f"<!--{WORD_JOINER}", token.content))
            elif token.type == "footnote_ref":
                yield token.copy(meta={"label": f"{_NOTE}{token.meta['id'] + 1}"})
            else:
                yield token
            at += 1

    @staticmethod
    def title(tokens: Sequence[Token], end: int) -> str:
        """The title of the link that closes here."""
        while tokens[end].type != "link_open":
            end -= 1
        return str(tokens[end].attrs.get("title") or "")

    def address(self, href: str) -> str:
        """Where a link leads from the issue; "" where it is to be its text."""
        if _SENT.match(href):
            return inert_address(href, self.issue.host)
        return "" if _SCHEME.match(href) or not href else self.issue.resolve(href)

    def bare(self, href: str) -> Iterator[Token]:
        """An address that is its own text."""
        address = self.address(href)
        if address == href and not re.search(r"[\s<>]", href):
            yield Token("autolink", "", 0, content=href)
        elif address:
            yield Token("link_open", "a", 1)
            yield _text(inert(href))
            yield Token("link_close", "a", -1, meta={"to": destination(address)})
        elif _SENT.match(href):
            yield Token("code_inline", "code", 0, content=href)
        else:
            yield _text(inert(href))

    def image(self, token: Token, *, linked: bool) -> Iterator[Token]:
        """A picture is a link to it: an issue loads nothing from elsewhere."""
        source = str(token.attrs.get("src", ""))
        alt = plain(token)
        address = self.address(source)
        if address and not linked:
            yield Token("link_open", "a", 1)
            yield _text(inert(alt or source))
            yield Token("link_close", "a", -1, meta={"to": destination(address)})
        elif alt:
            yield _text(inert(alt))


def _merged(tokens: Iterator[Token]) -> Iterator[Token]:
    """The tokens with texts made one that stand side by side, and something between code that would run into code."""
    before: Token | None = None
    for token in tokens:
        if before is not None and before.type == token.type == "text":
            before = _text(before.content + token.content)
            continue
        if before is not None:
            yield before
            if before.type == token.type == "code_inline":
                yield _text(WORD_JOINER)
        before = token
    if before is not None:
        yield before


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
