"""For readers: `build` and `serve` the site; and `run`, the whole pipeline."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from pipeline import filing, publishing
from pipeline.commands.common import (
    FAILED,
    accept_option,
    audience_option,
    output_option,
    pass_workspace,
    progress,
    refuse_errors,
    warn,
)
from pipeline.layout import CONFIG_FILE
from pipeline.progress import Progress
from pipeline.report import text
from pipeline.tracking.lifecycle import FindingState
from pipeline.workspace import Workspace


@click.command()
@audience_option
@output_option
@pass_workspace
def build(workspace: Workspace, audience: str | None, output: Path | None) -> None:
    """Build the site."""
    refuse_errors(workspace)
    click.echo(_built(workspace, filing.finding_states(workspace, progress()), audience, output))


@click.command()
@audience_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@pass_workspace
def serve(workspace: Workspace, audience: str | None, port: int) -> None:
    """Serve the site on 127.0.0.1; an edit of an incident shows at once."""
    refuse_errors(workspace)
    publishing.serve(workspace, audience, port, progress())


@click.command()
@audience_option
@accept_option
@output_option
@pass_workspace
def run(workspace: Workspace, audience: str | None, accept: str | None, output: Path | None) -> None:
    """The whole pipeline: check, plan and apply, build."""
    refuse_errors(workspace)
    warn(text.summary(workspace.diagnostics, workspace.checked_count))
    applied, finding_states = filing.apply(workspace, accept, Progress(warn, warn), warn)
    folder = _built(workspace, finding_states, audience, output)
    for line in filing.summary(workspace, finding_states):
        click.echo(line)
    click.echo(f"site: {folder / 'index.html'}")
    if not applied:
        sys.exit(FAILED)


def _built(
    workspace: Workspace, finding_states: Mapping[str, FindingState], audience: str | None, output: Path | None
) -> Path:
    if not workspace.config.site.url:
        warn(f"{CONFIG_FILE} has no `site.url`: the site has no feed, no sitemap and no canonical addresses")
    return publishing.build(workspace, finding_states, audience, output or workspace.root / "site")
