"""Places as editors count them: lines from 0, columns in UTF-16 code units."""

from __future__ import annotations

import re

from lsprotocol.types import Position, Range

from pipeline.diagnostic import Location

_UNIT = 2
"""How many bytes a code unit of UTF-16 has."""

_LINE_END = re.compile(r"\r\n|\r")
_MARKED = re.compile(r"\[E[0-9][^\]\n]*\]|<!--.*?-->|`[^`\n]+`|[^\s,\[\]{}]+")


def normal(text: str) -> str:
    """The text as the check reads it from a file: lines ended by a newline, and nothing that UTF-8 cannot have."""
    return _LINE_END.sub("\n", text.encode("utf-8", "replace").decode())


def offset_at(text: str, position: Position) -> int:
    """Where in a text an editor's position is; the nearest place for one that is not in it."""
    lines = text.split("\n")
    number = min(max(position.line, 0), len(lines) - 1)
    before = lines[number].encode("utf-16-le")[: max(position.character, 0) * _UNIT]
    start = sum(len(line) + 1 for line in lines[:number])
    return start + len(before.decode("utf-16-le", "ignore"))


def position_at(text: str, offset: int) -> Position:
    """The editor's position of a place in a text."""
    start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, start), len(text[start:offset].encode("utf-16-le")) // _UNIT)


def range_of(text: str, start: int, end: int) -> Range:
    """The editor's range of a part of a text."""
    return Range(position_at(text, start), position_at(text, end))


def range_at(text: str | None, location: Location) -> Range:
    """What to underline for a diagnostic: the word there, or the citation or comment that begins there.

    None is the text of a file that has none.
    """
    if text is None:
        at = Position(location.line - 1, location.column - 1)
        return Range(at, at)
    lines = text.split("\n")
    number = min(location.line, len(lines)) - 1
    line = lines[number]
    column = min(location.column - 1, len(line))
    match = _MARKED.match(line, column)
    end = match.end() if match else len(line)
    return Range(Position(number, _units(line[:column])), Position(number, _units(line[:end])))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // _UNIT
