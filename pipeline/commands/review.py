"""`postmortem review`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, progress, report_errors
from pipeline.commands.exit_codes import FAILED
from pipeline.host.terminal import echo, echo_document, echo_json

if TYPE_CHECKING:
    from pipeline.workspace import Workspace


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="Output format."
)
@pass_workspace
def review(workspace: Workspace, form: str) -> None:
    """List what needs the security response team.

    Each line says why something is listed, what is wanted of whom, and what to write where. Listed are findings that
    are overdue, due soon, silent, closed but not verified, verified but not in their procedure, or undecided; teams
    that have not answered; risks whose acceptance runs out; findings whose file and issue disagree; and incidents that
    have errors, were never over, or can be closed. Errors in one incident do not keep the others from being listed.
    """
    from pipeline import reviewing
    from pipeline.report import review as review_report

    has_errors = report_errors(workspace, "the other incidents are listed")
    lines = reviewing.review(workspace, progress())
    if form == "json":
        echo_json(review_report.as_json(lines))
    elif form == "markdown":
        echo_document(review_report.as_markdown(lines))
    else:
        for line in review_report.as_text(lines):
            echo(line)
    if has_errors:
        sys.exit(FAILED)
