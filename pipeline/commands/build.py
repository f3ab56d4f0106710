"""`postmortem build`, and the build that `postmortem run` ends with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, progress, refuse_errors
from pipeline.commands.options import audience_option, output_option
from pipeline.host.terminal import echo, warn
from pipeline.layout import CONFIG_FILE

if TYPE_CHECKING:
    from pipeline.tracking.lifecycle import FindingState
    from pipeline.workspace import Workspace


@click.command()
@audience_option
@output_option
@pass_workspace
def build(workspace: Workspace, audience: str | None, output: Path | None) -> None:
    """Build the site."""
    from pipeline import filing

    refuse_errors(workspace)
    echo(str(build_site(workspace, filing.finding_states(workspace, progress()), audience, output)))


def build_site(
    workspace: Workspace, finding_states: Mapping[str, FindingState], audience: str | None, output: Path | None
) -> Path:
    """Build the site and return its folder.

    Args:
        workspace: The repository.
        finding_states: The state of each finding, by its key.
        audience: The TLP level to build for; None for the configured one.
        output: The folder to write to; None for `site` in the repository.
    """
    from pipeline import publishing

    if not workspace.config.site.url:
        warn(f"`site.url` is not set in {CONFIG_FILE}: the site will have no feed, sitemap or canonical URLs")
    return publishing.build(workspace, finding_states, audience, output or workspace.root / "site")
