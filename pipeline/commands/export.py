"""`postmortem export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, progress
from pipeline.host.terminal import echo_document
from pipeline.vocabulary import levels

if TYPE_CHECKING:
    from pipeline.workspace import Workspace

_FORMATS = ("html", "md", "docx", "pdf")
_BINARY = ("docx", "pdf")


@click.command()
@click.argument("incident")
@click.option("--audience", type=click.Choice(levels()), required=True, help="Only what this TLP level may see.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="html", help="Output format.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write this file.")
@pass_workspace
def export(workspace: Workspace, incident: str, audience: str, form: str, output: Path | None) -> None:
    """Write INCIDENT as one file for an audience, with its pictures inside.

    It has the sections of the incident's page, and nothing above the audience's level. DOCX and PDF are files; the
    other formats go to standard output if no --output is named.
    """
    from pipeline.commands.build import states_as_known
    from pipeline.commands.incidents import named
    from pipeline.commands.outputs import refuse_errors_of, write_output
    from pipeline.exchange.single_file.run import exported

    name = named(workspace, incident).id
    refuse_errors_of(workspace, name)
    states, problem = states_as_known(workspace, progress())
    content = exported(workspace, states, name, audience, form)
    if output is None and form in _BINARY:
        output = Path(f"{name}.{audience}.{form}")
    if output is not None:
        write_output(output, content)
    elif isinstance(content, str):
        echo_document(content.removesuffix("\n"))
    if problem is not None:
        raise problem
