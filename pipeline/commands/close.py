"""`postmortem close`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace
from pipeline.commands.options import Incident

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace


@click.command()
@click.argument("incident", type=Incident())
@pass_workspace
def close(workspace: Workspace, incident: str) -> None:
    """Write into an incident's README.md that it is closed, if each of its findings is settled."""
    from pipeline.authoring.answers import closed
    from pipeline.commands.answering import write_answer
    from pipeline.commands.incidents import named

    found = named(workspace, incident)
    on_merge = "its page says that it is closed; its issues do not change"
    write_answer(workspace, found.readme, found.id, lambda text: closed(text, found, workspace.today), on_merge)
