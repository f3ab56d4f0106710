"""Times of day whose zone nobody names: shown as they were written, and bounded by every zone that they may be in."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

from pipeline.analysis.chronology import Interval, chronology
from pipeline.analysis.durations import measured
from pipeline.time.deadlines import deadline, period, start
from pipeline.time.moment import Moment, MomentError, parse
from pipeline.time.span import Span, between
from pipeline.time.unnamed_zone import UNNAMED, readings
from tests.redaction.redacting import corpus

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EVENTS = "timezone: unknown\nevents:\n{}\n # as it stands"


def unnamed(text: str) -> Moment:
    return parse(text, UNNAMED)


def contained(root: Path, *events: str) -> Span | None:
    listed = "\n".join(f"- {{{event}, what: It happened.}}" for event in events)
    return measured(corpus(root, ("timeline.md", EVENTS.format(listed), "")).incidents[0]).spans["contain"]


def test_it_may_be_the_instant_that_it_is_in_any_zone() -> None:
    moment = unnamed("2026-01-10T09:00")
    assert moment.earliest == datetime(2026, 1, 9, 19, 0, tzinfo=UTC)  # Kiritimati
    assert moment.latest == datetime(2026, 1, 10, 21, 1, tzinfo=UTC)  # Baker Island
    assert not moment.is_exact
    assert moment.readings == (moment,)


def test_an_offset_of_its_own_counts() -> None:
    assert unnamed("2026-01-10T09:00Z") == parse("2026-01-10T09:00Z")


def test_clocks_of_one_zone_tell_how_long_it_was() -> None:
    assert between(unnamed("2026-01-10T09:00"), unnamed("2026-01-10T10:20")) == Span(
        79 * MINUTE, 81 * MINUTE, 80 * MINUTE
    )


def test_where_clocks_may_have_changed_the_length_is_a_range() -> None:
    found = between(unnamed("2026-03-28T12:00"), unnamed("2026-03-30T12:00"))
    assert found == Span(46 * HOUR - MINUTE, 48 * HOUR + MINUTE, None)  # Troll changes by two hours


def test_their_order_is_known_whichever_zone_it_is() -> None:
    assert unnamed("2026-01-10T09:00").surely_before(unnamed("2026-01-10T09:01"))
    assert not unnamed("2026-01-10T09:00").surely_before(parse("2026-01-10T09:01Z"))


def test_a_response_between_such_times_is_as_long_as_clocks_showed(tmp_path: Path) -> None:
    assert contained(
        tmp_path, "at: 2026-01-10T09:00, milestone: detected", "at: 2026-01-10T10:20, milestone: contained"
    ) == Span(79 * MINUTE, 81 * MINUTE, 80 * MINUTE)


def test_a_known_time_narrows_the_zones(tmp_path: Path) -> None:
    found = contained(
        tmp_path,
        "at: 2026-01-10T09:00, milestone: detected",
        "at: 2026-01-10T11:30Z",
        "at: 2026-01-10T12:00, milestone: contained",
        "at: 2026-01-10T13:00Z",
    )
    assert found == Span(3 * HOUR - MINUTE, 3 * HOUR + MINUTE, 3 * HOUR)


@pytest.mark.parametrize(
    ("sooner", "later"),
    [("2026-01-10T09:00", "2026-01-10T22:00Z"), ("2026-03-29T01:30", "2026-03-29T12:00Z"), ("2026-01", "2026-02-03")],
)
def test_bounds_are_the_tightest(tmp_path: Path, sooner: str, later: str) -> None:
    """Against each zone by itself."""
    known = []
    for name in sorted(available_timezones()):
        try:
            pair = [parse(text, ZoneInfo(name)) for text in (sooner, later)]
        except MomentError:
            continue  # clocks skipped it there
        intervals = [Interval(moment.earliest, moment.latest) for moment in pair]
        known.append(chronology(intervals, [[(0, 1)]]).between([0], [1], last=True))
    bounds = [one for one in known if one is not None]
    found = contained(tmp_path, f"at: {sooner}, milestone: detected", f"at: {later}, milestone: contained")
    assert found is not None
    assert found.shortest == min(one.shortest for one in bounds)
    assert found.longest == max(one.longest for one in bounds if one.longest is not None)


def test_a_deadline_counts_from_the_earliest_reading() -> None:
    begins = start(unnamed("2026-01-10T09:00"))
    assert begins == datetime(2026, 1, 9, 19, 0, tzinfo=UTC)
    assert [str(deadline(begins, period(text))) for text in ("PT24H", "P1D")] == ["2026-01-10 19:00 UTC", "2026-01-11"]


@pytest.mark.parametrize(
    "texts",
    [
        ("2026-01-10T09:00", "2026-07-10T09:00"),
        ("2026-03-29T01:30", "2026-03-29T03:30"),  # clocks of some zones skip one
        ("2026-10-25T01:30", "2026-11-01T01:30"),  # clocks of some zones show one twice
        ("2026-03", "2026-03-29", "2026-03-29T02:30"),
    ],
)
def test_readings_are_those_of_each_zone_by_itself(texts: tuple[str, ...]) -> None:
    expected = set()
    for name in available_timezones():
        with suppress(MomentError):  # clocks skipped it there
            expected.add(
                tuple((read.earliest, read.latest) for read in (parse(text, ZoneInfo(name)) for text in texts))
            )
    found = list(readings([clocks for text in texts if (clocks := unnamed(text).clocks)]))
    assert len(found) == len(expected)
    assert set(found) == expected
