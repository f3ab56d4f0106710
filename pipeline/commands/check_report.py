"""The second half of `postmortem check`: the diagnostics, written in the requested format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.check.run import has_errors
from pipeline.check.since import ChangedSince
from pipeline.commands.context import say_if_empty
from pipeline.commands.exit_codes import FAILED
from pipeline.commands.options import GlobalOptions
from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.host.terminal import columns, document, echo, echo_command, echo_json, warn, warn_command
from pipeline.host.writing import append
from pipeline.operations.workspace import Workspace
from pipeline.report import diagnostics as diagnostics_report
from pipeline.report.terminal import wants_colour, wrapped

if TYPE_CHECKING:
    from pipeline.tracking.readers import Readers


def report(
    options: GlobalOptions,
    paths: tuple[Path, ...],
    form: str,
    changed_since: ChangedSince | None,
    accept: str | None,
    *,
    fix: bool = False,
) -> None:
    """Check the incidents and write the diagnostics; exit with code 1 if there are errors or anything to accept.

    Args:
        options: The repository, the date and the tracker.
        paths: Report only what is in these files and folders; everything if empty.
        form: `text`, `json`, `github` or `sarif`.
        changed_since: The changed incidents, to check only those; None for all incidents.
        accept: The digest of what may become readable to more people.
        fix: Whether to write what has one right answer into the files first.

    Raises:
        UsageError: A path does not exist or is outside the repository, or the configuration has errors.
    """
    workspace = Workspace(
        options.root, options.today, options.tracker, changed_since.incidents if changed_since else None
    )
    is_meant = _chooser(workspace.root, paths)
    if fix:
        from pipeline.commands.check_fix import fix as fix_files

        fix_files(workspace, is_meant)
    changed = _changed_keys(workspace, changed_since) if changed_since else ()
    diagnostics = [item for item in sorted({*workspace.diagnostics, *changed}) if is_meant(item.location.path)]
    say_if_empty(workspace)
    readers = _readers(workspace, changed_since) if changed_since else ()
    if form == "json":
        echo_json(diagnostics_report.as_json(diagnostics, _as_data(readers) if changed_since else None))
    elif form == "sarif":
        from pipeline.report.sarif import as_sarif

        echo_json(as_sarif(diagnostics))
    elif form == "github":
        from pipeline.report.annotations import step_summary, workflow_commands

        for command in workflow_commands(diagnostics):
            echo_command(command)
        _append_step_summary(step_summary(diagnostics))
        warn(diagnostics_report.summary(diagnostics, workspace.checked_count))
    else:
        colour = wants_colour(sys.stdout)
        width = columns(sys.stdout)
        for line in diagnostics_report.as_text(diagnostics, workspace.source_line, colour=colour, width=width):
            echo(line, styled=colour)
        for line in wrapped(diagnostics_report.summary(diagnostics, workspace.checked_count), width, 0):
            echo(line)
    accepted = changed_since is None or _is_accepted(readers, changed_since, accept, form)
    if has_errors(diagnostics) or not accepted:
        sys.exit(FAILED)


def _changed_keys(workspace: Workspace, changed_since: ChangedSince) -> Iterable[Diagnostic]:
    from pipeline.check.changed_keys import keys_that_changed

    return keys_that_changed(workspace.root, changed_since.revision)


def _readers(workspace: Workspace, changed_since: ChangedSince) -> tuple[Readers, ...]:
    from pipeline.operations.widening import readers_since

    return readers_since(workspace, changed_since.revision, workspace.chosen)


def _as_data(readers: tuple[Readers, ...]) -> dict[str, Any]:
    from pipeline.report.readers import as_data

    return as_data(readers)


def _is_accepted(readers: tuple[Readers, ...], changed_since: ChangedSince, accept: str | None, form: str) -> bool:
    """Say what becomes readable, and whether nothing does or it is accepted."""
    from pipeline.report import readers as readers_report
    from pipeline.tracking.readers import digest

    say = echo if form == "text" else warn
    for line in readers_report.as_text(readers):
        say(line)
    if form == "github":
        _append_step_summary(readers_report.as_markdown(readers))
    wanted = digest(readers)
    if wanted in ("", accept):
        return True
    if accept is not None:
        warn(f"--accept {accept} is not the digest of what becomes readable, which is {wanted}")
    else:
        warn(readers_report.NEEDS_ACCEPTANCE)
        warn_command(f"  postmortem check --since {changed_since.revision} --accept {wanted}")
    return False


def _append_step_summary(markdown: str) -> None:
    """Append to the job summary, if this is a step of a GitHub workflow."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path and markdown:
        append(Path(path), document(markdown))


def _chooser(folder: Path, paths: tuple[Path, ...]) -> Callable[[str], bool]:
    """Whether a path in the repository is at or under one of these paths; every one is if there are none."""
    root = folder.resolve()
    relative = []
    for path in paths:
        full = path.resolve()
        if not full.exists():
            raise UsageError(f"{path} does not exist")
        if not full.is_relative_to(root):
            raise UsageError(f"{path} is outside the repository; name its repository with --root")
        relative.append(full.relative_to(root))
    return lambda path: not relative or any(Path(path).is_relative_to(folder) for folder in relative)
