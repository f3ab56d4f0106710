"""Events as rows of text, and rows as events: what goes out and comes in again is the same, precision included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline import model, vocabulary
from pipeline.time import moment
from pipeline.time.moment import Moment

_WINDOW = re.compile(r"(?:after: (?P<after>[^,\s]+))?(?:, )?(?:before: (?P<before>[^,\s]+))?")
_LISTS = ("evidence", "affects")
_KEYS = tuple(vocabulary.property_schema("timeline", "events")["items"]["properties"])


class RowError(ValueError):
    """A row that is not an event; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Table:
    """Events as data, in order, and the zone of their times without an offset, "" if there is none."""

    timezone: str
    events: tuple[Mapping[str, Any], ...]


def table(timeline: model.Timeline) -> Table:
    """The events of a timeline as they are in its file."""
    return Table(timeline.timezone, tuple(_data(event) for event in timeline.events if event.at is not None))


def _data(event: model.Event) -> dict[str, Any]:
    """An event's values by key, without those that say nothing."""
    found: dict[str, Any] = {}
    for key in _KEYS:
        value = getattr(event, key, None)
        if key in ("at", "ended"):
            value = value and when(value.text)
        elif isinstance(value, tuple):
            value = list(value)
        if value:
            found[key] = value
    return found


def when(text: str) -> Any:
    """A time as a timeline has it: a text, or an object with what it comes after and before."""
    window = _WINDOW.fullmatch(text)
    if window is None or not text:
        return text
    return {side: value for side, value in window.groupdict().items() if value}


def cell(key: str, value: Any) -> str:
    """A value as a cell of a table."""
    if value is None:
        return ""
    if key in _LISTS:
        return " ".join(map(str, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{side}: {one}" for side, one in value.items())
    return "true" if value is True else str(value)


def event(cells: Mapping[str, str], zone: str) -> dict[str, Any]:
    """The event that a row is, by the keys of the schema. Raises RowError if it is none."""
    found: dict[str, Any] = {}
    for key in _KEYS:
        text = cells.get(key, "").strip() if key != "what" else cells.get(key, "")
        if not text.strip():
            continue
        if key in ("at", "ended"):
            found[key] = _checked(when(text), zone)
        elif key in _LISTS:
            found[key] = text.replace(",", " ").split()
        elif key == "approximate":
            found |= {key: True} if text.lower() in ("true", "yes", "1", "x") else {}
        else:
            found[key] = text
    missing = [key for key in ("at", "what") if key not in found]
    if missing:
        raise RowError(f"the row has no `{missing[0]}`")
    return found


def _checked(value: Any, zone: str) -> Any:
    for text in value.values() if isinstance(value, Mapping) else (value,):
        parsed(text, zone)
    return value


def parsed(text: str, zone: str) -> Moment:
    """The moment that a text names in this zone, "" if there is none. Raises RowError if it names none."""
    try:
        return moment.parse(text, moment.zone_named(zone) if zone else None)
    except moment.MomentError as error:
        raise RowError(str(error)) from error


def with_offset(text: str, zone: str) -> str:
    """A time of day with the offset that it has in this zone; what has one, or no time of day, stays as it is.

    Raises RowError if the clocks showed it twice, or nobody knows in which zone.
    """
    found = parsed(text, zone)
    if not found.has_time or not found.zone:
        return text
    if found.clocks:
        raise RowError(
            f"the zone of `{text}` is unknown, but that of the timeline is known: write the time with its offset"
        )
    if not found.is_exact:
        raise RowError(f"`{text}` occurred twice in {zone}: write it with its offset")
    local = found.earliest.astimezone(moment.zone_named(zone))
    return f"{text}{'Z' if not local.utcoffset() else _offset(local)}"


def _offset(local: datetime) -> str:
    return local.isoformat()[-len("+00:00") :]
