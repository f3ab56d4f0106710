"""The tree of a text, its words with their positions, and the evidence that it cites."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from pipeline.diagnostic import Location
from pipeline.markdown.dialect import parse
from pipeline.markdown.places import source_offset
from pipeline.markdown.prose import Prose
from pipeline.markdown.raw_html import Unshown, without_html
from pipeline.text.syntax import CITATION, EVIDENCE_ID

KEPT = 1024
"""How many trees are kept: the rules, pages and issues ask for those of one incident at a time."""


LINK_MARKS = ("](", "]:", "<", "://", "www.", "@")
"""What every text has one of that has a link."""

_ESCAPES = ("\\[", "\\]", "&")

NO_TEXT = "\ufffc"
"""Stands in a passage for each character that is code; where links are left out, also for theirs and for each bracket
that is escaped."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A text as read: its tokens, with safe ones in place of raw HTML, and the HTML that is not shown as HTML.

    `unused` are the lines, from 0, of footnotes that nothing shown refers to; the tokens are without these, as on
    GitHub. Whoever changes a token works on a copy of it.
    """

    prose: Prose
    tokens: tuple[Token, ...]
    unshown: tuple[Unshown, ...]
    unused: tuple[int, ...]


@lru_cache(maxsize=KEPT)
def tree(prose: Prose) -> Tree:
    """The tree of a text."""
    if not prose.text.strip(" \t\n"):  # as in most timelines and registers
        return Tree(prose, (), (), ())
    text = prose.text if prose.text.endswith("\n") else f"{prose.text}\n"
    parsed = parse(text)
    tokens, found = without_html(parsed.tokens)
    starts = ((prose.offset(Location(prose.path, prose.line + line)), said) for line, said in parsed.comments)
    unshown, notes = (*found, *(Unshown(start, said, "aside") for start, said in starts)), parsed.footnotes
    if not notes:
        return Tree(prose, tuple(tokens), unshown, ())
    body, shown = _with_used_notes(tokens)
    return Tree(prose, tuple(body), unshown, tuple(note.line for note in notes if note.label not in shown))


def _with_used_notes(tokens: Sequence[Token]) -> tuple[list[Token], set[str]]:
    """The tokens with those footnotes to which the text refers, or another such footnote; and their labels."""
    end = next((at for at, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    notes: dict[int, list[Token]] = {}
    for token in tokens[end + 1 : -1]:
        if token.type == "footnote_open":
            current = notes[token.meta["id"]] = []
        current.append(token)
    used: dict[int, list[Token]] = {}
    waiting = list(note_references(tokens[:end]))
    for number in waiting:
        if number not in used:
            used[number] = notes[number]
            waiting += note_references(notes[number])
    kept = [token for number in sorted(used) for token in used[number]]
    body = [*tokens[:end], *([tokens[end], *kept, tokens[-1]] if kept else [])]
    return body, {token.meta["label"] for token in kept if token.type == "footnote_open"}


def note_references(tokens: Sequence[Token]) -> Iterator[int]:
    """The numbers of the footnotes to which these tokens refer, in order."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "footnote_ref":
                yield child.meta["id"]


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
class Citation:
    """An id such as E1 in square brackets, and its place."""

    id: str
    location: Location


def top_level(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where each block that lies in no other begins and ends."""
    start = 0
    for at, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            yield start, at + 1
            start = at + 1


@lru_cache(maxsize=KEPT)
def citations(prose: Prose) -> tuple[Citation, ...]:
    """Every citation of evidence outside code and links, in order."""
    if "[E" not in prose.text:
        return ()
    return tuple(found for of_token in citations_of(prose) for found in of_token)


@lru_cache(maxsize=KEPT)
def citations_of(prose: Prose) -> tuple[tuple[Citation, ...], ...]:
    """The citations in each token of the tree."""
    return tuple(
        () if passage is None or "[E" not in passage.text else tuple(_cited_in(passage))
        for passage in passages_of(prose, linked=False)
    )


def _cited_in(passage: Passage) -> Iterator[Citation]:
    for match in CITATION.finditer(passage.text):
        for name in EVIDENCE_ID.finditer(match[1]):
            yield Citation(name.group(), passage.located(match.start(1) + name.start()))


def passages(prose: Prose, *, linked: bool = True) -> tuple[Passage, ...]:
    """The words of every paragraph, heading, cell and note; without those in links where they are not asked for."""
    return tuple(passage for passage in passages_of(prose, linked=linked) if passage is not None)


@lru_cache(maxsize=KEPT)
def passages_of(prose: Prose, *, linked: bool) -> tuple[Passage | None, ...]:
    """The passage of each token of the tree, None for those that have none."""
    if not linked and not any(mark in prose.text for mark in (*LINK_MARKS, *_ESCAPES)):
        return passages_of(prose, linked=True)
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
            pieces.append(words if linked else NO_TEXT * len(words) if links else citing(child, words))
            length += len(words)
    return Passage(prose, "".join(pieces), token, tuple(spans) or ((0, 0),), block)


def citing(token: Token, words: str) -> str:
    """The words of a token in which citations are looked for: with U+FFFC for its brackets that are escaped."""
    literal = token.meta.get("literal")
    if not literal:
        return words
    return "".join(NO_TEXT if at in literal else char for at, char in enumerate(words))


def _words(child: Token, base: int = 0) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The words of a token within a paragraph, and where each run of them begins in its content."""
    at = base + int(child.meta.get("at", 0))
    if child.type == "text":
        yield child.content, [(begin, base + start) for begin, start in child.meta.get("spans", [(0, at - base)])]
    elif child.type in ("softbreak", "hardbreak"):
        yield "\n", [(0, at)]
    elif child.type == "code_inline":
        yield NO_TEXT * len(child.content), [(0, at)]
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


def place(prose: Prose, block: Token, offset: int) -> Location:
    """The place in the file of a character of an inline token's content."""
    at = source_offset(block, offset)
    if at is None:
        return Location(prose.path, prose.line + (block.map[0] if block.map else 0))
    return prose.located(min(at, len(prose.text)))
