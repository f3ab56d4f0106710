"""Hands out the timeline of an incident, and takes events of a file into one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.documents.document import read_text
from pipeline.exchange.incoming.cleaning import FoundSecret, cleaned, with_quoted_mentions
from pipeline.exchange.incoming.house import House
from pipeline.exchange.incoming.run import read_house
from pipeline.exchange.timelines.csv_file import KEYS, Row, as_csv, read_csv
from pipeline.exchange.timelines.json_file import as_json, read_json
from pipeline.exchange.timelines.merge import merged
from pipeline.exchange.timelines.mermaid import as_mermaid
from pipeline.exchange.timelines.rows import cell, table
from pipeline.exchange.visible import Visible
from pipeline.host.paths import follow, read_bytes
from pipeline.host.writing import add, change
from pipeline.layout import INCIDENTS, TIMELINE
from pipeline.operations.workspace import Workspace
from pipeline.time import moment


def exported(seen: Visible, form: str) -> str:
    """The timeline in this format. Raises UsageError if its audience may see no event."""
    incident = seen.incident
    if incident.timeline is None or not incident.timeline.events:
        raise UsageError(f"{incident.id} has no event that the audience {seen.audience} may see: nothing was exported")
    events = table(incident.timeline)
    if form == "mermaid":
        return as_mermaid(events, incident.title)
    return as_json(events, incident.id) if form == "json" else as_csv(events)


@dataclass(slots=True)
class Taken:
    """What became of a file: events added and known, columns that were left out, changes to texts, and problems."""

    added: int = 0
    known: int = 0
    left_out: list[str] = field(default_factory=list)
    secrets: list[FoundSecret] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    problems: tuple[tuple[int, str], ...] = ()


def taken(workspace: Workspace, file: Path, incident: str, names: Mapping[str, str], zone: str) -> Taken:
    """Take the events of a file into an incident's timeline; nothing is written if one row is not an event.

    Raises UsageError if the file or the timeline cannot be read, or the zone is unknown.
    """
    try:
        moment.zone_named(zone or "UTC")
    except moment.MomentError as error:
        raise UsageError(f"--timezone: {error}") from error
    text = read_text(follow(file).path.parent, file.name)
    if isinstance(text, Diagnostic):
        raise UsageError(f"{file}: {text.message}: {text.hint}")
    result = Taken()
    try:
        rows = _rows_of_json(text) if file.suffix == ".json" else None
        if rows is None:
            rows, result.left_out = read_csv(text, names)
    except ValueError as error:
        raise UsageError(f"{file}: {error}") from error
    house = read_house(workspace.root)
    rows = [_clean(row, house, result) for row in rows]
    path = workspace.root / INCIDENTS / incident / TIMELINE
    exists = os.path.lexists(path)
    before = read_bytes(workspace.root, path.relative_to(workspace.root).as_posix()).decode() if exists else ""
    after = merged(before, rows, zone, workspace.today)
    result.added, result.known, result.problems = after.added, after.known, after.problems
    if after.added and not after.problems:
        (change if exists else add)(path, after.text)
    return result


def _rows_of_json(text: str) -> list[Row]:
    read = read_json(text)
    return [
        Row(number, {key: cell(key, event.get(key)) for key in KEYS}, read.timezone)
        for number, event in enumerate(read.events, 1)
    ]


def _clean(row: Row, house: House, result: Taken) -> Row:
    """The row without secrets and mentions in what it says."""
    clean = cleaned(row.cells.get("what", ""), house)
    what, mentions = with_quoted_mentions(clean.text)
    result.secrets += [replace(secret, line=row.line) for secret in clean.secrets]
    result.changes += clean.changes + Counter({"mention written as code": mentions} if mentions else {})
    return replace(row, cells={**row.cells, "what": what})
