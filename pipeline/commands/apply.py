"""`postmortem apply`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import ONLY_NARROWING, pass_workspace, progress, report_errors
from pipeline.commands.exit_codes import FAILED
from pipeline.commands.options import accept_option, prune_option
from pipeline.host.terminal import warn

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace


@click.command()
@accept_option
@prune_option
@pass_workspace
def apply(workspace: Workspace, accept: str | None, prune: bool) -> None:  # noqa: FBT001  # click passes by name
    """Carry out the plan.

    Safe to repeat, and safe to interrupt at any moment. If the incidents have errors, only what takes text away from
    readers is done.
    """
    from pipeline.operations import filing

    report_errors(workspace, ONLY_NARROWING)
    applied, _ = filing.apply(workspace, accept, progress(), warn, prune=prune)
    if not applied:
        sys.exit(FAILED)
