"""Diagnostics in GitHub Actions: annotations, and the job summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.diagnostic import Diagnostic, Severity
from pipeline.host.terminal import WorkflowCommand
from pipeline.report.diagnostics import count_by_severity, severity_count
from pipeline.report.escaping import escape_markdown

ANNOTATIONS = 10
"""GitHub shows at most ten errors, ten warnings and ten notices a step (actions/toolkit, docs/problem-matchers.md)."""

SUMMARY_BYTES = 1_000_000
"""GitHub refuses a step's summary above 1 MiB; something else may write to it too."""

_COMMANDS = {Severity.ERROR.value: "error", Severity.WARNING.value: "warning"}
_NOTICE = "notice"


def workflow_commands(diagnostics: Sequence[Diagnostic]) -> Iterator[WorkflowCommand]:
    """Workflow commands that annotate the pull request.

    If there are too many of a severity, the last one says how many more there are.
    """
    for severity in Severity:
        command = _COMMANDS.get(severity.value, _NOTICE)
        chosen = [diagnostic for diagnostic in diagnostics if diagnostic.severity is severity]
        fitting = chosen if len(chosen) <= ANNOTATIONS else chosen[: ANNOTATIONS - 1]
        for diagnostic in fitting:
            where = diagnostic.location
            place: dict[str, str | int] = {
                "file": where.path,
                "line": where.line,
                "col": where.column,
                "title": diagnostic.rule,
            }
            yield WorkflowCommand(command, f"{diagnostic.message}\n{diagnostic.hint}".strip(), place)
        if len(chosen) > len(fitting):
            more = severity_count(severity, len(chosen) - len(fitting), more=True)
            yield WorkflowCommand(command, f"and {more}: see the summary of this job")


def step_summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Markdown for `$GITHUB_STEP_SUMMARY`: all diagnostics, cut at SUMMARY_BYTES; empty if there are none."""
    if not diagnostics:
        return ""
    counts = count_by_severity(diagnostics)
    parts = [
        "## postmortem check\n\n",
        ", ".join(severity_count(severity, number) for severity, number in counts.items() if number),
        "\n",
    ]
    left, size = len(diagnostics), sum(map(_bytes, parts))
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.location.path):
        heading = f"\n### {escape_markdown(path)}\n\n"
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
    hint = f"<br>{escape_markdown(diagnostic.hint)}" if diagnostic.hint else ""
    text = f"{escape_markdown(diagnostic.message)} <sub>{diagnostic.rule}</sub>{hint}"
    return f"- **{diagnostic.severity}** on line {where.line}, column {where.column}: {text}\n"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
