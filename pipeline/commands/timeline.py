"""`postmortem timeline`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace
from pipeline.commands.exit_codes import FAILED
from pipeline.commands.groups import Group
from pipeline.commands.options import Incident, audience_option
from pipeline.diagnostic import UsageError
from pipeline.host.terminal import echo, echo_document, warn

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace


@click.group(cls=Group)
def timeline() -> None:
    """Export the events of an incident, or import those of another program."""


@timeline.command("export")
@click.argument("incident", type=Incident())
@audience_option
@click.option("--format", "form", type=click.Choice(["csv", "json", "mermaid"]), default="csv", help="Output format.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write this file.")
@pass_workspace
def export_(workspace: Workspace, incident: str, audience: str | None, form: str, output: Path | None) -> None:
    """Write the events of INCIDENT as CSV for Timesketch and spreadsheets, as JSON, or as a Mermaid diagram."""
    from pipeline.commands.outputs import handed_out, write_output
    from pipeline.exchange.timelines.run import exported

    text = exported(handed_out(workspace, incident, audience), form)
    if output is None:
        echo_document(text.removeprefix("\ufeff").replace("\r\n", "\n").removesuffix("\n"))
    else:
        write_output(output, text)


@timeline.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--in", "incident", required=True, metavar="INCIDENT", help="The incident to whose timeline the events are added."
)
@click.option(
    "--column", "columns", multiple=True, metavar="KEY=NAME", help="Read this key of an event from the column NAME."
)
@click.option("--timezone", default="", metavar="ZONE", help="The IANA time zone of times without an offset.")
@pass_workspace
def import_(workspace: Workspace, file: Path, incident: str, columns: tuple[str, ...], timezone: str) -> None:
    """Add the events in FILE: CSV from Timesketch or any other program, or JSON from `timeline export`.

    Events are added in order of time. Events that the timeline already has are left out.
    """
    from pipeline.commands.incidents import named, problems, say_new_problems
    from pipeline.exchange.timelines.run import taken

    names = dict(_pair(column) for column in columns)
    found = named(workspace, incident).id
    before = problems(workspace, found)
    result = taken(workspace, file, found, names, timezone)
    for line, problem in result.problems:
        warn(f"{file}:{line}: {problem}")
    for secret in result.secrets:
        warn(f"{file}:{secret.line}: a secret ({secret.kind}) was replaced: revoke it. SHA-256 {secret.sha256}")
    if result.left_out:
        warn(f"columns not used: {', '.join(result.left_out)}")
    if result.problems:
        warn("nothing was imported: correct these lines, or name other columns with --column")
        sys.exit(FAILED)
    echo(f"{result.added} added, {result.known} already there")
    if result.added:
        say_new_problems(workspace, found, before)


def _pair(column: str) -> tuple[str, str]:
    from pipeline.exchange.timelines.csv_file import KEYS

    key, equals, name = column.partition("=")
    if key not in KEYS or not equals or not name:
        raise UsageError(f"--column {column}: write KEY=NAME, where KEY is one of {', '.join(KEYS)}")
    return key, name
