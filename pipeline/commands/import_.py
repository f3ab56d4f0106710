"""`postmortem import`."""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace
from pipeline.commands.exit_codes import FAILED
from pipeline.host.terminal import echo, warn

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what each file would become, and write nothing.")
@click.option("--timezone", metavar="ZONE", default="", help="The IANA time zone of times for which a file names none.")
@pass_workspace
def import_(workspace: Workspace, files: tuple[Path, ...], timezone: str, *, dry_run: bool) -> None:
    """Turn existing postmortems, each a Markdown file, into draft incidents.

    A draft is amber, and its impact is unknown. Open questions are listed here, and in comments in the draft's files.
    If a file was imported before, its draft is not changed.
    """
    from pipeline.exchange.incoming.report import Report
    from pipeline.exchange.incoming.run import Importer

    importer = Importer(workspace, timezone, dry_run=dry_run)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    report = Report(echo, warn, total=len(files), dry_run=dry_run, width=width)
    # Each draft is written whole or not at all: whoever stops the import can go on later.
    with suppress(KeyboardInterrupt):
        for file in files:
            report.add(file, importer.take(file))
    report.end()
    if report.failed:
        sys.exit(FAILED)
