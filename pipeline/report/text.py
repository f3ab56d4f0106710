"""Diagnostics for a terminal: grouped by file, each with its line, a caret and what would be right."""

from __future__ import annotations

import os
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TextIO

from pipeline.diagnostic import Diagnostic, Severity

SourceLine = Callable[[str, int], str | None]

_WIDTH = 100
_NARROWEST = 20
_BEFORE = "      | "
_INDENT = "      "
_MARKS = {Severity.ERROR.value: "31;1", Severity.WARNING.value: "33;1"}
_OTHER, _PATH, _RULE, _HINT = "36", "1", "2", "32"


def diagnostic_lines(
    diagnostics: Sequence[Diagnostic], source_line: SourceLine, *, colour: bool = False, width: int = 0
) -> Iterator[str]:
    """The report's lines. `source_line` gives a line of a file, or None.

    `width` is the terminal's, to which words are wrapped; without one each message is one line, for
    other programs to search.
    """
    paint = painter(colour=colour)
    hidden = {(item.location.path, item.location.line) for item in diagnostics if item.hides_source}
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.location.path):
        yield paint(printable(path), _PATH)
        for diagnostic in group:
            where = diagnostic.location
            shown = (where.path, where.line) not in hidden
            yield from _one(diagnostic, source_line(where.path, where.line) if shown else None, paint, width)
        yield ""


def summary(diagnostics: Sequence[Diagnostic], incidents: int) -> str:
    """One line: how much was checked and what was found."""
    counts = {severity: sum(item.severity is severity for item in diagnostics) for severity in Severity}
    errors, warnings = counts.pop(Severity.ERROR), counts.pop(Severity.WARNING)
    others = [f"{number} {severity}" for severity, number in counts.items() if number]
    checked = f"{_count(incidents, 'incident')} checked"
    if not errors and not warnings:
        return ", ".join([checked, "nothing to mend", *others])
    files = len({item.location.path for item in diagnostics})
    found = ", ".join([_count(errors, "error"), _count(warnings, "warning"), *others])
    return f"{checked}: {found} in {_count(files, 'file')}"


def wants_colour(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the stream is a terminal that shows colours, and nobody said not to (https://no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def printable(text: str) -> str:
    """The text without control characters, which could rewrite the terminal; each takes one place, tabs too."""
    return "".join(character if character.isprintable() else " " for character in text)


def cells(text: str) -> int:
    """How many places of a terminal the text takes: two for a character of East Asia, none for an accent."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


Paint = Callable[[str, str], str]


def painter(*, colour: bool) -> Paint:
    """What shows a text in a style, which is an SGR parameter."""
    return _paint if colour else _plain


def _plain(text: str, _style: str) -> str:
    return text


def _paint(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m"


def _one(diagnostic: Diagnostic, source: str | None, paint: Paint, width: int) -> Iterator[str]:
    where, mark = diagnostic.location, _MARKS.get(diagnostic.severity.value, _OTHER)
    place = f"  {where.line}:{where.column} "
    first, *more = wrapped(f"{diagnostic.severity}: {diagnostic.message} [{diagnostic.rule}]", width, len(place))
    lines = [f"{place}{first}", *(f"{_INDENT}{line}" for line in more)]
    lines[0] = lines[0].replace(f" {diagnostic.severity}:", f" {paint(f'{diagnostic.severity}:', mark)}", 1)
    lines[-1] = lines[-1].replace(f"[{diagnostic.rule}]", paint(f"[{diagnostic.rule}]", _RULE))
    yield from lines
    if source is not None and source.strip():
        shown, caret = _window(source, where.column - 1, (width or _WIDTH) - len(_BEFORE))
        yield f"{_BEFORE}{shown}"
        yield f"{_BEFORE}{' ' * caret}{paint('^', mark)}"
    if diagnostic.hint:
        for line in wrapped(diagnostic.hint, width, len(_INDENT)):
            yield f"{_INDENT}{paint(line, _HINT)}"


def _window(line: str, column: int, width: int) -> tuple[str, int]:
    """The part of the line around the column that fits, and how many places before its caret there are.

    A long line is shown from a little before the column, so that the caret is on the screen.
    """
    width = max(width, _NARROWEST)
    cut = max(0, column - width)
    line = printable(line[cut : column + width])
    column, start = min(column - cut, len(line)), 0
    if cut or cells(line[:column]) > width - 10:
        start = column
        while start and cells(line[start - 1 : column]) <= width // 2:
            start -= 1
    end = start
    while end < len(line) and cells(line[start : end + 1]) <= width:
        end += 1
    return line[start:end], cells(line[start:column])


def wrapped(text: str, width: int, indent: int) -> list[str]:
    """The text as lines for a terminal of this width, of which they leave `indent`; one line where width is 0."""
    text = printable(text)
    if not width:
        return [text]
    wanted = max(width, _NARROWEST) - indent
    return textwrap.wrap(text, wanted, break_on_hyphens=False, break_long_words=False) or [""]
