"""The outline of a Markdown text: its headings, the passages between them, and its code.

Most reports are headings, paragraphs, flat lists and fenced code. Their outline is read line by line, which takes a
thirtieth of the time of a parser; at the first line that could be anything else, markdown-it-py reads the whole text.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

KEPT = 256
"""How many results are kept: the rules ask for those of one incident at a time."""

_PASSAGES = ("paragraph_open", "bullet_list_open", "ordered_list_open", "table_open", "blockquote_open")

_WORD = r"(?!\d+[.)])[*_`]{0,2}[\[(\"“']?[^\W_]"
"""How text begins that cannot be the beginning of anything but a paragraph, nor end one."""

_TEXT = re.compile(_WORD)
_ITEM = re.compile(rf"([-*+]|\d{{1,9}}[.)]) (?={_WORD})")
_INDENTED = re.compile(rf"( +)([-*+] |\d{{1,9}}[.)] )?{_WORD}")
_HEADING = re.compile(rf"(#{{1,6}}) +({_WORD}.*)(?<![#\s])")
_FENCE = re.compile(r"```[\w-]*")
_ELSE = ("\t", "\r", "\0", "]:")
"""What no text has that is read line by line: `]:` may be a reference definition, which is no paragraph."""


class Part(NamedTuple):
    """A heading, passage or code, and its lines, counted from 0: `end` is the line after the last.

    Headings and passages are those within nothing else; code is any. `level` and `text` are a heading's.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    text: str = ""


@lru_cache(maxsize=KEPT)
def outline(text: str) -> tuple[Part, ...]:
    """The parts of a text, in order."""
    plain = read_plain(text)
    return read_any(text) if plain is None else tuple(plain)


def read_any(text: str) -> tuple[Part, ...]:
    """The parts of any text."""
    parts = []
    tokens = structure(text)
    for at, token in enumerate(tokens):
        start, end = token.map or (0, 0)
        if token.type in ("fence", "code_block"):
            parts.append(Part("code", start, end))
        elif not token.level and token.type == "heading_open":
            parts.append(Part("heading", start, end, int(token.tag[1]), tokens[at + 1].content))
        elif not token.level and token.type in _PASSAGES:
            parts.append(Part("passage", start, end))
    return tuple(parts)


def structure(text: str) -> list[Token]:
    """The block structure; what is within paragraphs is not looked at."""
    return _structure_parser().parse(text)


@cache
def _structure_parser() -> MarkdownIt:
    return parser(html=True).disable("inline")


def parser(*, html: bool = False) -> MarkdownIt:
    """The Markdown that authors write: CommonMark and tables; without `html`, raw HTML is shown as text."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  # most checks do without, and it takes a fifth of all loading

    return MarkdownIt("commonmark", {"html": html}).enable("table")


def read_plain(text: str) -> list[Part] | None:
    """The parts of a text of the common kind, as `read_any` has them; None where it may be of another."""
    if any(mark in text for mark in _ELSE):
        return None
    return _Plain().read(text.removesuffix("\n").split("\n"))


class _Plain:
    """Reads line by line. What is open is a passage that began at `start`, with its marker if it is a list, or code."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.start: int | None = None
        self.marker = ""
        self.width = 0  # of the list's marker: what is indented as far is within the item
        self.gap = False  # whether an empty line stands above
        self.fence: int | None = None

    def read(self, lines: list[str]) -> list[Part] | None:
        for number, line in enumerate(lines):
            if not self.take(number, line):
                return None
        self.close(len(lines))
        return self.parts if self.fence is None else None

    def take(self, number: int, line: str) -> bool:
        """Read a line; false where it may be of another kind."""
        if self.fence is not None:
            return self.ends_code(number, line)
        if not line:
            if not self.marker:
                self.close(number)
            self.gap = True
            return True
        gap, self.gap = self.gap, False
        if _TEXT.match(line):
            if gap or self.start is None:
                self.close(number)
                self.start = number
            return True
        return self.continues(line, gap=gap) or self.begins_item(number, line) or self.stands_alone(number, line)

    def close(self, number: int) -> None:
        """End the open passage before this line. A list has the empty lines below it."""
        if self.start is not None:
            self.parts.append(Part("passage", self.start, number))
        self.start, self.marker = None, ""

    def ends_code(self, number: int, line: str) -> bool:
        if line == "```" and self.fence is not None:
            self.parts.append(Part("code", self.fence, number + 1))
            self.fence = None
            return True
        return not line.lstrip(" ").startswith("```")

    def continues(self, line: str, *, gap: bool) -> bool:
        """Whether the line is indented and goes on with the passage, or with an item."""
        match = None if gap or self.start is None else _INDENTED.match(line)
        return match is not None and (not match[2] or (self.marker != "" and len(match[1]) >= self.width))

    def begins_item(self, number: int, line: str) -> bool:
        match = _ITEM.match(line)
        if match is None:
            return False
        if match[1][-1] != self.marker:
            # Another list may be within an item of this one; and a number may go on with a sentence.
            if self.start is not None and (self.marker or match[1] not in ("-", "*", "+")):
                return False
            self.close(number)
            self.start, self.marker = number, match[1][-1]
        self.width = match.end()
        return True

    def stands_alone(self, number: int, line: str) -> bool:
        """Whether the line is a heading, a comment or the beginning of code; each ends what is open."""
        heading, fence = _HEADING.fullmatch(line), _FENCE.fullmatch(line)
        if not (heading or fence or (line.startswith("<!--") and "-->" in line)):
            return False
        self.close(number)
        if heading:
            self.parts.append(Part("heading", number, number + 1, len(heading[1]), heading[2]))
        elif fence:
            self.fence = number
        return True
