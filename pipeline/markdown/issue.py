"""A tree → the Markdown of an issue, which reads the same and notifies nobody.

Whatever it is put beside: it leaves nothing open, and defines nothing that could change what stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from pipeline.markdown.inline_writer import destination, escape_text, write_inline
from pipeline.markdown.links import file_name
from pipeline.markdown.places import copied
from pipeline.markdown.prose import Prose
from pipeline.markdown.references import WORD_JOINER, inert, inert_address
from pipeline.markdown.tree import plain, tree

_DEEPEST = 6
_HIGHEST = 3
"""The level of a section in an issue: the issue's own title stands above it."""
_SECTION = 2
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SENT = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_OUR_FENCE = re.compile(r"<!--(?=\s*postmortem:)")
_NOTE = "note-"
_DRAWN_EVERYWHERE = "mermaid"
_DRAWN = frozenset({_DRAWN_EVERYWHERE, "geojson", "topojson", "stl", "math"})
"""The languages whose code GitHub shows as a diagram, a map, a model or a formula (its "Creating diagrams")."""


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
    """The text as Markdown for the issue; "" if it says nothing."""
    from pipeline.markdown.writer import write_blocks  # noqa: PLC0415  # loading mdformat takes an eighth of all loading

    tokens = tree(prose).tokens
    highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=_HIGHEST)
    writer = _Writer(issue, max(0, _HIGHEST - highest))
    return _harmless(write_blocks(list(writer.blocks(tokens))).strip("\n"))


def escape_plain(text: str) -> str:
    """Text that is no Markdown, such as a title, for use in an issue: it reads the same and notifies nobody."""
    return _harmless(escape_text(inert(text)))


class _Writer:
    """Makes the tokens of one text ready to be written.

    `section` is the heading above, `lists` of each level the list that came last with its marker, `items` how many
    items are open.
    """

    def __init__(self, issue: Issue, deeper: int) -> None:
        self.issue, self.deeper = issue, deeper
        self.section = ""
        self.lists: dict[int, tuple[str, bool]] = {}
        self.items = 0

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """Copies of the tokens."""
        for at, original in enumerate(tokens):
            token = copied(original)
            if token.type == "inline":
                self.inline(token, tokens[at - 1].type)
            elif token.type == "heading_open":
                self.heading(token, plain(tokens[at + 1]))
            elif token.type in ("list_item_open", "list_item_close"):
                self.item(token)
            elif token.type == "footnote_open":
                token.meta["label"] = _label(token)
            elif token.type == "fence" and _is_drawn_by_github(token.info):
                token.info = ""
            if token.nesting >= 0 and token.type != "inline":
                self.mark(token)
            if token.type != "footnote_anchor":
                yield token

    def heading(self, token: Token, text: str) -> None:
        level = int(token.tag[1])
        if token.level == 0 and level <= _SECTION:
            self.section = text
        token.markup = "#" * min(_DEEPEST, level + self.deeper)

    def item(self, token: Token) -> None:
        """Make a task of an item that is to be one and lies in no other; one that is ticked stays ticked."""
        if token.nesting > 0 and self.items == 0 and self.section in self.issue.tasks:
            token.meta.setdefault("checked", False)
        self.items += token.nesting

    def mark(self, token: Token) -> None:
        """Give a list that follows another of its kind the other marker, so that they stay two."""
        before = self.lists.get(token.level)
        token.meta["marker"] = before != (token.type, True)
        self.lists[token.level] = (token.type, token.meta["marker"])
        self.lists.pop(token.level + 1, None)

    def inline(self, token: Token, parent: str) -> None:
        """Write the inline token into its own `content`."""
        if parent == "summary_open":
            token.content = inert(plain(token))
        else:
            one_line = parent in ("heading_open", "th_open", "td_open")
            token.content = write_inline(list(_merged(self.children(token))), one_line=one_line)
        token.children = []

    def children(self, block: Token) -> Iterator[Token]:
        """The tokens with links and pictures as the issue has them, and text that notifies nobody."""
        link: Token | None = None
        pictures: list[str] = []
        for token in _with_bare_addresses(block.children or []):
            if token.type == "link_open":
                link, pictures = token, []
                if self.address(_href(token)):
                    yield token
            elif token.type == "link_close" and link is not None:
                yield from self.end_of(link, pictures)
                link = None
            elif token.type == "image":
                yield from self.image(token, pictures if link is not None and self.address(_href(link)) else None)
            elif token.type == "autolink":
                yield from self.bare(token)
            else:
                yield _calling_nobody(token)

    def end_of(self, link: Token, pictures: Sequence[str]) -> Iterator[Token]:
        """The end of a link, and behind it those pictures in it that it does not lead to."""
        href = _href(link)
        address = self.address(href)
        if address:
            yield _end(destination(address, str(link.attrs.get("title") or "")))
        elif _SENT.match(href):
            yield _text(" ")
            yield Token("code_inline", "code", 0, content=href)
        for picture in pictures:
            if picture != address:
                yield _text(" (")
                yield from _linked(file_name(picture), picture)
                yield _text(")")

    def address(self, href: str) -> str:
        """Where a link leads from the issue; "" if it is to be its text."""
        if _SENT.match(href):
            return inert_address(href, self.issue.host)
        return "" if _SCHEME.match(href) or not href else self.issue.resolve(href)

    def bare(self, token: Token) -> Iterator[Token]:
        """A URL that is its own link text."""
        href = _href(token)
        address = self.address(href)
        if address == href and not re.search(r"[\s<>]", href):
            yield token
        elif address:
            yield from _linked(href, address)
        elif _SENT.match(href):
            yield Token("code_inline", "code", 0, content=href)
        else:
            yield _text(inert(href))

    def image(self, token: Token, linked: list[str] | None) -> Iterator[Token]:
        """An image becomes a link to it: an issue loads nothing from elsewhere. Within a link its address is noted."""
        source = str(token.attrs.get("src", ""))
        alt = plain(token)
        address = self.address(source)
        if linked is None and address:
            yield from _linked(alt or source, address)
            return
        if alt or address:
            yield _text(inert(alt or source))
        if address and linked is not None:
            linked.append(address)


def _is_drawn_by_github(info: str) -> bool:
    """Whether GitHub, unlike a page, shows something other than this code."""
    words = info.lower().split()
    return bool(words) and words[0] in _DRAWN and info.strip() != _DRAWN_EVERYWHERE


def _calling_nobody(token: Token) -> Token:
    if token.type == "text":
        return _text(inert(token.content))
    if token.type == "softbreak":
        return _text(" ")
    return token.copy(meta={"label": _label(token)}) if token.type == "footnote_ref" else token


def _harmless(markdown: str) -> str:
    """The Markdown without anything that ends, or begins, the part of an issue that is ours, be it code or escaped."""
    return _OUR_FENCE.sub(f"<!--{WORD_JOINER}", markdown)


def _label(token: Token) -> str:
    return f"{_NOTE}{token.meta['id'] + 1}"


def _href(token: Token) -> str:
    return str(token.attrs.get("href", ""))


def _linked(text: str, address: str) -> Iterator[Token]:
    yield Token("link_open", "a", 1)
    yield _text(inert(text))
    yield _end(destination(address))


def _end(to: str) -> Token:
    return Token("link_close", "a", -1, meta={"to": to})


def _with_bare_addresses(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens with each link that is its own text as one."""
    rest = iter(enumerate(tokens))
    for at, token in rest:
        if token.info == "auto" and token.nesting > 0 and tokens[at + 1].content == token.attrs.get("href"):
            next(rest), next(rest)
            yield Token("autolink", "a", 0, attrs=token.attrs, content=tokens[at + 1].content)
        else:
            yield token


def _merged(tokens: Iterator[Token]) -> Iterator[Token]:
    """The tokens with texts made one that are side by side, and something between code that would run into code."""
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
