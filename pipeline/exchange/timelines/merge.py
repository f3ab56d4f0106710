"""Rows of another program → a timeline's file with their events, each in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from pipeline.authoring import scaffold
from pipeline.authoring.additions import EMPTY, KINDS, with_addition
from pipeline.documents.document import parse_document
from pipeline.documents.front_matter import with_value
from pipeline.exchange.timelines.csv_file import Row
from pipeline.exchange.timelines.rows import RowError, event, parsed, with_offset
from pipeline.layout import TIMELINE
from pipeline.time.moment import Moment
from pipeline.validation.validate import validate


@dataclass(frozen=True, slots=True)
class Merged:
    """The file's text, how many events were added and how many it had already, and what is wrong with which line."""

    text: str
    added: int
    known: int
    problems: tuple[tuple[int, str], ...]


def merged(text: str, rows: Iterable[Row], zone: str, today: date) -> Merged:
    """The timeline with this text, "" if there is none yet, and the events of the rows that it does not have.

    `zone` is that of times without an offset where neither the row nor the file says one. If a row is not an event, the
    text stays as it is. Raises UsageError if the timeline cannot be read.
    """
    held = list(rows)
    data = parse_document(TIMELINE, text.replace("\r\n", "\n")).data or {}
    there = [event for event in data.get("events") or () if isinstance(event, dict)]
    own = str(data.get("timezone") or "")
    if not own and not there:
        own = next((row.timezone for row in held if row.timezone), zone)
    known = Counter(map(_identity, there))
    added: list[dict[str, Any]] = []
    problems = []
    for row in held:
        try:
            item = _item(row, row.timezone or zone or own, own, today)
        except RowError as error:
            problems.append((row.line, str(error)))
            continue
        if known[_identity(item)]:
            known[_identity(item)] -= 1
        else:
            added.append(item)
    known_rows = len(held) - len(added) - len(problems)
    if problems or not added:
        return Merged(text, len(added), known_rows, tuple(problems))
    return Merged(_with(text or EMPTY[TIMELINE], there, added, own), len(added), known_rows, ())


def _item(row: Row, zone: str, own: str, today: date) -> dict[str, Any]:
    """The event of a row, with times that mean the same in the file. Raises RowError if it is none."""
    item = event(row.cells, zone)
    if zone != own:
        item |= {key: _moved(item[key], zone) for key in ("at", "ended") if key in item}
    if _earliest(item, own).earliest.date() > today:
        raise RowError("the event is in the future")
    document = parse_document(TIMELINE, scaffold.document({"events": [item]}, ""))
    for problem in (*document.diagnostics, *validate("timeline", document)):
        raise RowError(f"{problem.message}: {problem.hint}")
    return item


def _with(text: str, there: list[Any], added: list[dict[str, Any]], own: str) -> str:
    if there:
        for item in added:
            text, _ = with_addition(text, KINDS["event"], item)
        return text
    moments = [_earliest(item, own) for item in added]
    if any(later.surely_before(sooner) for sooner, later in pairwise(moments)):
        added = sorted(added, key=lambda item: _earliest(item, own).earliest)
    # The zone is not the timeline's own where all of its times say their offset.
    if own:
        text = with_value(text, ("timezone",), own)
    return with_value(text, ("events",), added)


def _earliest(item: Mapping[str, Any], zone: str) -> Moment:
    at = item["at"]
    return parsed(str(next(iter(at.values())) if isinstance(at, Mapping) else at), zone)


def _identity(item: Mapping[str, Any]) -> tuple[str, str]:
    return str(item.get("at")), " ".join(str(item.get("what")).split())


def _moved(value: Any, zone: str) -> Any:
    if isinstance(value, Mapping):
        return {side: with_offset(str(text), zone) for side, text in value.items()}
    return with_offset(str(value), zone)
