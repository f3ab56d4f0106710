"""Diagnostics as text for a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pipeline.diagnostic import Diagnostic, Severity
from pipeline.report.terminal import NARROWEST, Paint, painter, printable, wrapped
from pipeline.text.pluralize import pluralize
from pipeline.text.width import fitting, text_width

SourceLine = Callable[[str, int], str | None]
"""The line of a file, by path and number (from 1); None if it cannot be shown."""

_WIDTH = 100
_SOURCE_PREFIX = "      | "
_INDENT = "      "
_STYLES = {Severity.ERROR.value: "31;1", Severity.WARNING.value: "33;1"}
_OTHER, _PATH, _RULE, _HINT = "36", "1", "2", "32"


def as_text(
    diagnostics: Sequence[Diagnostic], source_line: SourceLine, *, colour: bool = False, width: int = 0
) -> Iterator[str]:
    """The diagnostics by file, each with its line of source, a caret and the hint; one line of output at a time.

    Args:
        diagnostics: Sorted by path.
        source_line: Reads a line of source.
        colour: Whether to style the text.
        width: Columns to wrap the text to; 0 leaves each message on one line, so that other programs can search it.
    """
    paint = painter(colour=colour)
    # The report goes to logs that many people read: a line with a secret is not shown again.
    hidden = {(item.location.path, item.location.line) for item in diagnostics if item.hides_source}
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.location.path):
        yield paint(printable(path), _PATH)
        for diagnostic in group:
            line = diagnostic.location.line
            source = None if (path, line) in hidden else "".join(diagnostic.shown) or source_line(path, line)
            yield from _diagnostic(diagnostic, source, paint, width)
        yield ""


def as_json(diagnostics: Sequence[Diagnostic], readers: Mapping[str, Any] | None = None) -> str:
    """The JSON that schemas/check.schema.json describes; `readers` is who can read what, if that was compared."""
    listed = [
        {
            "rule": diagnostic.rule,
            "severity": diagnostic.severity.value,
            "path": diagnostic.location.path,
            "line": diagnostic.location.line,
            "column": diagnostic.location.column,
            "message": diagnostic.message,
            "hint": diagnostic.hint,
        }
        for diagnostic in diagnostics
    ]
    content = {"version": 1, "diagnostics": listed} | ({} if readers is None else {"readers": readers})
    return json.dumps(content, indent=2, ensure_ascii=False)


def summary(diagnostics: Sequence[Diagnostic], incidents: int) -> str:
    """One line: how many incidents were checked, and what was found in how many files."""
    counts = count_by_severity(diagnostics)
    checked = f"{pluralize(incidents, 'incident')} checked"
    if not counts[Severity.ERROR] and not counts[Severity.WARNING]:
        others = [severity_count(severity, number) for severity, number in counts.items() if number]
        return ", ".join([checked, "no problems found", *others])
    found = ", ".join(
        severity_count(severity, number)
        for severity, number in counts.items()
        if number or severity in (Severity.ERROR, Severity.WARNING)
    )
    files = len({diagnostic.location.path for diagnostic in diagnostics})
    return f"{checked}: {found} in {pluralize(files, 'file')}"


def count_by_severity(diagnostics: Sequence[Diagnostic]) -> dict[Severity, int]:
    """How many diagnostics there are of each severity, the worst first; 0 if there are none."""
    return {severity: sum(item.severity is severity for item in diagnostics) for severity in Severity}


def severity_count(severity: Severity, number: int, *, more: bool = False) -> str:
    """`1 error`, `2 warnings`, `3 waived`; with `more`, `1 more error`."""
    noun = f"more {severity}" if more else severity.value
    return f"{number} {noun}" if severity is Severity.WAIVED else pluralize(number, noun)


def _diagnostic(diagnostic: Diagnostic, source: str | None, paint: Paint, width: int) -> Iterator[str]:
    where, style = diagnostic.location, _STYLES.get(diagnostic.severity.value, _OTHER)
    place = f"  {where.line}:{where.column} "
    first, *more = wrapped(f"{diagnostic.severity}: {diagnostic.message} [{diagnostic.rule}]", width, len(place))
    lines = [f"{place}{first}", *(f"{_INDENT}{line}" for line in more)]
    lines[0] = lines[0].replace(f" {diagnostic.severity}:", f" {paint(f'{diagnostic.severity}:', style)}", 1)
    lines[-1] = lines[-1].replace(f"[{diagnostic.rule}]", paint(f"[{diagnostic.rule}]", _RULE))
    yield from lines
    if source is not None and source.strip():
        column = len(diagnostic.shown[0]) if diagnostic.shown else where.column - 1
        shown, caret = _window(source, column, (width or _WIDTH) - len(_SOURCE_PREFIX))
        yield f"{_SOURCE_PREFIX}{shown}"
        yield f"{_SOURCE_PREFIX}{' ' * caret}{paint('^', style)}"
    if diagnostic.hint:
        for line in wrapped(diagnostic.hint, width, len(_INDENT)):
            yield f"{_INDENT}{paint(line, _HINT)}"


def _window(line: str, column: int, width: int) -> tuple[str, int]:
    """The part of the line around the column that fits into `width`, and the columns before its caret.

    A long line is shown from a little before the column, so that the caret is on the screen.
    """
    width = max(width, NARROWEST)
    cut = max(0, column - width)
    line = printable(line[cut : column + width])
    column, start = min(column - cut, len(line)), 0
    if cut or text_width(line[:column]) > width - 10:
        start = column - fitting(line[:column][::-1], width // 2)
    end = start + fitting(line[start:], width)
    return line[start:end], text_width(line[start:column])
