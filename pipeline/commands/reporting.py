"""What `check` found, in the format that was asked for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pipeline.check.run import has_errors
from pipeline.check.since import ChangedSince
from pipeline.commands.call import Call
from pipeline.commands.common import FAILED, warn
from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.report import machine, text
from pipeline.workspace import Workspace


def report(call: Call, paths: tuple[Path, ...], form: str, walk: ChangedSince | None) -> None:
    """Check, and write what was found; with a walk, only of the incidents that it names."""
    workspace = Workspace(call.root, call.today, call.tracker, walk.incidents if walk else None)
    found = _below(workspace, paths)
    if form == "json":
        click.echo(machine.as_json(found))
    elif form == "sarif":
        click.echo(machine.as_sarif(found))
    elif form == "github":
        _echo(machine.as_github(found))
        _summarise(machine.github_summary(found))
        warn(text.summary(found, workspace.checked_count))
    else:
        colour = text.wants_colour(sys.stdout)
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        _echo(text.diagnostic_lines(found, workspace.source_line, colour=colour, width=width))
        click.echo(text.summary(found, workspace.checked_count))
    if has_errors(found):
        sys.exit(FAILED)


def _echo(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _summarise(markdown: str) -> None:
    """Add to the step summary of a GitHub workflow, where this is one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path and markdown:
        with Path(path).open("a", encoding="utf-8") as summary:
            summary.write(markdown)


def _below(workspace: Workspace, paths: tuple[Path, ...]) -> list[Diagnostic]:
    """The diagnostics of the files below these paths; all of them where no path is given."""
    root = workspace.root.resolve()
    wanted = []
    for path in paths:
        full = path.resolve()
        if not full.exists():
            raise UsageError(f"{path} does not exist")
        if not full.is_relative_to(root):
            raise UsageError(f"{path} is not in {workspace.root}: give --root")
        wanted.append(full.relative_to(root))
    found = workspace.diagnostics
    return [item for item in found if not paths or any(Path(item.location.path).is_relative_to(w) for w in wanted)]
