"""The sections of a text, and their content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from pipeline.diagnostic import Location
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import KEPT, citations_of, note_references, passages_of, place, plain, top_level, tree

_SECTION = 2


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: where it begins, its words without its inner lists, and whether it is within another."""

    location: Location
    text: str
    inner: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A block below a heading: its kind, its words, the evidence it cites, and its tokens in the tree of its text.

    `kind` is the name of its Markdown: paragraph, bullet_list, ordered_list, table, blockquote, alert, details,
    heading, fence, code_block, hr, footnote.
    """

    kind: str
    text: str
    cites: tuple[str, ...]
    prose: Prose
    tokens: tuple[Token, ...]

    @property
    def speaks(self) -> bool:
        """Whether it has its own words: it is more than code, a diagram or a line across the page."""
        return self.kind not in ("fence", "code_block", "hr", "heading") and bool(self.text.strip())

    @property
    def location(self) -> Location:
        """Where it begins: its first line, at the first word of it that is not a mark."""
        line = next((token.map[0] for token in self.tokens if token.map), 0)
        for token in self.tokens:
            if token.type == "inline" and token.map and token.map[0] == line:
                return place(self.prose, token, 0)
        return Location(self.prose.path, self.prose.line + line)

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of its lists."""
        return tuple(_items(self.prose, self.tokens))


@dataclass(frozen=True, slots=True)
class Section:
    """A second-level heading, and the blocks below it up to the next heading of the first two levels."""

    heading: str
    prose: Prose
    token: Token
    blocks: tuple[Block, ...]

    @property
    def location(self) -> Location:
        """The line of the heading."""
        return Location(self.prose.path, place(self.prose, self.token, 0).line)

    @property
    def is_empty(self) -> bool:
        """Whether it contains nothing but headings."""
        return all(block.kind == "heading" for block in self.blocks)

    @property
    def spoken(self) -> tuple[Block, ...]:
        """The blocks that have words to read."""
        return tuple(block for block in self.blocks if block.speaks)


@lru_cache(maxsize=KEPT)
def sections(prose: Prose) -> tuple[Section, ...]:
    """The second-level sections, in order; text above the first, or below a first-level heading, is in none."""
    return tuple(
        Section(plain(heading), prose, heading, blocks)
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
    tokens, passages = tree(prose).tokens, passages_of(prose, linked=True)
    cited = citations_of(prose) if "[E" in prose.text else ()
    noted = _cited_in_notes(prose) if "[^" in prose.text else {}
    for start, end in top_level(tokens):
        token = tokens[start]
        if token.type == "heading_open" and int(token.tag[1]) <= _SECTION:
            found.append((tokens[start + 1], int(token.tag[1]), []))
        elif token.type != "footnote_block_open":
            words = " ".join(passage.text for passage in passages[start:end] if passage is not None)
            cites = dict.fromkeys(each.id for of_token in cited[start:end] for each in of_token)
            for number in note_references(tokens[start:end]) if noted else ():
                cites |= noted.get(number, {})
            kind = token.type.removesuffix("_open")
            found[-1][2].append(Block(kind, words, tuple(cites), prose, tokens[start:end]))
    return tuple((heading, level, tuple(blocks)) for heading, level, blocks in found)


@lru_cache(maxsize=KEPT)
def _cited_in_notes(prose: Prose) -> dict[int, dict[str, None]]:
    """The evidence that each note cites: whatever refers to the note rests on it."""
    found: dict[int, dict[str, None]] = {}
    current: dict[str, None] = {}
    for at, token in enumerate(tree(prose).tokens):
        if token.type == "footnote_open":
            current = found[token.meta["id"]] = {}
        else:
            current |= dict.fromkeys(cited.id for cited in citations_of(prose)[at])
    return found


def _items(prose: Prose, tokens: Sequence[Token]) -> Iterator[Item]:
    open_items: list[tuple[Location, list[str], int]] = []
    found: list[tuple[Location, list[str], int]] = []
    for token in tokens:
        if token.type == "list_item_open":
            line = token.map[0] if token.map else 0
            open_items.append((Location(prose.path, prose.line + line), [], len(open_items)))
            found.append(open_items[-1])
        elif token.type == "list_item_close":
            open_items.pop()
        elif open_items and token.type == "inline":
            open_items[-1][1].append(plain(token))
        elif open_items and token.type in ("fence", "code_block"):
            open_items[-1][1].append(token.content)
    for location, words, depth in found:
        yield Item(location, " ".join(" ".join(words).split()), depth > 0)
