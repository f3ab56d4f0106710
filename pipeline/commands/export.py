"""`postmortem export`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, report_errors
from pipeline.commands.exit_codes import FAILED
from pipeline.commands.options import Incident, audience_option
from pipeline.diagnostic import UsageError
from pipeline.host.terminal import echo_document
from pipeline.layout import incident_address

if TYPE_CHECKING:
    from pipeline.workspace import Workspace


@click.command()
@click.argument("incident", type=Incident())
@audience_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["stix", "veris"]),
    required=True,
    help="STIX 2.1, for threat intelligence, or VERIS, for statistics of incidents.",
)
@pass_workspace
def export(workspace: Workspace, incident: str, audience: str | None, form: str) -> None:
    """Write INCIDENT for other programs, without anything above the audience's level.

    Indicators are not defanged.
    """
    from pipeline.commands.incidents import named
    from pipeline.exchange.stix import stix
    from pipeline.exchange.veris import veris
    from pipeline.redaction import redact

    config = workspace.config
    level = audience or config.site.audience
    found = named(workspace, _present_id(workspace, incident))
    if workspace.has_other_errors or found.id in workspace.broken:
        report_errors(workspace, "nothing was exported")
        sys.exit(FAILED)
    if found.is_draft:
        raise UsageError(f"{found.id} is a draft, which is for no audience: set its `status` to in-review first")
    seen = redact(workspace.usable_corpus, level, workspace.today).incidents
    visible = next((item for item in seen if item.id == found.id), None)
    if visible is None:
        raise UsageError(f"{found.id} is {found.tlp}, above the audience {level}: name one with --audience {found.tlp}")
    address = f"{config.site.url}{incident_address(found.id)}" if config.site.url else ""
    exported = stix(visible, config, address) if form == "stix" else veris(visible, address)
    echo_document(json.dumps(exported, indent=2))


def _present_id(workspace: Workspace, name: str) -> str:
    """The id of the incident that has or had this id; the name itself if there is none."""
    return next((item.id for item in workspace.corpus.incidents if name in item.aliases), name)
