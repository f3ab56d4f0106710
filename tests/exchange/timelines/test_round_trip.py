"""What goes out and comes in again is the same, precision included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.documents.document import parse_document
from pipeline.exchange.timelines.csv_file import KEYS, Row, as_csv, read_csv
from pipeline.exchange.timelines.json_file import as_json, read_json
from pipeline.exchange.timelines.merge import Merged, merged
from pipeline.exchange.timelines.rows import RowError, Table, cell, parsed
from pipeline.time.moment import Moment
from pipeline.vocabulary import ordered

TODAY = date(2026, 2, 10)
FORMS = ("%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%S+09:00")

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" \n"), min_size=1
).filter(lambda text: text.strip(" \n") == text)


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    at = draw(st.datetimes(datetime(1990, 1, 1), datetime(2023, 9, 30)))  # noqa: DTZ001  # its form says the zone
    written = at.strftime(draw(st.sampled_from(FORMS)))
    later = (at + timedelta(days=800)).strftime(draw(st.sampled_from(FORMS)))
    windows: list[Any] = [
        written,
        written,
        {"after": written},
        {"before": written},
        {"after": written, "before": later},
    ]
    event: dict[str, Any] = {"at": draw(st.sampled_from(windows)), "what": draw(texts)}
    if draw(st.booleans()):
        event["ended"] = later
    if draw(st.booleans()):
        event["milestone"] = draw(st.sampled_from(ordered("timeline", "events", "milestone")))
    if draw(st.booleans()):
        event["evidence"] = draw(st.lists(st.sampled_from(["E1", "E2", "E30"]), min_size=1, unique=True))
    if draw(st.booleans()):
        event["affects"] = draw(st.lists(st.sampled_from(["login", "index"]), min_size=1, unique=True))
    for key in ("phase", "tlp"):
        if draw(st.booleans()):
            event[key] = draw(st.sampled_from(ordered("timeline", "events", key)))
    if draw(st.booleans()):
        event["approximate"] = True
    return {key: event[key] for key in KEYS if key in event}


STEADY = ("UTC", "Asia/Tokyo")
"""Zones that have no hour twice."""
CHANGING = ("Europe/Berlin", "America/New_York")


@st.composite
def tables(draw: st.DrawFn, zones: tuple[str, ...] = STEADY + CHANGING) -> Table:
    zone = draw(st.sampled_from(zones))
    made = [event for event in draw(st.lists(events(), min_size=1, max_size=8)) if exists(event, zone)]
    assume(made)
    return Table(zone, tuple(sorted(made, key=lambda event: begin(event, zone).earliest)))


def exists(event: Mapping[str, Any], zone: str) -> bool:
    """Whether the clocks showed each time of the event."""
    for value in (event["at"], event.get("ended", "2001")):
        for text in value.values() if isinstance(value, dict) else (value,):
            try:
                parsed(text, zone)
            except RowError:
                return False
    return True


def again(result: Merged) -> list[dict[str, Any]]:
    data = parse_document("timeline.md", result.text).data
    assert data is not None
    return [{key: plain(value) for key, value in event.items()} for event in data["events"]]


def plain(value: Any) -> Any:
    """A year is a number in YAML."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def begin(event: Mapping[str, Any], zone: str) -> Moment:
    at = event["at"]
    return parsed(next(iter(at.values())) if isinstance(at, dict) else at, zone)


@settings(max_examples=2 * settings().max_examples)
@given(tables())
def test_csv(table: Table) -> None:
    rows, left_out = read_csv(as_csv(table).replace("\r\n", "\n"), {})
    result = merged("", rows, "", TODAY)
    assert (result.problems, left_out) == ((), [])
    assert again(result) == list(table.events)


@given(tables())
def test_json(table: Table) -> None:
    read = read_json(as_json(table, "2026-01-10-leaked-token"))
    rows = [Row(1, {key: cell(key, event.get(key)) for key in KEYS}, read.timezone) for event in read.events]
    assert again(merged("", rows, "", TODAY)) == list(table.events)


@given(tables())
def test_twice_is_once(table: Table) -> None:
    rows, _ = read_csv(as_csv(table).replace("\r\n", "\n"), {})
    once = merged("", rows, "", TODAY)
    twice = merged(once.text, rows, "", TODAY)
    assert (twice.text, twice.added, twice.known) == (once.text, 0, len(rows))


@given(tables(STEADY))
def test_in_another_zone_each_time_means_the_same(table: Table) -> None:
    rows, _ = read_csv(as_csv(table).replace("\r\n", "\n"), {})
    other = merged("---\ntimezone: America/New_York\nevents: []\n---\n", rows, "", TODAY)
    found = [begin(event, "America/New_York") for event in again(other)]
    exact = [begin(event, table.timezone) for event in table.events]
    moments = {(one.earliest, one.latest) for one in exact if one.has_time}
    assert {(one.earliest, one.latest) for one in found if one.has_time} == moments


def test_the_first_instant_is_for_timesketch() -> None:
    table = Table("Asia/Tokyo", ({"at": "2024-03-01", "what": "Begun."},))
    first = as_csv(table).split("\r\n")[1].split(",")[0]
    assert datetime.fromisoformat(first) == datetime(2024, 2, 29, 15, tzinfo=UTC)
