"""`postmortem plan`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import ONLY_NARROWING, pass_workspace, progress, report_errors
from pipeline.commands.exit_codes import FAILED
from pipeline.commands.options import prune_option
from pipeline.diagnostic import UsageError
from pipeline.host.characters import in_json
from pipeline.host.terminal import columns, document, echo, echo_document, echo_json, line, warn
from pipeline.host.writing import write
from pipeline.report.terminal import wants_colour

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace
    from pipeline.report.recurrence import Recurrence
    from pipeline.tracking.lifecycle import FindingState
    from pipeline.tracking.plan import Plan
    from pipeline.tracking.readers import Readers


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
    from pipeline.operations import filing

    errors = report_errors(workspace, ONLY_NARROWING)
    planned, exceeded, states = filing.plan(workspace, progress(), prune=prune)
    changed = _changed(workspace, since) if since else frozenset()
    new = (change.finding.partition("/")[0] for change in planned.changes if change.new is not None)
    shown = _Shown(
        workspace=workspace,
        plan=filing.as_shown(planned, workspace),
        exceeded=exceeded,
        readers=_readers(workspace, since, changed) if since else None,
        states=states,
        about=frozenset(new).union(changed or ()),
    )
    if planned.changes or not planned.blocked:
        shown.write(form, out)
    if planned.blocked and not errors:
        raise UsageError("\n".join(planned.blocked))
    if errors or planned.refused:
        sys.exit(FAILED)


def _changed(workspace: Workspace, since: str) -> frozenset[str] | None:
    from pipeline.check.since import ChangedSince

    return ChangedSince(workspace.root, since).incidents()


def _readers(workspace: Workspace, since: str, changed: frozenset[str] | None) -> tuple[Readers, ...]:
    from pipeline.operations.widening import readers_since

    return readers_since(workspace, since, changed)


@dataclass(frozen=True)
class _Shown:
    """What is shown: the plan, the limits that it exceeds, who can read what, and what recurs.

    `readers` is None if that was not compared. `states` are by finding's key, `about` the ids of the incidents that get
    new issues, or that the branch changed.
    """

    workspace: Workspace
    plan: Plan
    exceeded: list[str]
    readers: tuple[Readers, ...] | None
    states: Mapping[str, FindingState]
    about: frozenset[str]

    def write(self, form: str, out: Path | None) -> None:
        """Write it to a file, or to standard output."""
        from pipeline.report import plan as plan_report
        from pipeline.report import readers as readers_report
        from pipeline.report.recurrence import as_data

        if form == "json":
            readers = None if self.readers is None else readers_report.as_data(self.readers)
            content = plan_report.as_json(self.plan, as_data(self.recurrences()), readers)
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
        width = columns(sys.stdout)
        for text in self.lines(colour=colour, width=width):
            echo(text, styled=colour)

    def lines(self, *, colour: bool = False, width: int = 0) -> Iterator[str]:
        """The lines of the text."""
        from pipeline.report import plan as plan_report
        from pipeline.report import readers as readers_report
        from pipeline.report import recurrence as recurrence_report

        yield from readers_report.as_text(self.readers or (), width=width)
        yield from recurrence_report.as_text(self.recurrences(), width=width)
        yield from plan_report.as_text(self.plan, self.exceeded, colour=colour, width=width)

    def recurrences(self, *, comment: bool = False) -> tuple[Recurrence, ...]:
        """What recurs; in a comment or a workflow, as those who can read the repository may see it."""
        from pipeline.host.actions import runs_in_workflow
        from pipeline.redaction.redact import redact
        from pipeline.report.recurrence import recurrences

        corpus, audience = self.workspace.usable_corpus, self.workspace.config.repository_audience
        if audience and (comment or runs_in_workflow()):
            corpus = redact(corpus, audience, self.workspace.today, drafts=True)
        return recurrences(corpus, self.about, self.states)

    def markdown(self) -> str:
        """The comment, as the readers of the repository may see it."""
        from pipeline.report.plan_comment import as_markdown
        from pipeline.report.readers import as_markdown as readers_as_markdown
        from pipeline.report.recurrence import as_markdown as recurrence_as_markdown
        from pipeline.tracking.redacted_plan import redacted_plan

        workspace = self.workspace
        plan = redacted_plan(self.plan, workspace.corpus, workspace.config, workspace.today)
        sections = (readers_as_markdown(self.readers or ()), recurrence_as_markdown(self.recurrences(comment=True)))
        section = "\n\n".join(filter(None, sections))
        return as_markdown(plan, self.exceeded, server=os.environ.get("GITHUB_SERVER_URL", ""), section=section)
