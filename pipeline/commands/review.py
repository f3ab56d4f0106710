"""`postmortem review`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, progress, report_errors
from pipeline.commands.exit_codes import FAILED
from pipeline.commands.options import accept_option
from pipeline.host.terminal import columns, echo, echo_document, echo_json, warn
from pipeline.text.spreadsheet import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="Output format."
)
@click.option("--post", is_flag=True, help="File this week's review as an issue of the response team's repository.")
@accept_option
@click.option("--history", is_flag=True, help="Write all reviews so far as CSV: what was listed, and who reviewed it.")
@pass_workspace
def review(
    workspace: Workspace,
    form: str,
    post: bool,  # noqa: FBT001  # click passes by name
    accept: str | None,
    history: bool,  # noqa: FBT001  # click passes by name
) -> None:
    """List what needs the security response team.

    Each line says why something is listed, who has to do what, and what to write where. Listed are findings that
    are overdue, due soon, silent, closed but not verified, verified but not in their procedure, or undecided; teams
    that have not answered; risks whose acceptance expires; findings whose file and issue disagree; and incidents that
    have errors, were never over, or can be closed. Errors in one incident do not keep the others from being listed.
    """
    from pipeline.operations import reviewing
    from pipeline.report import review as review_report

    if post and history:
        raise click.UsageError("--post and --history cannot be combined")
    if history:
        for row in reviewing.history(workspace, progress()).removeprefix(BYTE_ORDER_MARK).splitlines():
            echo(row)
        return
    has_errors = report_errors(workspace, "the other incidents are listed")
    if post:
        posted = reviewing.post(workspace, accept, progress(), warn)
        if has_errors or not posted:
            sys.exit(FAILED)
        return
    lines = reviewing.review(workspace, progress())
    if form == "json":
        echo_json(review_report.as_json(lines))
    elif form == "markdown":
        echo_document(review_report.as_markdown(lines))
    else:
        for line in review_report.as_text(lines, columns(sys.stdout)):
            echo(line)
    if has_errors:
        sys.exit(FAILED)
