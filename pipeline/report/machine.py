"""Diagnostics for machines: JSON, and GitHub's annotations with the summary of their step."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.diagnostic import Diagnostic, Severity
from pipeline.report.markdown import inert
from pipeline.report.sarif import as_sarif

__all__ = ["as_github", "as_json", "as_sarif", "github_summary"]

ANNOTATIONS = 10
"""GitHub shows at most ten errors, ten warnings and ten notices a step (actions/toolkit, docs/problem-matchers.md)."""

SUMMARY_BYTES = 1_000_000
"""GitHub refuses a step's summary above 1 MiB; something else may write to it too."""

_COMMANDS = {Severity.ERROR.value: "error", Severity.WARNING.value: "warning"}
_NOTICE = "notice"


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """The contract of schemas/check.schema.json."""
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
    return json.dumps({"version": 1, "diagnostics": listed}, indent=2, ensure_ascii=False)


def as_github(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Workflow commands that annotate the pull request; where they do not fit, the last one of its kind says so."""
    for severity in Severity:
        command = _COMMANDS.get(severity.value, _NOTICE)
        chosen = [diagnostic for diagnostic in diagnostics if diagnostic.severity is severity]
        fitting = chosen if len(chosen) <= ANNOTATIONS else chosen[: ANNOTATIONS - 1]
        for diagnostic in fitting:
            where = diagnostic.location
            place = f"file={_property(where.path)},line={where.line},col={where.column}"
            text = f"{diagnostic.message}\n{diagnostic.hint}".strip()
            yield f"::{command} {place},title={_property(diagnostic.rule)}::{_data(text)}"
        if len(chosen) > len(fitting):
            yield f"::{command} ::{len(chosen) - len(fitting)} more ({severity}): see the summary of this step"


def github_summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Markdown for `$GITHUB_STEP_SUMMARY`: everything that was found, as far as GitHub takes it; "" for nothing."""
    if not diagnostics:
        return ""
    counts = [(sum(item.severity is severity for item in diagnostics), severity) for severity in Severity]
    parts = [
        "## postmortem check\n\n",
        ", ".join(f"{number} {severity}" for number, severity in counts if number),
        "\n",
    ]
    left, size = len(diagnostics), sum(map(_bytes, parts))
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.location.path):
        heading = f"\n### {inert(path)}\n\n"
        for diagnostic in group:
            part = f"{heading}{_item(diagnostic)}"
            size += _bytes(part)
            if size > SUMMARY_BYTES:
                return "".join([*parts, f"\nand {left} more: see the log of this step\n"])
            parts.append(part)
            heading = ""
            left -= 1
    return "".join(parts)


def _item(diagnostic: Diagnostic) -> str:
    where = diagnostic.location
    hint = f"<br>{inert(diagnostic.hint)}" if diagnostic.hint else ""
    text = f"{inert(diagnostic.message)} <sub>{diagnostic.rule}</sub>{hint}"
    return f"- **{diagnostic.severity}** in line {where.line}, column {where.column}: {text}\n"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
