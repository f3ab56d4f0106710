"""`postmortem plan`."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import ONLY_NARROWING, pass_workspace, progress, report_errors
from pipeline.commands.exit_codes import FAILED
from pipeline.commands.options import prune_option
from pipeline.diagnostic import UsageError
from pipeline.host.characters import in_json
from pipeline.host.terminal import document, echo, echo_document, echo_json, line, warn
from pipeline.host.writing import write
from pipeline.report.terminal import wants_colour

if TYPE_CHECKING:
    from pipeline.tracking.plan import Plan
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
    from pipeline import filing

    errors = report_errors(workspace, ONLY_NARROWING)
    planned, exceeded = filing.plan(workspace, progress(), prune=prune)
    if planned.changes or not planned.blocked:
        _show_or_write(planned, exceeded, form, out)
    if planned.blocked and not errors:
        raise UsageError("\n".join(planned.blocked))
    if errors or planned.refused:
        sys.exit(FAILED)


def _show_or_write(planned: Plan, exceeded: list[str], form: str, out: Path | None) -> None:
    """Write the plan to a file, or to standard output."""
    if out is None:
        _show(planned, exceeded, form)
    else:
        _write(planned, exceeded, form, out)


def _write(planned: Plan, exceeded: list[str], form: str, out: Path) -> None:
    """Write the plan to a file."""
    from pipeline.report import plan as plan_report

    if form == "json":
        content = in_json(plan_report.as_json(planned))
    elif form == "markdown":
        content = document(_markdown(planned, exceeded))
    else:
        content = "\n".join(map(line, plan_report.as_text(planned, exceeded)))
    try:
        write(out, f"{content}\n")
    except OSError as error:
        raise UsageError(f"cannot write the plan to {out}: {error.strerror}") from error
    warn(plan_report.one_line(planned))


def _show(planned: Plan, exceeded: list[str], form: str) -> None:
    """Write the plan to standard output."""
    from pipeline.report import plan as plan_report

    if form == "json":
        echo_json(plan_report.as_json(planned))
    elif form == "markdown":
        echo_document(_markdown(planned, exceeded))
    else:
        colour = wants_colour(sys.stdout)
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        for text in plan_report.as_text(planned, exceeded, colour=colour, width=width):
            echo(text, styled=colour)


def _markdown(planned: Plan, exceeded: list[str]) -> str:
    from pipeline.report.plan_comment import as_markdown

    return as_markdown(planned, exceeded, server=os.environ.get("GITHUB_SERVER_URL", ""))
