"""Diagnostics for a terminal: grouped by file, each with its line, a caret and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from pipeline.diagnostic import Diagnostic, Severity

SourceLine = Callable[[str, int], str | None]

_WIDTH = 100


def diagnostic_lines(diagnostics: Sequence[Diagnostic], source_line: SourceLine) -> Iterator[str]:
    """The report's lines. `source_line` gives a line of a file, or None."""
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.location.path):
        yield path
        for diagnostic in group:
            yield from _one(diagnostic, source_line)
        yield ""


def summary(diagnostics: Sequence[Diagnostic], incidents: int) -> str:
    """One line: how much was checked and what was found."""
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    warnings = len(diagnostics) - errors
    files = len({diagnostic.location.path for diagnostic in diagnostics})
    checked = f"{_count(incidents, 'incident')} checked"
    if not diagnostics:
        return f"{checked}, nothing to mend"
    return f"{checked}: {_count(errors, 'error')}, {_count(warnings, 'warning')} in {_count(files, 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _one(diagnostic: Diagnostic, source_line: SourceLine) -> Iterator[str]:
    where = diagnostic.location
    yield f"  {where.line}:{where.column} {diagnostic.severity}: {diagnostic.message} [{diagnostic.rule}]"
    source = source_line(where.path, where.line)
    if source is not None and source.strip():
        # A long line is shown from a little before the place, so that the caret is on the screen.
        start = max(0, where.column - _WIDTH // 2) if where.column > _WIDTH - 10 else 0
        yield f"      | {_printable(source[start : start + _WIDTH])}"
        yield f"      | {' ' * (where.column - 1 - start)}^"
    if diagnostic.hint:
        yield f"      {diagnostic.hint}"


def _printable(text: str) -> str:
    """The text without control characters, which could rewrite the terminal; a tab takes one place."""
    return "".join(character if character.isprintable() else " " for character in text)
