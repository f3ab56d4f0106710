"""`postmortem run`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.build import build_site, say_if_without_address, states_as_known, withhold_errors
from pipeline.commands.context import pass_workspace
from pipeline.commands.exit_codes import FAILED
from pipeline.commands.options import accept_option, audience_option, cache_option, output_option
from pipeline.host.terminal import echo, warn

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace


@click.command()
@audience_option
@accept_option
@output_option
@cache_option
@pass_workspace
def run(workspace: Workspace, audience: str | None, accept: str | None, output: Path | None, *, no_cache: bool) -> None:
    """Run the whole pipeline: check, build, apply, and build again if that changed anything.

    The site does not wait for the tracker, so that what was restricted is off it at once.
    """
    from pipeline.operations import filing
    from pipeline.operations.progress import Progress
    from pipeline.report import diagnostics as diagnostics_report

    workspace.use_cache = not no_cache
    if not withhold_errors(workspace):
        warn(diagnostics_report.summary(workspace.diagnostics, workspace.checked_count))
    say_if_without_address(workspace)
    progress = Progress(warn, warn)
    before, _ = states_as_known(workspace, progress)
    folder = build_site(workspace, before, audience, output)
    applied, finding_states = filing.apply(workspace, accept, progress, warn)
    if finding_states != before:
        build_site(workspace, finding_states, audience, output)
    for line in filing.summary(workspace, finding_states):
        echo(line)
    echo(f"site: {folder / 'index.html'}")
    if not applied:
        sys.exit(FAILED)
