"""`postmortem plan`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
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
    from pipeline.tracking.readers import Readers
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
@click.option(
    "--since", metavar="REV", help="Also show what has become readable, and to whom, since the branch forked from REV."
)
@prune_option
@pass_workspace
def plan(workspace: Workspace, form: str, out: Path | None, since: str | None, *, prune: bool) -> None:
    """Show which issues would be created, updated or closed, and why."""
    from pipeline import filing

    errors = report_errors(workspace, ONLY_NARROWING)
    planned, exceeded = filing.plan(workspace, progress(), prune=prune)
    shown = _Shown(
        workspace, filing.as_shown(planned, workspace), exceeded, _readers(workspace, since) if since else None
    )
    if planned.changes or not planned.blocked:
        shown.write(form, out)
    if planned.blocked and not errors:
        raise UsageError("\n".join(planned.blocked))
    if errors or planned.refused:
        sys.exit(FAILED)


def _readers(workspace: Workspace, since: str) -> tuple[Readers, ...]:
    from pipeline.check.since import ChangedSince
    from pipeline.widening import readers_since

    return readers_since(workspace, since, ChangedSince(workspace.root, since).incidents())


@dataclass(frozen=True)
class _Shown:
    """What is shown: the plan, the limits that it exceeds, and who can read what; None if that was not compared."""

    workspace: Workspace
    plan: Plan
    exceeded: list[str]
    readers: tuple[Readers, ...] | None

    def write(self, form: str, out: Path | None) -> None:
        """Write it to a file, or to standard output."""
        from pipeline.report import plan as plan_report
        from pipeline.report import readers as readers_report

        if form == "json":
            readers = None if self.readers is None else readers_report.as_data(self.readers)
            content = plan_report.as_json(self.plan, readers)
        elif form == "markdown":
            content = self.markdown()
        elif out is None:
            self.show()
            return
        else:
            content = "\n".join(map(line, self.lines()))
        if out is None:
            echo_json(content) if form == "json" else echo_document(content)
            return
        shown = in_json(content) if form == "json" else document(content)
        try:
            write(out, f"{shown}\n")
        except OSError as error:
            raise UsageError(f"cannot write the plan to {out}: {error.strerror}") from error
        warn(plan_report.one_line(self.plan))

    def show(self) -> None:
        """Write it to the terminal."""
        colour = wants_colour(sys.stdout)
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        for text in self.lines(colour=colour, width=width):
            echo(text, styled=colour)

    def lines(self, *, colour: bool = False, width: int = 0) -> Iterator[str]:
        """The lines of the text."""
        from pipeline.report import plan as plan_report
        from pipeline.report import readers as readers_report

        yield from readers_report.as_text(self.readers or (), width=width)
        yield from plan_report.as_text(self.plan, self.exceeded, colour=colour, width=width)

    def markdown(self) -> str:
        """The comment, as the readers of the repository may see it."""
        from pipeline.report.plan_comment import as_markdown
        from pipeline.report.readers import as_markdown as readers_as_markdown
        from pipeline.tracking.redacted_plan import redacted_plan

        workspace = self.workspace
        plan = redacted_plan(self.plan, workspace.corpus, workspace.config, workspace.today)
        section = readers_as_markdown(self.readers or ())
        return as_markdown(plan, self.exceeded, server=os.environ.get("GITHUB_SERVER_URL", ""), section=section)
