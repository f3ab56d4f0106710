"""For authors: `new`, `check`, `explain`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pipeline import scaffold
from pipeline.check.rules import RULES
from pipeline.check.run import has_errors
from pipeline.check.waivers import FORM
from pipeline.commands.common import FAILED, warn
from pipeline.corpus import INCIDENTS
from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.explain import explain as explain_rule
from pipeline.explain import reference
from pipeline.report import machine, text
from pipeline.workspace import Workspace


@click.command()
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


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.option(
    "--since", metavar="REV", help="Only the incidents that changed since the branch left REV, and dependents."
)
@click.pass_obj
def check(workspace: Workspace, paths: tuple[Path, ...], form: str, since: str | None) -> None:
    """Hold the incidents (or those below PATHS) against the schemas and the review policy."""
    workspace.since = since
    found = _below(workspace, paths)
    if form == "json":
        click.echo(machine.as_json(found))
    elif form == "sarif":
        click.echo(machine.as_sarif(found))
    elif form == "github":
        _echo(machine.as_github(found))
        _summarise(machine.github_summary(found))
        warn(text.summary(found, workspace.incident_count))
    else:
        colour = text.wants_colour(sys.stdout)
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        _echo(text.diagnostic_lines(found, workspace.source_line, colour=colour, width=width))
        click.echo(text.summary(found, workspace.incident_count))
    if has_errors(found):
        sys.exit(FAILED)


@click.command()
@click.argument("rule", required=False)
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text")
def explain(rule: str | None, form: str) -> None:
    """Say what RULE wants, with an example that fails and one that passes; without RULE, list the rules."""
    known = {item.id: item for item in RULES}
    if rule in FORM and form == "text":
        click.echo(f"{rule} (error)\n\n{FORM[rule]}")
        return
    if rule is not None and rule not in known:
        raise UsageError(f"there is no rule `{rule}`; `postmortem explain` lists them")
    if form == "markdown":
        click.echo(reference([known[rule]] if rule else RULES), nl=False)
    elif rule is not None:
        click.echo(explain_rule(known[rule]))
    else:
        for item in RULES:
            click.echo(f"{item.id} ({item.severity}): {item.wants}")


def _echo(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _summarise(markdown: str) -> None:
    """Add to the step summary of a GitHub workflow, where this is one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path and markdown:
        with Path(path).open("a", encoding="utf-8") as summary:
            summary.write(markdown)


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
