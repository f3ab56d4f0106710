"""Raw HTML in a tree → what every reader sees of it.

Line breaks, collapsible passages, pictures, links and a few marks of text become tokens like those of Markdown.
Comments go. Of all other HTML the words stay and the tags go; what is no element of HTML at all, such as `<TOKEN>`,
stays as text. Whatever is not shown as its author may expect is listed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from pipeline.markdown.dialect import lex_html
from pipeline.markdown.inline_html import BLOCKS, LITERAL, Kind, is_seen, tag, text_token, without_inline_html
from pipeline.markdown.places import source_offset

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SHOWN = re.compile(r"[^\n]")
_FOLDED = 8
"""How deep collapsible passages may lie in each other."""


@dataclass(frozen=True, slots=True)
class Unshown:
    """HTML that is not shown as HTML: where it begins in the text, and what is done with it.

    A closing tag is only reported where nothing above it was opened. `aside`: it is a comment, or what a link
    definition says that leads nowhere, such as `[//]: # (a comment)`. `comment`: it is never closed, and nothing of it
    is shown. `tag`: it is left out, and what it contains is shown. `text`: it is shown as plain text.
    """

    offset: int
    html: str
    kind: Kind


def without_html(tokens: Sequence[Token]) -> tuple[list[Token], list[Unshown]]:
    """The tokens with safe ones in place of raw HTML, and what of it is not shown. Paragraphs without content go."""
    cleaner = _Cleaner()
    cleaner.blocks(tokens)
    return _counted(cleaner.out), sorted(cleaner.unshown, key=lambda found: found.offset)


class _Cleaner:
    """Goes through the blocks.

    `within` are the types of those open, `details` for those that come from HTML. Within a block of HTML `run` is the
    text read since the last element, `summary` whether that is a summary, `literal` the element that holds no HTML.
    `begun` has the names of tags that were opened and reported: what closes them needs no report of its own.
    """

    def __init__(self) -> None:
        self.out: list[Token] = []
        self.unshown: list[Unshown] = []
        self.begun: set[str] = set()
        self.within: list[str] = []
        self.block = Token("inline", "", 0)
        self.run: list[Token] = []
        self.summary = False
        self.literal = ""

    def blocks(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self.block = token
            if token.type == "html_block":
                self.html()
                continue
            if token.type == "inline":
                token.children = without_inline_html(token.children or [], self.report, self.begun)
            elif token.nesting > 0:
                section = token.type == "heading_open" and token.tag in ("h1", "h2") and set(self.within) == {"details"}
                if section or token.type == "footnote_block_open":
                    # A section is a section, and a footnote is below all, whatever was left open above it.
                    self.close(len(self.within))
                self.within.append(token.type)
            elif token.nesting < 0:
                opened = token.type.removesuffix("_close") + "_open"
                while self.within and self.within[-1] == "details" and opened in self.within:
                    self.close(1)
                self.within.pop()
            self.out.append(token)
            if token.type == "paragraph_close":
                self.drop_empty()
        self.close(len(self.within))

    def close(self, count: int) -> None:
        """Close that many collapsible passages."""
        for _ in range(count):
            self.within.pop()
            self.out.append(Token("details_close", "details", -1, block=True))

    def drop_empty(self) -> None:
        """Take back the paragraph that just ended if a reader sees nothing of it."""
        inline = self.out[-2]
        if inline.type == "inline" and not any(is_seen(child) for child in inline.children or ()):
            del self.out[-3:]

    def html(self) -> None:
        """Put the pieces of a block of HTML in its place."""
        content = self.block.content
        if content.startswith("<!--") and "-->" not in content:
            self.report(0, content, "comment")
            return
        for comment in _COMMENT.finditer(content):
            self.report(comment.start(), comment[0], "aside")
        self.literal, self.summary = "", False
        pieces = lex_html(_without_comments(content))
        if pieces and pieces[0].type == "text" and pieces[0].content.startswith("<"):
            self.report(0, pieces[0].content.split("\n", 1)[0], "text")  # a tag that is never finished
        for token in pieces:
            name, closing, _ = tag(token.content) if token.type == "html_inline" else ("", False, {})
            if self.literal == "pre":
                self.coded(token, ends=name == "pre" and closing)
            elif self.literal:
                self.literal = "" if name == self.literal and closing else self.literal
                self.run.append(text_token(token.content, token))
            elif name in BLOCKS:
                self.element(token, name, closing=closing)
            else:
                self.literal = name if name in LITERAL and not closing else ""
                self.run.append(token)
        if self.literal == "pre":
            self.code()
        self.flush()

    def element(self, token: Token, name: str, *, closing: bool) -> None:
        """Read the tag of an element that is none within text."""
        if name == "summary" and self.within[-1:] == ["details"] and closing == self.summary:
            self.flush()
            self.summary = not closing
            return
        if not self.summary or name in ("details", "pre", "hr"):
            self.flush()
        if name == "details":
            self.details(token, closing=closing)
        elif name == "pre" and not closing:
            self.literal = name
        elif name == "hr":
            self.out.append(Token("hr", "hr", 0, markup="---", block=True))
        elif not closing or name not in self.begun:
            self.report(token.meta["at"], token.content, "tag")
        self.begun.add(name)

    def details(self, token: Token, *, closing: bool) -> None:
        if not closing and self.within.count("details") < _FOLDED:
            self.within.append("details")
            opening = Token("details_open", "details", 1, block=True, map=self.block.map)
            opening.meta["open"] = " open" in token.content.lower()
            self.out.append(opening)
        elif closing and self.within[-1:] == ["details"]:
            self.close(1)
        elif not closing or "details" not in self.begun:
            self.report(token.meta["at"], token.content, "tag")

    def coded(self, token: Token, *, ends: bool) -> None:
        """Read on in preformatted text: its line ends count, and tags in it only colour it."""
        if ends:
            self.literal = ""
            self.code()
        elif token.type == "text":
            self.run.append(token)

    def code(self) -> None:
        """Make a code block of the text gathered."""
        content = "".join(token.content for token in self.run).strip("\n")
        self.run = []
        if content.strip():
            self.out.append(Token("code_block", "code", 0, content=f"{content}\n", map=self.block.map, block=True))

    def flush(self) -> None:
        """Make a paragraph, or the summary of a collapsible passage, of the text gathered."""
        children = without_inline_html(self.run, self.report, self.begun)
        kind, name = ("summary", "summary") if self.summary else ("paragraph", "p")
        self.run, self.summary = [], False
        while children and not is_seen(children[0]):
            del children[0]
        while children and not is_seen(children[-1]):
            del children[-1]
        if not children:
            return
        _strip(children[0], children[-1])
        inline = Token("inline", "", 0, children=children, map=self.block.map, content=self.block.content, block=True)
        inline.meta = self.block.meta
        self.out.append(Token(f"{kind}_open", name, 1, map=self.block.map, block=True))
        self.out.append(inline)
        self.out.append(Token(f"{kind}_close", name, -1, block=True))

    def report(self, offset: int, source: str, kind: Kind) -> None:
        self.unshown.append(Unshown(source_offset(self.block, offset) or 0, source, kind))


def _without_comments(content: str) -> str:
    """The content with spaces for its comments, also for those such as `<!--- this --->`."""
    closed = content.rfind("-->") + len("-->")
    if closed < len("<!---->"):
        return content
    blank = _COMMENT.sub(lambda comment: _SHOWN.sub(" ", comment.group()), content[:closed])
    return blank + content[closed:]


def _strip(first: Token, last: Token) -> None:
    """Take the space off both ends of a text."""
    if last.type == "text":
        last.content = last.content.rstrip()
    if first.type == "text":
        kept = first.content.lstrip()
        cut = len(first.content) - len(kept)
        first.meta["spans"] = [(max(0, at - cut), start + max(0, cut - at)) for at, start in first.meta["spans"]]
        first.meta["literal"] = [at - cut for at in first.meta.get("literal", ())]
        first.content = kept


def _counted(tokens: list[Token]) -> list[Token]:
    """The tokens, each with its level."""
    level = 0
    for token in tokens:
        level += min(token.nesting, 0)
        token.level = level
        level += max(token.nesting, 0)
    return tokens
