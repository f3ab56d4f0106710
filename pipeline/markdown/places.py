"""The positions of tokens in their text.

markdown-it tells the lines of a block. Here a block's inline token has in its `meta` where each of its lines begins
in the text (`lines`), and each token within it where it begins in that block's content (`at`; of text, `spans`).
Text also has the places of brackets in it that are escaped, and so are brackets and nothing else (`literal`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

_SPACE = " \t"
_BYTE_ORDER_MARK = "\ufeff"


def source_offset(block: Token, offset: int) -> int | None:
    """Where in the text a character of an inline token's (or HTML block's) content is; None if it is not of it."""
    lines = block.meta.get("lines")
    if not lines:
        return None
    if "\n" not in block.content:
        bars = bisect_right(block.meta.get("bars", ()), offset)
        return int(lines[0] + max(0, offset - _indent(block.content, 0)) + bars)
    starts = block.meta.get("starts")
    if starts is None:
        starts = block.meta["starts"] = [0, *(match.end() for match in re.finditer("\n", block.content))]
        block.meta["indents"] = [_indent(block.content, start) for start in starts]
    number = min(bisect_right(starts, offset), len(lines)) - 1
    return int(lines[number] + max(0, offset - starts[number] - block.meta["indents"][number]))


def _indent(content: str, start: int) -> int:
    end = start
    while content[end : end + 1] in (" ", "\t"):
        end += 1
    return end - start


def copied(token: Token) -> Token:
    """A copy that may be changed: markdown-it's own costs ten times as much."""
    return Token(
        token.type,
        token.tag,
        token.nesting,
        dict(token.attrs),
        token.map,
        token.level,
        token.children,
        token.content,
        token.markup,
        token.info,
        dict(token.meta),
        token.block,
        token.hidden,
    )


def join_texts(tokens: list[Token]) -> list[Token]:
    """The tokens with adjacent texts joined."""
    joined: list[Token] = []
    pieces: list[str] = []
    length = end = 0
    for token in tokens:
        if token.type != "text":
            _fill(joined, pieces)
            joined.append(token)
            continue
        spans = token.meta.get("spans") or [(0, token.meta.get("at", end))]
        literal = token.meta.pop("literal", ()) or ([0] if token.info and token.content in ("[", "]") else ())
        if not pieces:
            length = end = 0
            joined.append(token)
            token.meta["spans"] = []
            token.info = ""
        # Each of the markers in a row, such as **, is said to stand where the row begins.
        shift = end - spans[0][1] if pieces and spans[0][1] < end else 0
        joined[-1].meta["spans"] += [(length + start, at + shift) for start, at in spans]
        if literal:
            joined[-1].meta.setdefault("literal", []).extend(length + at for at in literal)
        pieces.append(token.content)
        length += len(token.content)
        end = spans[-1][1] + shift + len(token.content) - spans[-1][0]
    _fill(joined, pieces)
    return joined


def _fill(joined: list[Token], pieces: list[str]) -> None:
    if pieces:
        joined[-1].content = "".join(pieces)
        pieces.clear()


class InlineState(StateInline):
    """Notes where each token begins. What is pending is always one piece of the source."""

    began: int | None = None

    def append_pending(self, text: str) -> None:
        """Note where pending text begins."""
        if self.began is None:
            self.began = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802  # as markdown-it calls it
        """Make a token of the pending text."""
        token = super().pushPending()
        token.meta["at"] = self.pos if self.began is None else self.began
        self.began = None
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token."""
        # What a rule takes back from the pending text, such as the scheme of an address, is its token's.
        begins = self.pos if self.began is None else self.began + len(self.pending)
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = begins
        self.began = None
        return token


class BlockState(StateBlock):
    """Notes where in the text the lines of each inline token begin."""

    cells: tuple[tuple[int, tuple[int, ...]], ...] = ()
    cell = -1

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        """Read the lines; a byte order mark before the first is not part of it."""
        super().__init__(src, md, env, tokens)
        if src.startswith(_BYTE_ORDER_MARK):
            first = StateBlock(src[1:].partition("\n")[0], md, env, [])
            self.bMarks[0], self.tShift[0], self.sCount[0] = 1, first.tShift[0], first.sCount[0]

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token."""
        token = super().push(ttype, tag, nesting)
        if ttype not in ("inline", "th_open", "td_open"):
            return token
        before = self.tokens[-2] if len(self.tokens) > 1 else token
        if ttype != "inline":
            if before.type == "tr_open" and before.map:
                line = before.map[0]
                self.cells, self.cell = _cells(self.src, self.begin(line), self.eMarks[line]), -1
            self.cell += 1
        elif before.type in ("th_open", "td_open"):
            if self.cell < len(self.cells):
                start, token.meta["bars"] = self.cells[self.cell]
                token.meta["lines"] = [start]
        elif before.map:
            token.meta["lines"] = [self.begin(line) for line in range(*before.map)]
            if before.markup.startswith("#"):
                token.meta["lines"] = [_skip(self.src, token.meta["lines"][0] + len(before.markup), _SPACE)]
        return token

    def begin(self, line: int) -> int:
        """Where the line's text begins, behind what it owes to lists and quotations."""
        return self.bMarks[line] + self.tShift[line]


def _skip(text: str, start: int, chars: str) -> int:
    while text[start : start + 1] and text[start] in chars:
        start += 1
    return start


def _cells(text: str, start: int, end: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Where the cells of a table's row begin, and where in its content each has a bar that is escaped in the text."""
    row = text[start:end].rstrip()
    edges = [match.start() for match in re.finditer(r"(?<!\\)\|", row)]
    if edges and edges[0] == 0:
        edges = edges[1:]
        begin = 1
    else:
        begin = 0
    found = []
    for edge in [*edges, len(row)]:
        first = min(_skip(row, begin, _SPACE), edge)
        escaped = [match.start() for match in re.finditer(r"\\\|", row[first:edge])]
        found.append((start + first, tuple(at - number for number, at in enumerate(escaped))))
        begin = edge + 1
    return tuple(found)
