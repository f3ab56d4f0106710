"""`postmortem export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, progress
from pipeline.commands.options import Incident, audience_option
from pipeline.commands.outputs import handed_out, write_output
from pipeline.host.terminal import echo_document
from pipeline.layout import incident_address

if TYPE_CHECKING:
    from pipeline.exchange.visible import Visible
    from pipeline.operations.workspace import Workspace

_RECORDS = ("stix", "veris")
_DOCUMENTS = ("html", "md", "docx", "pdf")
_BINARY = ("docx", "pdf")


@click.command()
@click.argument("incident", type=Incident())
@audience_option
@click.option(
    "--format",
    "form",
    type=click.Choice([*_RECORDS, *_DOCUMENTS]),
    required=True,
    help="STIX 2.1, for threat intelligence; VERIS, for statistics of incidents; or a document to read.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write this file.")
@pass_workspace
def export(workspace: Workspace, incident: str, audience: str | None, form: str, output: Path | None) -> None:
    """Write INCIDENT for other programs and people, without anything above the audience's level.

    A document has the sections of the incident's page, with its pictures inside. In STIX and VERIS, indicators are not
    defanged. DOCX and PDF are files; everything else goes to standard output if no --output is named.
    """
    seen = handed_out(workspace, incident, audience)
    if form in _RECORDS:
        _write(output, _record(workspace, seen, form))
        return
    from pipeline.commands.build import states_as_known
    from pipeline.exchange.single_file.run import exported

    states, problem = states_as_known(workspace, progress())
    content = exported(workspace, states, seen, form)
    if output is None and form in _BINARY:
        output = Path(f"{seen.incident.id}.{seen.audience}.{form}")
    _write(output, content)
    if problem is not None:
        raise problem


def _record(workspace: Workspace, seen: Visible, form: str) -> str:
    from pipeline.exchange.stix import stix
    from pipeline.exchange.veris import veris

    config = workspace.config
    address = f"{config.site.url}{incident_address(seen.incident.id)}" if config.site.url else ""
    record = stix(seen.incident, config, address) if form == "stix" else veris(seen.incident, address)
    return json.dumps(record, indent=2) + "\n"


def _write(output: Path | None, content: str | bytes) -> None:
    if output is not None:
        write_output(output, content)
    elif isinstance(content, str):
        echo_document(content.removesuffix("\n"))
