"""GitHub's dialect of Markdown → markdown-it's tokens, each of which knows where in the text it stands.

markdown-it tells the lines of a block. Here a block's inline token has in its `meta` where each of its lines begins
in the text (`lines`), and each token within it where it begins in that block's content (`at`; of text, `spans`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, html_block, paragraph, reference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from pipeline.markdown.autolinks import autolinks

DEEPEST = 24
"""How deep blocks are nested that are read as such; what lies deeper is shown as code, whole."""

EVIDENCE = r"E\d+(?:\s*,\s*E\d+)*"
"""What a citation has between its brackets."""

_EVIDENCE_LABEL = re.compile(rf"\[{EVIDENCE}\]:")
_SPACE = " \t"


def parse(text: str) -> list[Token]:
    """The tokens of a text whose lines end with a newline, in the order of the text; footnotes come last."""
    return _github().parse(text)


def lex_html(content: str) -> list[Token]:
    """The text and the tags of a piece of HTML, as inline tokens."""
    tokens: list[Token] = []
    markdown = _html()
    markdown.inline.parse(content, markdown, {}, tokens)
    return tokens


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


def source_offset(block: Token, offset: int) -> int | None:
    """Where in the text a character of an inline token's (or HTML block's) content is; None where it is not of it."""
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


@cache
def _github() -> MarkdownIt:
    options: dict[str, object] = {
        "maxNesting": DEEPEST,
        "tasklists": True,
        "alerts": True,
        "strikethrough_single_tilde": True,
    }
    markdown = _located(_Markdown(), "commonmark", options).enable(["table", "strikethrough"])
    markdown.use(autolinks).use(footnote_plugin, inline=False)
    # Text is joined where positions are kept, below.
    markdown.disable("text_join")
    before = ["paragraph", "reference", "blockquote"]
    markdown.block.ruler.at("html_block", _html_block, {"alt": before})
    markdown.block.ruler.at("reference", _reference)
    return markdown


@cache
def _html() -> MarkdownIt:
    """HTML alone: what is Markdown between tags is text there."""
    markdown = _located(_Markdown(), "zero", {"html": True})
    return markdown.enable(["html_inline", "entity"])


def _located(markdown: MarkdownIt, preset: str, options: dict[str, object] | None = None) -> MarkdownIt:
    markdown.inline, markdown.block = _Inline(), _Block()
    markdown.configure(preset, options)
    markdown.inline.ruler2.at("fragments_join", _join)
    return markdown


class _Markdown(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  # as markdown-it calls it
        """An address in angle brackets is shown as it is written, as GitHub does; markdown-it decodes it."""
        return link


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _InlineState(StateInline):
    """Notes where each token begins. What is pending is always one piece of the source."""

    began: int | None = None

    def append_pending(self, text: str) -> None:
        if self.began is None:
            self.began = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802  # as markdown-it calls it
        token = super().pushPending()
        token.meta["at"] = self.pos if self.began is None else self.began
        self.began = None
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        # What a rule takes back from the pending text, such as the scheme of an address, is its token's.
        begins = self.pos if self.began is None else self.began + len(self.pending)
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = begins
        self.began = None
        return token


def _join(state: StateInline) -> None:
    """Make one token of texts side by side, and count levels again, as markdown-it does; and keep where each began."""
    level = 0
    joined: list[Token] = []
    for token in state.tokens:
        if joined and joined[-1].info == "auto" and joined[-1].nesting > 0:
            begins = joined[-1].meta["at"]
            token.meta["at"] = begins + state.src.startswith("<", begins)
        if token.nesting < 0:
            level -= 1
        token.level = level
        if token.nesting > 0:
            level += 1
        if token.type == "text_special":
            token.type = "text"
        joined.append(token)
    state.tokens[:] = join_texts(joined)


def join_texts(tokens: list[Token]) -> list[Token]:
    """The tokens with those texts made one that stand side by side."""
    joined: list[Token] = []
    pieces: list[str] = []
    length = end = 0
    for token in tokens:
        if token.type != "text":
            _fill(joined, pieces)
            joined.append(token)
            continue
        spans = token.meta.get("spans") or [(0, token.meta.get("at", end))]
        if not pieces:
            length = end = 0
            joined.append(token)
            token.meta["spans"] = []
        # Each of the markers in a row, such as **, is said to stand where the row begins.
        shift = end - spans[0][1] if pieces and spans[0][1] < end else 0
        joined[-1].meta["spans"] += [(length + start, at + shift) for start, at in spans]
        pieces.append(token.content)
        length += len(token.content)
        end = spans[-1][1] + shift + len(token.content) - spans[-1][0]
    _fill(joined, pieces)
    return joined


def _fill(joined: list[Token], pieces: list[str]) -> None:
    if pieces:
        joined[-1].content = "".join(pieces)
        pieces.clear()


class _Block(ParserBlock):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803  # as markdown-it calls it
        if not src:
            return None
        state = _BlockState(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  # as markdown-it calls it
        if state.level < DEEPEST:
            if state.tokens and "checked" in state.tokens[-1].meta and not state.isEmpty(startLine):
                self.task(state, startLine, endLine)
            else:
                super().tokenize(state, startLine, endLine)
            return
        # markdown-it leaves out what lies deeper.
        line = startLine
        while line < endLine and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
            line += 1
        token = state.push("code_block", "code", 0)
        token.content = state.getLines(startLine, line, state.blkIndent, True)
        token.map = [startLine, line]
        state.line = line

    def task(self, state: StateBlock, start: int, end: int) -> None:
        """Read an item behind its box: on that line GitHub sees text, whatever it looks like."""
        paragraph(state, start, end, False)
        begun, gap = len(state.tokens), state.line < end and state.isEmpty(state.line)
        state.tight = True
        super().tokenize(state, state.line, end)
        state.tight = state.tight and not (gap and len(state.tokens) > begun)


class _BlockState(StateBlock):
    """Notes where in the text the lines of each inline token begin."""

    cells: tuple[tuple[int, tuple[int, ...]], ...] = ()
    cell = -1

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        before = self.tokens[-2] if len(self.tokens) > 1 else token
        if ttype in ("th_open", "td_open"):
            if before.type == "tr_open" and before.map:
                line = before.map[0]
                self.cells, self.cell = _cells(self.src, self.begin(line), self.eMarks[line]), -1
            self.cell += 1
        elif ttype == "inline" and before.type in ("th_open", "td_open"):
            if self.cell < len(self.cells):
                start, token.meta["bars"] = self.cells[self.cell]
                token.meta["lines"] = [start]
        elif ttype == "inline" and before.map:
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


def _html_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803  # as markdown-it calls rules
    found = html_block(state, startLine, endLine, silent)
    if found and not silent:
        token = state.tokens[-1]
        lines = range(*(token.map or (0, 0)))
        token.meta["lines"] = [state.bMarks[line] + state.tShift[line] for line in lines]
    return found


def _reference(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803  # as markdown-it calls rules
    """A link's definition, unless its label is evidence: `[E1]: shows it` cites, it defines nothing."""
    if _EVIDENCE_LABEL.match(state.src, state.bMarks[startLine] + state.tShift[startLine]):
        return False
    return reference(state, startLine, endLine, silent)
