"""What the commands share: exit codes, standard error, and the refusal of incidents with errors."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.check.run import has_errors
from pipeline.commands.call import Call
from pipeline.report import text
from pipeline.vocabulary import levels
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from pipeline.progress import Progress

FAILED = 1


def pass_workspace(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the repository that it was called on."""

    @click.pass_obj
    @wraps(command)
    def called(call: Call, *arguments: Any, **options: Any) -> None:
        command(Workspace(call.root, call.today, call.tracker), *arguments, **options)

    return called


def warn(line: str) -> None:
    """A line on standard error."""
    click.echo(line, err=True)


def progress() -> Progress:
    """Where results go to standard output."""
    from pipeline.progress import Progress  # noqa: PLC0415  # a check waits for no tracker

    return Progress(click.echo, warn)


def refuse_errors(workspace: Workspace) -> None:
    """Report the errors and end with exit code 1, where there are any."""
    found = workspace.diagnostics
    if has_errors(found):
        for line in text.diagnostic_lines(found, workspace.source_line):
            warn(line)
        warn(f"{text.summary(found, workspace.checked_count)}; nothing was done")
        sys.exit(FAILED)


def audience_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--audience`, of the commands that make a site."""
    words = "The most restricted level to show; postmortem.yml's unless given."
    return click.option("--audience", type=click.Choice(levels()), help=words)(command)


def output_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--output`, of the commands that build a site."""
    place = click.Path(path_type=Path, file_okay=False)
    return click.option("--output", type=place, help="Where to; ROOT/site unless given.")(command)


def prune_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--prune`, of the commands that plan."""
    words = "Close the issues of findings that are gone from the repository."
    return click.option("--prune", is_flag=True, help=words)(command)


def accept_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--accept`, of the commands that carry a plan out."""
    words = "Carry out exactly this plan although it is over a limit."
    return click.option("--accept", metavar="DIGEST", help=words)(command)
