"""`postmortem review`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, progress, refuse_errors
from pipeline.host.terminal import echo, echo_json

if TYPE_CHECKING:
    from pipeline.workspace import Workspace


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@pass_workspace
def review(workspace: Workspace, form: str) -> None:
    """List the findings that need the security response team.

    That is, findings that are overdue, due soon, closed but not verified, or undecided, and findings whose file and
    issue disagree.
    """
    from pipeline import filing
    from pipeline.report import review as review_report

    refuse_errors(workspace)
    groups = filing.review(workspace, progress())
    if form == "json":
        echo_json(review_report.as_json(groups))
        return
    for line in review_report.as_text(groups):
        echo(line)
