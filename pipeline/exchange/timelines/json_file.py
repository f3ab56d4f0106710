"""Events as JSON, which schemas/timeline-export.schema.json describes."""

from __future__ import annotations

import json
from typing import Any

from pipeline.exchange.timelines.rows import Table

VERSION = 1


def as_json(table: Table, incident: str) -> str:
    """The events with their exact values."""
    document: dict[str, Any] = {"version": VERSION, "incident": incident}
    if table.timezone:
        document["timezone"] = table.timezone
    document["events"] = [dict(event) for event in table.events]
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_json(text: str) -> Table:
    """The events of such a file. Raises ValueError if it is none."""
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"this is not JSON: {error}") from error
    events = document.get("events") if isinstance(document, dict) else None
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise ValueError("the file has no list `events`: export a timeline to see what the file should look like")
    return Table(str(document.get("timezone") or ""), tuple(events))
