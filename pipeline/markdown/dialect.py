"""GitHub Flavored Markdown → markdown-it's tokens, each with its position in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, html_block, paragraph, reference, table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from pipeline.markdown.autolinks import autolinks
from pipeline.markdown.places import BlockState, InlineState, join_texts
from pipeline.markdown.rulers import BlockRuler, InlineRuler
from pipeline.text.syntax import EVIDENCE_IDS

DEEPEST = 16
"""How deep blocks are nested that are read as such; what lies deeper is shown as code, whole."""


_IN_NOTE, _NOTES, _DEFINITIONS = "in a note", "labels of notes", "definitions of notes"
_EVIDENCE_LABEL = re.compile(rf"\[{EVIDENCE_IDS}\]:")
_LABEL = re.compile(r"\[\^([^\]\s]+)\]")
_NOWHERE = re.compile(r"[#/.]?|[^./#:]+")
"""An address that a link definition has only because it must have one."""
_DELIMITERS = re.compile(r"[-:| \t]+")
_ONE_COLUMN = re.compile(r"\|?[ \t]*:?-+:?[ \t]*\|?[ \t]*")


@dataclass(frozen=True, slots=True)
class Definition:
    """A footnote: the label that its token has if the text refers to it, and its line, from 0."""

    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tokens of a text, in its order, with footnotes last; its footnotes; and comments written as link definitions.

    Such a comment is the first line of `[//]: # (what it says)`, from 0, and what it says.
    """

    tokens: list[Token]
    footnotes: list[Definition]
    comments: list[tuple[int, str]]


def parse(text: str) -> Parsed:
    """Read a text whose lines end with a newline."""
    env: dict[str, Any] = {}
    tokens = _github().parse(text, env)
    links = [*env.get("references", {}).items(), *((link["label"], link) for link in env.get("duplicate_refs", ()))]
    comments = [
        (link["map"][0], link["title"] or label)
        for label, link in links
        if _NOWHERE.fullmatch(link["href"]) and (link["title"] or link["href"] in ("", "#"))
    ]
    return Parsed(tokens, env.get(_DEFINITIONS, []), comments)


def lex_html(content: str) -> list[Token]:
    """The text and the tags of a piece of HTML, as inline tokens."""
    tokens: list[Token] = []
    markdown = _html()
    markdown.inline.parse(content, markdown, {}, tokens)
    return tokens


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
    markdown.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    markdown.block.ruler.at("reference", _reference)
    markdown.block.ruler.at("footnote_def", _note, {"alt": ["paragraph", "reference"]})
    markdown.inline.ruler.at("footnote_ref", _note_reference)
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
    def __init__(self) -> None:
        super().__init__()
        rules, self.ruler = self.ruler.__rules__, InlineRuler()
        self.ruler.__rules__ = rules

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Read the content of a block; most have no mark of Markdown in them."""
        if self.terminator_re.search(src) is None and src:
            tokens.append(Token("text", "", 0, content=src, meta={"at": 0, "spans": [(0, 0)]}))
            return tokens
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


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


class _Block(ParserBlock):
    def __init__(self) -> None:
        super().__init__()
        rules, self.ruler = self.ruler.__rules__, BlockRuler()
        self.ruler.__rules__ = rules

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803  # as markdown-it calls it
        if not src:
            return None
        state = BlockState(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  # as markdown-it calls it
        if state.parentType == "footnote" and startLine < endLine:
            # Space behind its label is not indentation of the note's first line.
            state.sCount[startLine] = state.blkIndent
        if state.level < DEEPEST:
            task = state.tokens[-1].meta if state.tokens and "checked" in state.tokens[-1].meta else None
            if task is not None:
                task["box"] = state.bMarks[startLine] - len("x] ")
            if task is not None and not state.isEmpty(startLine):
                self.task(state, startLine, endLine)
            else:
                super().tokenize(state, startLine, endLine)
            return
        # markdown-it leaves out what lies deeper.
        line = startLine
        while line < endLine and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
            line += 1
        token = state.push("code_block", "code", 0)
        token.content = state.getLines(startLine, line, state.blkIndent, True)  # noqa: FBT003  # as markdown-it has it
        token.map = [startLine, line]
        state.line = line

    def task(self, state: StateBlock, start: int, end: int) -> None:
        """Read an item after its box: GitHub treats the rest of that line as text, whatever it looks like."""
        paragraph(state, start, end, False)  # noqa: FBT003  # as markdown-it has it
        begun, gap = len(state.tokens), state.line < end and state.isEmpty(state.line)
        state.tight = True
        super().tokenize(state, state.line, end)
        state.tight = state.tight and not (gap and len(state.tokens) > begun)


def _html_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803  # as markdown-it calls rules
    found = html_block(state, startLine, endLine, silent)
    if found and not silent:
        token = state.tokens[-1]
        lines = range(*(token.map or (0, 0)))
        token.meta["lines"] = [state.bMarks[line] + state.tShift[line] for line in lines]
    return found


def _reference(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803  # as markdown-it calls rules
    """A link's definition, unless its label is evidence (`[E1]: shows it` cites, it defines nothing) or a note's."""
    begin = state.bMarks[startLine] + state.tShift[startLine]
    if _EVIDENCE_LABEL.match(state.src, begin) or (state.env.get(_IN_NOTE) and state.src.startswith("[^", begin)):
        return False
    return reference(state, startLine, endLine, silent)


def _note(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803  # as markdown-it calls rules
    """A note's text, unless it is within that of another: the plugin would tear the outer one apart.

    Of two with the same label GitHub shows the first.
    """
    if state.env.get(_IN_NOTE) and state.sCount[startLine] >= state.blkIndent:
        return False
    if silent:
        return footnote_def(state, startLine, endLine, silent)
    begun, state.env[_IN_NOTE] = len(state.tokens), True
    try:
        found = footnote_def(state, startLine, endLine, silent)
    finally:
        state.env[_IN_NOTE] = False
    if found:
        meta, known = state.tokens[begun].meta, state.env.setdefault(_NOTES, {})
        label = meta["label"]
        if label.casefold() in known:
            meta["label"] += "\n"  # which no reference can be
        known.setdefault(label.casefold(), label)
        state.env.setdefault(_DEFINITIONS, []).append(Definition(meta["label"], startLine))
    return found


def _note_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls rules
    """A reference to a note, whose label is the same in capitals.

    To whatever looks for the end of a link's text it is text in brackets, like any other.
    """
    match = None if silent else _LABEL.match(state.src, state.pos, state.posMax)
    label = state.env.get(_NOTES, {}).get(match[1].casefold()) if match else None
    if match is None or label is None:
        return False
    numbers, notes = state.env["footnotes"]["refs"], state.env["footnotes"]["list"]
    number = numbers[f":{label}"]
    if number < 0:
        number = numbers[f":{label}"] = len(notes)
        notes[number] = {"label": label, "count": 0}
    state.push("footnote_ref", "", 0).meta |= {"id": number, "subId": notes[number]["count"], "label": label}
    notes[number]["count"] += 1
    state.pos = match.end()
    return True


def _table(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803  # as markdown-it calls rules
    """A table: its first line is text, and no item, heading or note; the heading of an only column needs no bar."""
    if startLine + 1 >= endLine:
        return False
    written, end = state.src, state.eMarks[startLine]
    below = written[state.bMarks[startLine + 1] + state.tShift[startLine + 1] : state.eMarks[startLine + 1]]
    barred = "|" in written[state.bMarks[startLine] : end]
    if not (below.strip("- \t") and (_DELIMITERS if barred else _ONE_COLUMN).fullmatch(below)):
        return False
    others = (*state.md.block.ruler.getRules("blockquote"), _note)
    if any(rule(state, startLine, endLine, True) for rule in others):  # noqa: FBT003  # as markdown-it has it
        return False
    if not barred:
        state.src, state.eMarks[startLine] = f"{written[:end]}|{written[end + 1 :]}", end + 1
    found = table(state, startLine, endLine, silent)
    state.src, state.eMarks[startLine] = written, end
    return found
