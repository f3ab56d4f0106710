"""`postmortem plan`."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from pipeline import filing
from pipeline.commands.context import pass_workspace, progress, refuse_errors, warn
from pipeline.commands.options import prune_option
from pipeline.diagnostic import UsageError
from pipeline.report import plan as plan_report
from pipeline.report.plan_comment import as_markdown
from pipeline.report.terminal import wants_colour
from pipeline.workspace import Workspace


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="Output format."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the plan to this file instead of standard output.",
)
@prune_option
@pass_workspace
def plan(workspace: Workspace, form: str, out: Path | None, prune: bool) -> None:  # noqa: FBT001  # click passes by name
    """Show which issues would be created, updated or closed, and why."""
    refuse_errors(workspace)
    planned, exceeded = filing.plan(workspace, progress(), prune=prune)
    if form == "json":
        content = plan_report.as_json(planned)
    elif form == "markdown":
        content = as_markdown(planned, exceeded, server=os.environ.get("GITHUB_SERVER_URL", ""))
    else:
        colour = out is None and wants_colour(sys.stdout)
        width = shutil.get_terminal_size().columns if out is None and sys.stdout.isatty() else 0
        content = "\n".join(plan_report.as_text(planned, exceeded, colour=colour, width=width))
    if out is None:
        click.echo(content)
        return
    try:
        out.write_text(f"{content}\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write the plan to {out}: {error.strerror}") from error
    warn(plan_report.one_line(planned))
