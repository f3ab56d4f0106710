"""Finding what a command answers, writing the answer into its file, and saying what a merge will do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.diagnostic import UsageError
from pipeline.host.terminal import echo, echo_prose

if TYPE_CHECKING:
    from pipeline.model import Finding
    from pipeline.operations.workspace import Workspace

Change = Callable[[str], str]


def finding_of(workspace: Workspace, key: str) -> Finding:
    """The finding of this key, or in this file. Raises UsageError, with the nearest key, if there is none."""
    from pipeline.text.spelling import did_you_mean_one_of

    findings = {finding.key: finding for finding in workspace.corpus.findings}
    by_path = {finding.path: finding for finding in findings.values()}
    found = findings.get(key) or next((item for path, item in by_path.items() if key.endswith(path)), None)
    if found is None:
        raise UsageError(f"there is no finding `{key}`: {did_you_mean_one_of(key, findings)}")
    return found


def write_answer(workspace: Workspace, path: str, incident: str, change: Change, on_merge: str) -> None:
    """Change the file, and say what `check` finds in it now and what a merge will do.

    Raises UsageError, before anything is written, if the file cannot be read or changed.
    """
    from pipeline.commands.incidents import problems, say_new_problems
    from pipeline.diagnostic import Diagnostic
    from pipeline.documents.document import read_text
    from pipeline.host.paths import read_bytes
    from pipeline.host.writing import change as write

    text = read_text(workspace.root, path)
    if isinstance(text, Diagnostic):
        raise UsageError(f"{path}: {text.message}: {text.hint}")
    changed = change(read_bytes(workspace.root, path).decode())  # with the line ends of its author
    before = problems(workspace, incident)
    write(workspace.root / path, changed)
    echo(str(workspace.root / path))
    say_new_problems(workspace, incident, before)
    echo_prose(f"on merge: {on_merge}")
