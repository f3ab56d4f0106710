"""What a command works with: the repository, standard error, and stopping if the incidents have errors."""

from __future__ import annotations

import sys
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.exit_codes import FAILED
from pipeline.commands.options import Command, GlobalOptions
from pipeline.host.terminal import catch_logs, columns, echo_wrapped, warn

if TYPE_CHECKING:
    from pipeline.operations.progress import Progress
    from pipeline.operations.workspace import Workspace


ONLY_NARROWING = "nothing was done, except to take text away from readers"
"""The consequence of errors for the commands that plan."""


def pass_workspace(command: Command) -> Command:
    """Pass the repository to the command as its first argument."""

    @click.pass_obj
    @wraps(command)
    def called(options: GlobalOptions, *arguments: Any, **keywords: Any) -> None:
        from pipeline.operations.workspace import Workspace

        catch_logs()
        command(Workspace(options.root, options.today, options.tracker), *arguments, **keywords)

    return called


def progress() -> Progress:
    """Progress that writes its results to standard output."""
    from pipeline.operations.progress import Progress

    return Progress(echo_wrapped, warn)


def say_if_empty(workspace: Workspace) -> None:
    """Say what to do next, if the repository has no incident yet."""
    if workspace.is_empty:
        warn("there are no incidents yet: `postmortem new TITLE` creates the first one")


def refuse_errors(workspace: Workspace) -> None:
    """Report the errors and exit with code 1, if the incidents have any; say so if there is no incident yet."""
    if report_errors(workspace, "nothing was done"):
        sys.exit(FAILED)


def report_errors(workspace: Workspace, consequence: str) -> bool:
    """Report the errors and their consequence, if the incidents have any; say so if there is no incident yet.

    Returns whether there are errors.
    """
    from pipeline.check.run import has_errors
    from pipeline.report import diagnostics as diagnostics_report
    from pipeline.report.terminal import wrapped

    diagnostics = workspace.diagnostics
    say_if_empty(workspace)
    if not has_errors(diagnostics):
        return False
    width = columns(sys.stderr)
    for line in diagnostics_report.as_text(diagnostics, workspace.source_line, width=width):
        warn(line)
    for line in wrapped(f"{diagnostics_report.summary(diagnostics, workspace.checked_count)}; {consequence}", width, 0):
        warn(line)
    return True
