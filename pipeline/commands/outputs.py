"""What commands share that hand something out: refusing incidents with errors, and writing one file."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.check.run import has_errors
from pipeline.commands.exit_codes import FAILED
from pipeline.diagnostic import UsageError
from pipeline.host.terminal import echo, warn
from pipeline.host.writing import write
from pipeline.report.diagnostics import as_text
from pipeline.workspace import Workspace


def refuse_errors_of(workspace: Workspace, incident: str) -> None:
    """Report the errors of one incident and exit with code 1, if it has any: it may be read wrongly."""
    only = Workspace(workspace.root, workspace.today, workspace.tracker, lambda: [incident])
    found = [item for item in only.diagnostics if item.location.path.startswith(f"incidents/{incident}/")]
    if has_errors(found):
        for line in as_text(found, only.source_line):
            warn(line)
        warn("nothing was exported: correct the errors first")
        sys.exit(FAILED)


def write_output(path: Path, content: str | bytes) -> None:
    """Write the file that a person named, and say so."""
    try:
        write(path, content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    echo(str(path))
