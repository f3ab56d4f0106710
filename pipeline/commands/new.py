"""`postmortem new`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace
from pipeline.diagnostic import UsageError
from pipeline.host.terminal import echo
from pipeline.host.writing import add
from pipeline.layout import INCIDENTS

if TYPE_CHECKING:
    from pipeline.workspace import Workspace


@click.command()
@click.argument("title")
@click.option("--in", "incident", metavar="INCIDENT", help="Add a finding with this title to INCIDENT instead.")
@pass_workspace
def new(workspace: Workspace, title: str, incident: str | None) -> None:
    """Create a draft incident, or a finding, that passes `check`."""
    from pipeline import scaffold
    from pipeline.spelling import did_you_mean_one_of

    config = workspace.config  # first: nothing is made where there is no repository
    if incident is None:
        folder = workspace.root / INCIDENTS / scaffold.incident_id(title, workspace.today)
        files = scaffold.incident_files(title, workspace.today)
    else:
        folder = workspace.root / INCIDENTS / incident
        incidents = {item.id: item for item in workspace.corpus.incidents}
        if incident not in incidents:
            hint = did_you_mean_one_of(incident, incidents)
            raise UsageError(f"there is no incident `{incident}` in {workspace.root / INCIDENTS}: {hint}")
        numbers = incidents[incident].finding_numbers
        files = dict([scaffold.finding_file(title, numbers, config.response_team)])
    for name, content in files.items():
        path = folder / name
        try:
            add(path, content)
        except FileExistsError as error:
            raise UsageError(f"{path} already exists and was not overwritten") from error
        echo(str(path))
