"""For owners and the security response team: `plan`, `apply`, `review`."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from pipeline import filing
from pipeline.commands.common import (
    FAILED,
    accept_option,
    pass_workspace,
    progress,
    prune_option,
    refuse_errors,
    warn,
)
from pipeline.diagnostic import UsageError
from pipeline.report import plan as plan_report
from pipeline.report import review as review_report
from pipeline.report import text
from pipeline.report.plan_comment import as_markdown
from pipeline.workspace import Workspace


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the plan here instead.")
@prune_option
@pass_workspace
def plan(workspace: Workspace, form: str, out: Path | None, prune: bool) -> None:  # noqa: FBT001  # click passes by name
    """Say what would be filed, changed and closed, where, and why."""
    refuse_errors(workspace)
    planned, refused = filing.plan(workspace, progress(), prune=prune)
    if form == "json":
        shown = plan_report.as_json(planned)
    elif form == "markdown":
        shown = as_markdown(planned, refused, server=os.environ.get("GITHUB_SERVER_URL", ""))
    else:
        colour = out is None and text.wants_colour(sys.stdout)
        width = shutil.get_terminal_size().columns if out is None and sys.stdout.isatty() else 0
        shown = "\n".join(plan_report.as_text(planned, refused, colour=colour, width=width))
    if out is None:
        click.echo(shown)
    else:
        try:
            out.write_text(f"{shown}\n", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"the plan cannot be written to {out}: {error.strerror}") from error
        warn(plan_report.one_line(planned))


@click.command()
@accept_option
@prune_option
@pass_workspace
def apply(workspace: Workspace, accept: str | None, prune: bool) -> None:  # noqa: FBT001  # click passes by name
    """Carry the plan out: safe to repeat, safe to kill at any moment."""
    refuse_errors(workspace)
    applied, _ = filing.apply(workspace, accept, progress(), warn, prune=prune)
    if not applied:
        sys.exit(FAILED)


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@pass_workspace
def review(workspace: Workspace, form: str) -> None:
    """The security response team's round: due, overdue, closed but not verified, undecided."""
    refuse_errors(workspace)
    groups = filing.review(workspace, progress())
    click.echo(review_report.as_json(groups) if form == "json" else "\n".join(review_report.as_text(groups)))
