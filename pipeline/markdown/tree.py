"""The tree of a text, and what is asked of it: sections and their blocks, words and where they stand, links."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from pipeline.diagnostic import Location
from pipeline.markdown.dialect import EVIDENCE, parse, source_offset
from pipeline.markdown.raw_html import Unshown, without_html
from pipeline.prose import Prose

KEPT = 64
"""How many trees are kept: the rules, pages and issues ask for those of one incident at a time."""

CITATION = re.compile(rf"\[({EVIDENCE})\]")
"""A citation of evidence, in a text outside of links."""

_NO_NAME = re.compile(r"[^\w\- ]")
_ID = re.compile(r"E\d+")
_SECTION = 2
_NO_TEXT = "\ufffc"
"""Stands in a passage for each character that is code, or is in a link where links are left out."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A text as read: its tokens, with safe ones in place of raw HTML, and the HTML that is not shown as HTML.

    Whoever changes a token works on a copy of it.
    """

    prose: Prose
    tokens: tuple[Token, ...]
    unshown: tuple[Unshown, ...]


@lru_cache(maxsize=KEPT)
def tree(prose: Prose) -> Tree:
    """The tree of a text."""
    text = prose.text if prose.text.endswith("\n") else f"{prose.text}\n"
    tokens, unshown = without_html(parse(text))
    return Tree(prose, tuple(tokens), tuple(unshown))


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of one paragraph, heading or cell, lines ended by newlines.

    Code is replaced by as many object replacement characters (U+FFFC). `block` is its token's place in the tree.
    """

    prose: Prose
    text: str
    token: Token
    spans: tuple[tuple[int, int], ...]
    block: int

    def located(self, offset: int) -> Location:
        """The place in the file of the character at `offset`."""
        begin, at = self.spans[max(0, bisect_right(self.spans, (offset, len(self.prose.text))) - 1)]
        return place(self.prose, self.token, at + offset - begin)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: where it begins, its words without its inner lists, and whether it is within another."""

    location: Location
    text: str
    inner: bool


@dataclass(frozen=True, slots=True)
class Block:
    """What stands by itself below a heading: its kind, its place, its words, the evidence it cites, its items.

    `kind` is the name of its Markdown: paragraph, bullet_list, ordered_list, table, blockquote, alert, details,
    heading, fence, code_block, hr, footnote.
    """

    kind: str
    location: Location
    text: str
    cites: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def speaks(self) -> bool:
        """Whether it has words of its own: it is no code, no diagram, and more than a line across the page."""
        return self.kind not in ("fence", "code_block", "hr", "heading") and bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Section:
    """A second-level heading, and the blocks below it up to the next heading of the first two levels."""

    heading: str
    location: Location
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """An id such as E1 in square brackets, and its place."""

    id: str
    location: Location


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link or an image leads, as a normalized address, its text, and the place where that is written."""

    target: str
    text: str
    image: bool
    location: Location


@lru_cache(maxsize=KEPT)
def sections(prose: Prose) -> tuple[Section, ...]:
    """The second-level sections, in order; text above the first, or below a first-level heading, is in none."""
    return tuple(
        Section(plain(heading), place(prose, heading, 0), blocks)
        for heading, level, blocks in _divided(prose)
        if heading is not None and level == _SECTION
    )


def outside(prose: Prose) -> tuple[Block, ...]:
    """The blocks that belong to no section, with words of their own or without."""
    divided = [blocks for heading, level, blocks in _divided(prose) if heading is None or level < _SECTION]
    return tuple(block for blocks in divided for block in blocks)


@lru_cache(maxsize=KEPT)
def _divided(prose: Prose) -> tuple[tuple[Token | None, int, tuple[Block, ...]], ...]:
    """The text at its headings of the first two levels: the heading, its level, the blocks below it."""
    found: list[tuple[Token | None, int, list[Block]]] = [(None, 0, [])]
    tokens = tree(prose).tokens
    for start, end in top_level(tokens):
        token = tokens[start]
        if token.type == "heading_open" and int(token.tag[1]) <= _SECTION:
            found.append((tokens[start + 1], int(token.tag[1]), []))
        elif token.type != "footnote_block_open":
            found[-1][2].append(_block(prose, start, end))
    return tuple((heading, level, tuple(blocks)) for heading, level, blocks in found)


def top_level(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where each block that lies in no other begins and ends."""
    start = 0
    for at, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            yield start, at + 1
            start = at + 1


def _block(prose: Prose, start: int, end: int) -> Block:
    tokens = tree(prose).tokens
    token = tokens[start]
    within = _passages_of(prose, linked=True)[start:end]
    words = " ".join(passage.text for passage in within if passage is not None)
    cites = dict.fromkeys(found.id for at in range(start, end) for found in _cited_in(prose, at))
    kind = token.type.removesuffix("_open")
    return Block(kind, _begin(prose, tokens[start:end]), words, tuple(cites), tuple(_items(prose, start, end)))


def _begin(prose: Prose, tokens: Sequence[Token]) -> Location:
    """Where a block begins: its first line, at the first word of it that is not a mark."""
    line = next((token.map[0] for token in tokens if token.map), 0)
    for token in tokens:
        if token.type == "inline" and token.map and token.map[0] == line:
            return place(prose, token, 0)
    return Location(prose.path, prose.line + line)


def _items(prose: Prose, start: int, end: int) -> Iterator[Item]:
    tokens = tree(prose).tokens
    passages = _passages_of(prose, linked=True)
    open_items: list[tuple[Location, list[str], int]] = []
    found: list[tuple[Location, list[str], int]] = []
    for at in range(start, end):
        token = tokens[at]
        if token.type == "list_item_open":
            line = token.map[0] if token.map else 0
            open_items.append((Location(prose.path, prose.line + line), [], len(open_items)))
            found.append(open_items[-1])
        elif token.type == "list_item_close":
            open_items.pop()
        elif open_items and (passage := passages[at]) is not None:
            open_items[-1][1].append(passage.text)
        elif open_items and token.type in ("fence", "code_block"):
            open_items[-1][1].append(_NO_TEXT)
    for location, words, depth in found:
        yield Item(location, " ".join(" ".join(words).split()), depth > 0)


@lru_cache(maxsize=KEPT)
def citations(prose: Prose) -> tuple[Citation, ...]:
    """Every citation of evidence outside of code and links, in order."""
    if "[E" not in prose.text:
        return ()
    return tuple(found for at in range(len(tree(prose).tokens)) for found in _cited_in(prose, at))


def _cited_in(prose: Prose, at: int) -> Iterator[Citation]:
    passage = _passages_of(prose, linked=False)[at]
    if passage is None or "[E" not in passage.text:
        return
    for match in CITATION.finditer(passage.text):
        for name in _ID.finditer(match[1]):
            yield Citation(name.group(), passage.located(match.start(1) + name.start()))


def passages(prose: Prose, *, linked: bool = True) -> tuple[Passage, ...]:
    """The words of every paragraph, heading, cell and note; without those in links where they are not asked for."""
    return tuple(passage for passage in _passages_of(prose, linked=linked) if passage is not None)


@lru_cache(maxsize=KEPT)
def _passages_of(prose: Prose, *, linked: bool) -> tuple[Passage | None, ...]:
    """The passage of each token of the tree, None for those that have none."""
    return tuple(
        _passage(prose, token, at, linked=linked) if token.type == "inline" else None
        for at, token in enumerate(tree(prose).tokens)
    )


def _passage(prose: Prose, token: Token, block: int, *, linked: bool) -> Passage:
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    length = links = 0
    for child in token.children or ():
        links += (child.type == "link_open") - (child.type == "link_close")
        for words, at in _words(child):
            spans += [(length + begin, start) for begin, start in at]
            pieces.append(_NO_TEXT * len(words) if links and not linked else words)
            length += len(words)
    return Passage(prose, "".join(pieces), token, tuple(spans) or ((0, 0),), block)


def _words(child: Token, base: int = 0) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The words of a token within a paragraph, and where each run of them begins in its content."""
    at = base + int(child.meta.get("at", 0))
    if child.type == "text":
        yield child.content, [(begin, base + start) for begin, start in child.meta.get("spans", [(0, at - base)])]
    elif child.type in ("softbreak", "hardbreak"):
        yield "\n", [(0, at)]
    elif child.type == "code_inline":
        yield _NO_TEXT * len(child.content), [(0, at)]
    elif child.type == "image":
        for inner in child.children or ():
            # Of a picture in Markdown the text begins behind its two marks; one in HTML is read as a whole.
            yield from _words(inner, at + 2) if "spans" in inner.meta else [(inner.content, [(0, at)])]


def plain(token: Token) -> str:
    """The text of a token's children without their markup, in one line."""
    return " ".join("".join(_plain(token)).split())


def _plain(token: Token) -> Iterator[str]:
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            yield child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield " "
        elif child.type == "image":
            yield plain(child)


@lru_cache(maxsize=KEPT)
def links(prose: Prose) -> tuple[Link, ...]:
    """Every link and image, in order; bare addresses and those within `<` and `>` are links too."""
    if not any(mark in prose.text for mark in ("](", "]:", "<", "://", "www.", "@")):
        return ()
    found = []
    for block in tree(prose).tokens:
        children = block.children or []
        for at, child in enumerate(children):
            if child.type == "link_open":
                end = next(i for i in range(at, len(children)) if children[i].type == "link_close")
                text = plain(Token("inline", "", 0, children=children[at:end]))
                where = place(prose, block, _target(block.content, child, children[end].meta.get("at", 0)))
                found.append(Link(str(child.attrs.get("href", "")), text, image=False, location=where))
            elif child.type == "image":
                label = child.meta.get("at", 0) + 2 + len(child.content)
                where = place(prose, block, _target(block.content, child, label))
                found.append(Link(str(child.attrs.get("src", "")), plain(child), image=True, location=where))
    return tuple(found)


_TARGET = re.compile(r"\]\(\s*<?")


def _target(content: str, token: Token, label_end: int) -> int:
    """Where in the content the address of a link is written, or the link itself where it is written elsewhere."""
    match = _TARGET.match(content, label_end)
    return match.end() if match and token.info != "auto" else int(token.meta.get("at", 0))


def headings(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The headings among the tokens: the place of each, and the name by which GitHub links to it (`#name`)."""
    taken: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            name = _NO_NAME.sub("", plain(tokens[at + 1]).lower()).replace(" ", "-")
            again = taken.get(name, 0)
            taken[name] = again + 1
            yield at, f"{name}-{again}" if again else name


def unshown(prose: Prose) -> Iterator[tuple[Unshown, Location]]:
    """Raw HTML that is not shown as HTML, each with its place."""
    if "<" in prose.text:
        for found in tree(prose).unshown:
            yield found, prose.located(found.offset)


def place(prose: Prose, block: Token, offset: int) -> Location:
    """The place in the file of a character of an inline token's content."""
    at = source_offset(block, offset)
    if at is None:
        return Location(prose.path, prose.line + (block.map[0] if block.map else 0))
    return prose.located(min(at, len(prose.text)))
