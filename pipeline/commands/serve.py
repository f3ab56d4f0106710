"""`postmortem serve`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, progress, refuse_errors
from pipeline.commands.options import audience_option

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace


@click.command()
@audience_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@pass_workspace
def serve(workspace: Workspace, audience: str | None, port: int) -> None:
    """Serve the site on 127.0.0.1 and rebuild it when a file changes.

    Drafts are shown too.
    """
    from pipeline.operations import publishing

    refuse_errors(workspace)
    publishing.serve(workspace, audience, port, progress())
