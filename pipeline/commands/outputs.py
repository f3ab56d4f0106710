"""What commands share that hand something out: what an audience may see, and writing one file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.context import report_errors
from pipeline.commands.exit_codes import FAILED
from pipeline.diagnostic import UsageError
from pipeline.host.terminal import echo
from pipeline.host.writing import write

if TYPE_CHECKING:
    from pipeline.exchange.visible import Visible
    from pipeline.operations.workspace import Workspace


def handed_out(workspace: Workspace, name: str, audience: str | None) -> Visible:
    """The incident that has or had this id, as an audience may see it; None is the site's audience.

    Exits with code 1 if the incident has errors: it may be read wrongly. Raises UsageError as `visible` does.
    """
    from pipeline.commands.incidents import named
    from pipeline.exchange.visible import visible

    level = audience or workspace.config.site.audience
    present = next((item.id for item in workspace.corpus.incidents if name in item.aliases), name)
    found = named(workspace, present)
    if workspace.has_other_errors or found.id in workspace.broken:
        report_errors(workspace, "nothing was exported")
        sys.exit(FAILED)
    return visible(workspace.usable_corpus, found, level, workspace.today)


def write_output(path: Path, content: str | bytes) -> None:
    """Write the file that a person named, and say so."""
    try:
        write(path, content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    echo(str(path))
