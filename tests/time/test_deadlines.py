"""Deadlines worked out by hand: zones, ends of months, leap days, clock changes, several clocks."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.time.deadlines import Deadline, DeadlineRule, deadline, earliest, period

HOURS = [
    # start, zone it is counted in, period, deadline in UTC
    ("2026-03-02T09:20", "UTC", "PT24H", "2026-03-03T09:20"),
    ("2026-03-02T09:20", "UTC", "PT72H", "2026-03-05T09:20"),
    ("2026-03-02T09:20", "UTC", "PT4H", "2026-03-02T13:20"),
    ("2026-03-02T09:20", "UTC", "PT6H", "2026-03-02T15:20"),
    ("2026-03-02T09:20", "UTC", "PT90M", "2026-03-02T10:50"),
    ("2026-03-02T09:20+05:30", "", "PT6H", "2026-03-02T09:50"),
    ("2026-03-02T09:20-08:00", "", "PT72H", "2026-03-05T17:20"),
    ("2026-02-27T12:00", "UTC", "PT72H", "2026-03-02T12:00"),
    ("2028-02-27T12:00", "UTC", "PT72H", "2028-03-01T12:00"),
    ("2026-12-31T23:30", "UTC", "PT24H", "2027-01-01T23:30"),
    # The clocks of Rome go forward on 2026-03-29 and back on 2026-10-25: elapsed hours do not care.
    ("2026-03-28T12:00", "Europe/Rome", "PT24H", "2026-03-29T11:00"),
    ("2026-03-28T12:00", "Europe/Rome", "PT72H", "2026-03-31T11:00"),
    ("2026-10-24T12:00", "Europe/Rome", "PT24H", "2026-10-25T10:00"),
    ("2026-10-24T12:00", "Europe/Rome", "PT72H", "2026-10-27T10:00"),
    ("2026-10-25T02:30", "Europe/Rome", "PT1H", "2026-10-25T01:30"),
    ("2026-03-07T20:00", "America/New_York", "PT24H", "2026-03-09T01:00"),
    ("2026-10-31T20:00", "America/New_York", "PT24H", "2026-11-02T00:00"),
    ("2026-07-01T00:00", "Asia/Tokyo", "PT72H", "2026-07-03T15:00"),
    ("2026-07-01T00:00", "Australia/Lord_Howe", "PT12H", "2026-07-01T01:30"),
    ("2026-07-01T00:00", "Asia/Kathmandu", "PT84H", "2026-07-04T06:15"),
]

DAYS = [
    # start, zone, period, the day with whose end the period ends, that end in UTC
    ("2026-10-01T15:00", "UTC", "P14D", "2026-10-15", "2026-10-16T00:00"),
    ("2026-10-01T00:00", "UTC", "P14D", "2026-10-15", "2026-10-16T00:00"),
    ("2026-10-01T23:59", "UTC", "P14D", "2026-10-15", "2026-10-16T00:00"),
    ("2026-10-01T15:00", "UTC", "P2W", "2026-10-15", "2026-10-16T00:00"),
    ("2026-10-01T15:00", "UTC", "P3D", "2026-10-04", "2026-10-05T00:00"),
    ("2026-02-26T08:00", "UTC", "P3D", "2026-03-01", "2026-03-02T00:00"),
    ("2028-02-26T08:00", "UTC", "P3D", "2028-02-29", "2028-03-01T00:00"),
    ("2026-01-01T08:00", "UTC", "P30D", "2026-01-31", "2026-02-01T00:00"),
    ("2027-01-01T08:00", "UTC", "P60D", "2027-03-02", "2027-03-03T00:00"),
    ("2027-12-31T08:00", "UTC", "P60D", "2028-02-29", "2028-03-01T00:00"),
    ("2026-12-31T08:00", "UTC", "P60D", "2027-03-01", "2027-03-02T00:00"),
    # A day is the calendar's where the start was.
    ("2026-10-01T23:30", "Asia/Tokyo", "P3D", "2026-10-04", "2026-10-04T15:00"),
    ("2026-10-01T00:30", "Asia/Tokyo", "P3D", "2026-10-04", "2026-10-04T15:00"),
    ("2026-10-01T23:30", "America/New_York", "P3D", "2026-10-04", "2026-10-05T04:00"),
    ("2026-10-01T23:30-10:00", "", "P3D", "2026-10-04", "2026-10-05T10:00"),
    ("2026-10-01T00:30+14:00", "", "P3D", "2026-10-04", "2026-10-04T10:00"),
    # Days over a clock change are as long as they are.
    ("2026-03-28T12:00", "Europe/Rome", "P1D", "2026-03-29", "2026-03-29T22:00"),
    ("2026-10-24T12:00", "Europe/Rome", "P1D", "2026-10-25", "2026-10-25T23:00"),
    ("2026-03-06T12:00", "America/New_York", "P2D", "2026-03-08", "2026-03-09T04:00"),
    ("2026-10-30T12:00", "America/New_York", "P2D", "2026-11-01", "2026-11-02T05:00"),
    # A weekend or a holiday extends nothing.
    ("2026-12-24T12:00", "Europe/Rome", "P1D", "2026-12-25", "2026-12-25T23:00"),
    ("2026-06-05T12:00", "UTC", "P1D", "2026-06-06", "2026-06-07T00:00"),
]

MONTHS = [
    ("2026-01-31T10:00", "UTC", "P1M", "2026-02-28", "2026-03-01T00:00"),
    ("2027-01-31T10:00", "UTC", "P1M", "2027-02-28", "2027-03-01T00:00"),
    ("2028-01-31T10:00", "UTC", "P1M", "2028-02-29", "2028-03-01T00:00"),
    ("2028-01-29T10:00", "UTC", "P1M", "2028-02-29", "2028-03-01T00:00"),
    ("2028-02-29T10:00", "UTC", "P1M", "2028-03-29", "2028-03-30T00:00"),
    ("2028-02-29T10:00", "UTC", "P1Y", "2029-02-28", "2029-03-01T00:00"),
    ("2026-03-31T10:00", "UTC", "P1M", "2026-04-30", "2026-05-01T00:00"),
    ("2026-05-31T10:00", "UTC", "P1M", "2026-06-30", "2026-07-01T00:00"),
    ("2026-12-15T10:00", "UTC", "P1M", "2027-01-15", "2027-01-16T00:00"),
    ("2026-12-31T10:00", "UTC", "P2M", "2027-02-28", "2027-03-01T00:00"),
    ("2026-11-30T10:00", "UTC", "P3M", "2027-02-28", "2027-03-01T00:00"),
    ("2026-02-28T10:00", "UTC", "P12M", "2027-02-28", "2027-03-01T00:00"),
    ("2026-02-28T10:00", "Europe/Rome", "P1M", "2026-03-28", "2026-03-28T23:00"),
    ("2026-03-28T10:00", "Europe/Rome", "P1M", "2026-04-28", "2026-04-28T22:00"),
    ("2026-09-25T10:00", "Europe/Rome", "P1M", "2026-10-25", "2026-10-25T23:00"),
    ("2026-01-31T23:30", "America/New_York", "P1M", "2026-02-28", "2026-03-01T05:00"),
]


def moment(text: str, zone: str = "UTC") -> datetime:
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=ZoneInfo(zone)) if zone else read


@pytest.mark.parametrize(("start", "zone", "within", "expected"), HOURS)
def test_hours_are_elapsed_time(start: str, zone: str, within: str, expected: str) -> None:
    assert deadline(moment(start, zone), period(within)) == Deadline(moment(expected))


@pytest.mark.parametrize(("start", "zone", "within", "day", "end"), [*DAYS, *MONTHS])
def test_days_and_months_are_those_of_the_calendar(start: str, zone: str, within: str, day: str, end: str) -> None:
    assert deadline(moment(start, zone), period(within)) == Deadline(moment(end), date.fromisoformat(day))


CLASSIFIED = DeadlineRule("milestone:classified", period("PT4H"))
AWARE = DeadlineRule("milestone:aware", period("PT24H"))
SENT = DeadlineRule("step:initial", period("PT72H"))


@pytest.mark.parametrize(
    ("aware", "classified", "expected"),
    [
        ("2026-06-01T08:00", "2026-06-02T06:00", "2026-06-02T08:00"),
        ("2026-06-01T08:00", "2026-06-01T09:00", "2026-06-01T13:00"),
        ("2026-06-01T08:00", "2026-06-02T04:00", "2026-06-02T08:00"),
        ("2026-06-01T08:00", "2026-06-03T08:00", "2026-06-02T08:00"),
        ("2026-06-01T08:00", None, "2026-06-02T08:00"),
        (None, "2026-06-01T09:00", "2026-06-01T13:00"),
        (None, None, None),
    ],
)
def test_of_two_clocks_the_earlier_counts(aware: str | None, classified: str | None, expected: str | None) -> None:
    starts = {
        "milestone:aware": moment(aware) if aware else None,
        "milestone:classified": moment(classified) if classified else None,
    }
    assert earliest([CLASSIFIED, AWARE], starts) == (Deadline(moment(expected)) if expected else None)


def test_a_step_that_follows_an_unsent_one_has_no_deadline_yet() -> None:
    assert earliest([SENT], {"milestone:aware": moment("2026-06-01T08:00")}) is None
    assert earliest([SENT], {"step:initial": moment("2026-06-01T08:00")}) == Deadline(moment("2026-06-04T08:00"))


def test_an_hour_and_a_day_are_compared_by_when_they_end() -> None:
    day, hours = DeadlineRule("a", period("P1D")), DeadlineRule("a", period("PT48H"))
    assert earliest([hours, day], {"a": moment("2026-06-01T08:00")}) == Deadline(
        moment("2026-06-03T00:00"), date(2026, 6, 2)
    )


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1", "1D", "P1H", "PT1D", "P1DT1H", "P-1D", "P1.5D", "p1d", "P\u0661D"]
)
def test_only_a_period_in_one_unit_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period such as"):
        period(text)
