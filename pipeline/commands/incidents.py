"""Finding the incident that a command names, and writing its files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.authoring.additions import EMPTY, Kind, with_addition
from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.documents.document import read_text
from pipeline.host.paths import read_bytes
from pipeline.host.terminal import echo, warn
from pipeline.host.writing import add, change
from pipeline.layout import INCIDENTS
from pipeline.model import Incident
from pipeline.operations.workspace import Workspace
from pipeline.report.diagnostics import as_text
from pipeline.text.spelling import did_you_mean_one_of


def named(workspace: Workspace, name: str) -> Incident:
    """The incident of this id. Raises UsageError, with the nearest id, if there is none."""
    incidents = {item.id: item for item in workspace.corpus.incidents}
    if name not in incidents:
        hint = did_you_mean_one_of(name, incidents)
        raise UsageError(f"there is no incident `{name}` in {workspace.root / INCIDENTS}: {hint}")
    return incidents[name]


def write_new(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Make the files, by their path in the folder, and write their paths. Raises UsageError if one is there already."""
    for name, content in files.items():
        path = folder / name
        try:
            add(path, content)
        except FileExistsError as error:
            raise UsageError(f"{path} already exists and was not overwritten") from error
        echo(str(path))


def write_item(
    workspace: Workspace, name: str, kind: Kind, item: Mapping[str, Any], beside: Mapping[str, bytes] | None = None
) -> None:
    """Add the item to its list in the incident, after the files `beside` it were made, and say what `check` finds.

    Raises UsageError, before anything is written, if there is no such incident, or its document cannot take the item.
    """
    incident = named(workspace, name)
    path = f"{INCIDENTS}/{incident.id}/{kind.file}"
    exists = os.path.lexists(workspace.root / path)
    text = read_text(workspace.root, path) if exists else EMPTY[kind.file]
    if isinstance(text, Diagnostic):
        raise UsageError(f"{path}: {text.message}: {text.hint}")
    as_it_is = read_bytes(workspace.root, path).decode() if exists else text  # with the line ends of its author
    changed, item_id = with_addition(as_it_is, kind, item)
    before = problems(workspace, incident.id)
    write_new(workspace.root / INCIDENTS / incident.id, beside or {})
    if exists:
        change(workspace.root / path, changed)
    else:
        add(workspace.root / path, changed)
    echo(f"{workspace.root / path}{f': {item_id}' if item_id else ''}")
    say_new_problems(workspace, incident.id, before)


def problems(workspace: Workspace, name: str) -> list[Diagnostic]:
    """What `check` finds in one incident."""
    now = Workspace(workspace.root, workspace.today, workspace.tracker, lambda: [name])
    return [item for item in now.diagnostics if item.location.path.startswith(f"{INCIDENTS}/{name}/")]


def say_new_problems(workspace: Workspace, name: str, before: list[Diagnostic]) -> None:
    """Say what `check` finds in an incident that it did not find before."""
    known = {(item.location.path, item.message) for item in before}
    new = [item for item in problems(workspace, name) if (item.location.path, item.message) not in known]
    for line in as_text(new, workspace.source_line):
        warn(line)
