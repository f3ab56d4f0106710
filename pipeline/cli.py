"""The command `postmortem`: options, exit codes and streams.

Standard output is the result; everything else goes to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipeline import __version__, filing, publishing, scaffold
from pipeline.check.rules import RULES
from pipeline.check.run import has_errors
from pipeline.corpus import INCIDENTS
from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.explain import explain as explain_rule
from pipeline.explain import reference as rules_reference
from pipeline.report import machine, text
from pipeline.report import plan as plan_report
from pipeline.report import review as review_report
from pipeline.vocabulary import levels, ordered
from pipeline.workspace import Workspace

FAILED = 1
UNUSABLE = 2


class _Commands(click.Group):
    """Turns what a user can mend into one message and exit code 2; anything else is a bug and shows as one."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            click.echo(f"postmortem: {error}", err=True)
            ctx.exit(UNUSABLE)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="postmortem")
@click.option("--root", type=click.Path(path_type=Path), default=".", help="The repository; here unless given.")
@click.option("--tracker", type=click.Choice(ordered("config", "tracker")), help="Overrides postmortem.yml.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day to reckon by; today unless given.")
@click.pass_context
def main(ctx: click.Context, root: Path, tracker: str | None, today: datetime | None) -> None:
    """Postmortems as code: checked, filed as issues with the teams that own them, published as a site."""
    ctx.obj = Workspace(root, (today or datetime.now().astimezone()).date(), tracker)


@main.command()
@click.argument("title")
@click.option("--in", "incident", metavar="INCIDENT", help="Add a finding of that title to this incident instead.")
@click.pass_obj
def new(workspace: Workspace, title: str, incident: str | None) -> None:
    """Scaffold an incident, or a finding, that already passes `check` as a draft."""
    if incident is None:
        folder = workspace.root / INCIDENTS / scaffold.incident_id(title, workspace.today)
        files = scaffold.incident_files(title, workspace.today)
    else:
        folder = workspace.root / INCIDENTS / incident
        known = {item.id: item for item in workspace.corpus.incidents}
        if incident not in known:
            raise UsageError(f"there is no incident `{incident}` in {workspace.root / INCIDENTS}")
        numbers = known[incident].finding_numbers
        files = dict([scaffold.finding_file(title, numbers, workspace.config.response_team)])
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(content)
        except FileExistsError as error:
            raise UsageError(f"{path} exists already; nothing was overwritten") from error
        click.echo(path)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.pass_obj
def check(workspace: Workspace, paths: tuple[Path, ...], form: str) -> None:
    """Hold the incidents (or those below PATHS) against the schemas and the review policy."""
    found = _below(workspace, paths)
    if form == "json":
        click.echo(machine.as_json(found))
    elif form == "sarif":
        click.echo(machine.as_sarif(found))
    else:
        lines = machine.as_github(found) if form == "github" else text.diagnostic_lines(found, workspace.source_line)
        for line in lines:
            click.echo(line)
        click.echo(text.summary(found, len(workspace.corpus.incidents)), err=form == "github")
    if has_errors(found):
        sys.exit(FAILED)


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the plan here instead.")
@click.pass_obj
def plan(workspace: Workspace, form: str, out: Path | None) -> None:
    """Say what would be filed, changed and closed, where, and why."""
    _refuse_errors(workspace)
    planned, refused = filing.plan(workspace)
    if form == "json":
        shown = plan_report.as_json(planned)
    elif form == "markdown":
        shown = plan_report.as_markdown(planned, refused)
    else:
        shown = "\n".join(plan_report.as_text(planned, refused))
    if out is None:
        click.echo(shown)
    else:
        out.write_text(f"{shown}\n", encoding="utf-8")
        click.echo(plan_report.one_line(planned), err=True)


@main.command()
@click.option("--accept", metavar="DIGEST", help="Carry out exactly this plan although it is over a limit.")
@click.pass_obj
def apply(workspace: Workspace, accept: str | None) -> None:
    """Carry the plan out: safe to repeat, safe to kill at any moment."""
    _refuse_errors(workspace)
    if not filing.apply(workspace, accept, click.echo, _warn):
        sys.exit(FAILED)


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def review(workspace: Workspace, form: str) -> None:
    """The security response team's round: due, overdue, closed but not verified, undecided."""
    _refuse_errors(workspace)
    groups = filing.review(workspace)
    click.echo(review_report.as_json(groups) if form == "json" else "\n".join(review_report.as_text(groups)))


def _site_options(command: Callable[..., None]) -> Callable[..., None]:
    levels_help = "The most restricted level to show; postmortem.yml's unless given."
    return click.option("--audience", type=click.Choice(levels()), help=levels_help)(command)


@main.command()
@_site_options
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where to; ROOT/site unless given.")
@click.pass_obj
def build(workspace: Workspace, audience: str | None, output: Path | None) -> None:
    """Build the site."""
    _refuse_errors(workspace)
    standings = filing.standings(workspace)
    click.echo(publishing.build(workspace, standings, audience, output or workspace.root / "site"))


@main.command()
@_site_options
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.pass_obj
def serve(workspace: Workspace, audience: str | None, port: int) -> None:
    """Serve the site on 127.0.0.1; an edit of an incident shows at once."""
    _refuse_errors(workspace)
    publishing.serve(workspace, audience, port)


@main.command()
@_site_options
@click.option("--accept", metavar="DIGEST", help="Carry out exactly this plan although it is over a limit.")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where to; ROOT/site unless given.")
@click.pass_obj
def run(workspace: Workspace, audience: str | None, accept: str | None, output: Path | None) -> None:
    """The whole pipeline: check, plan and apply, build."""
    _refuse_errors(workspace)
    click.echo(text.summary(workspace.diagnostics, len(workspace.corpus.incidents)), err=True)
    applied = filing.apply(workspace, accept, _warn, _warn)
    standings = filing.standings(workspace)
    folder = publishing.build(workspace, standings, audience, output or workspace.root / "site")
    for line in filing.summary(workspace, standings):
        click.echo(line)
    click.echo(f"site: {folder / 'index.html'}")
    if not applied:
        sys.exit(FAILED)


@main.command()
@click.argument("rule", required=False)
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text")
def explain(rule: str | None, form: str) -> None:
    """Say what RULE wants, with an example that fails and one that passes; without RULE, list the rules."""
    known = {item.id: item for item in RULES}
    if form == "markdown":
        click.echo(rules_reference([known[rule]] if rule in known else RULES), nl=False)
    elif rule is None:
        for item in RULES:
            click.echo(f"{item.id} ({item.severity}): {item.wants}")
    elif rule in known:
        click.echo(explain_rule(known[rule]))
    else:
        raise UsageError(f"there is no rule `{rule}`; `postmortem explain` lists them")


def _below(workspace: Workspace, paths: tuple[Path, ...]) -> list[Diagnostic]:
    """The diagnostics of the files below these paths; all of them where no path is given."""
    root = workspace.root.resolve()
    wanted = []
    for path in paths:
        full = path.resolve()
        if not full.exists():
            raise UsageError(f"{path} does not exist")
        if not full.is_relative_to(root):
            raise UsageError(f"{path} is not in {workspace.root}: give --root")
        wanted.append(full.relative_to(root))
    found = workspace.diagnostics
    return [item for item in found if not paths or any(Path(item.location.path).is_relative_to(w) for w in wanted)]


def _refuse_errors(workspace: Workspace) -> None:
    found = workspace.diagnostics
    if has_errors(found):
        for line in text.diagnostic_lines(found, workspace.source_line):
            _warn(line)
        _warn(f"{text.summary(found, len(workspace.corpus.incidents))}; nothing was done")
        sys.exit(FAILED)


def _warn(line: str) -> None:
    click.echo(line, err=True)
