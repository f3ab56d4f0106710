"""`postmortem signoffs`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, progress
from pipeline.commands.exit_codes import FAILED
from pipeline.host.terminal import columns, echo, echo_document

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace


@click.command()
@click.option("--since", metavar="REV", required=True, help="The revision that the branch forked from.")
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", help="Output format.")
@pass_workspace
def signoffs(workspace: Workspace, since: str, form: str) -> None:
    """Show who signed off the incidents that the branch changed, and which team has not.

    Asks GitHub for the reviews of the branch's pull request and for the members of the teams. Exits with code 1 if
    README.md says that a team signs off by a review, and no review counts.
    """
    from pipeline.operations.signing import signoffs as find_signoffs
    from pipeline.report import signoffs as signoffs_report
    from pipeline.tracking.signoffs import Standing

    found = find_signoffs(workspace, since, progress())
    if form == "markdown":
        echo_document(signoffs_report.as_markdown(found))
    else:
        for line in signoffs_report.as_text(found, width=columns(sys.stdout)):
            echo(line)
    if any(item.standing is Standing.REFUSED for item in found):
        sys.exit(FAILED)
