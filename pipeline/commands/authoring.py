"""For authors: `new`, `explain`."""

from __future__ import annotations

import click

from pipeline import scaffold
from pipeline.check.rules import RULES
from pipeline.check.waivers import FORM
from pipeline.commands.common import pass_workspace
from pipeline.diagnostic import UsageError
from pipeline.layout import INCIDENTS
from pipeline.report.rule_docs import explain as explain_rule
from pipeline.report.rule_docs import reference
from pipeline.workspace import Workspace


@click.command()
@click.argument("title")
@click.option("--in", "incident", metavar="INCIDENT", help="Add a finding of that title to this incident instead.")
@pass_workspace
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
