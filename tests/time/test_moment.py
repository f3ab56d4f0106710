"""Points in time as exact as what is known, and durations that never pretend to know more."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.time.moment import Moment, MomentError, Precision, looks_right, parse, zone_named
from pipeline.time.span import Span, between

NEW_YORK = zone_named("America/New_York")
APIA = zone_named("Pacific/Apia")
ZONES = (None, UTC, NEW_YORK, APIA, zone_named("America/Sao_Paulo"), timezone(timedelta(hours=14)))


def utc(*numbers: int) -> datetime:
    year, month, day, *clock = numbers
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def span(start: str, end: str, zone: tzinfo | None = None) -> Span:
    found = between(parse(start, zone), parse(end, zone))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("2023", Precision.YEAR, utc(2023, 1, 1), utc(2024, 1, 1)),
        ("2023-03", Precision.MONTH, utc(2023, 3, 1), utc(2023, 4, 1)),
        ("2023-12", Precision.MONTH, utc(2023, 12, 1), utc(2024, 1, 1)),
        ("2024-02-29", Precision.DAY, utc(2024, 2, 29), utc(2024, 3, 1)),
        ("2024-06-28T11:09Z", Precision.MINUTE, utc(2024, 6, 28, 11, 9), utc(2024, 6, 28, 11, 10)),
        ("2024-06-28 11:09Z", Precision.MINUTE, utc(2024, 6, 28, 11, 9), utc(2024, 6, 28, 11, 10)),
        ("2024-06-28T11:09:30Z", Precision.SECOND, utc(2024, 6, 28, 11, 9, 30), utc(2024, 6, 28, 11, 9, 31)),
        ("2024-06-28T11:09:30.75Z", Precision.SECOND, utc(2024, 6, 28, 11, 9, 30), utc(2024, 6, 28, 11, 9, 31)),
    ],
)
def test_a_moment_is_every_instant_that_its_text_allows(
    text: str, precision: Precision, earliest: datetime, latest: datetime
) -> None:
    assert parse(text) == Moment(text, precision, earliest, latest)


def test_a_bare_year_may_be_a_number() -> None:
    assert parse(2023) == parse("2023")


@pytest.mark.parametrize(
    ("text", "has_time"), [("2023", False), ("2023-03-03", False), ("2023-03-03T09:00Z", True)], ids=str
)
def test_only_a_time_of_day_has_a_time(text: str, *, has_time: bool) -> None:
    assert parse(text).has_time is has_time


@pytest.mark.parametrize(
    ("text", "earliest"),
    [
        ("2024-06-28T11:09+02:00", utc(2024, 6, 28, 9, 9)),
        ("2024-06-28T23:30-04:00", utc(2024, 6, 29, 3, 30)),
        ("2024-06-28T11:09+05:45", utc(2024, 6, 28, 5, 24)),
    ],
)
def test_an_offset_is_taken_into_account(text: str, earliest: datetime) -> None:
    assert parse(text).earliest == earliest


def test_an_offset_of_its_own_wins_over_the_zone_of_the_file() -> None:
    assert parse("2024-06-28T11:09Z", NEW_YORK).earliest == utc(2024, 6, 28, 11, 9)


def test_a_time_without_an_offset_is_in_the_zone_of_the_file() -> None:
    assert parse("2024-06-28T11:09", NEW_YORK).earliest == utc(2024, 6, 28, 15, 9)


def test_a_day_is_taken_whole_in_the_zone_of_the_file() -> None:
    moment = parse("2024-06-28", NEW_YORK)
    assert (moment.earliest, moment.latest) == (utc(2024, 6, 28, 4), utc(2024, 6, 29, 4))


@pytest.mark.parametrize(("day", "hours"), [("2024-03-10", 23), ("2024-11-03", 25)])
def test_a_day_on_which_the_clocks_change_is_shorter_or_longer(day: str, hours: int) -> None:
    moment = parse(day, NEW_YORK)
    assert moment.latest - moment.earliest == timedelta(hours=hours)


def test_an_hour_that_the_clocks_skipped_is_an_error_that_says_so() -> None:
    with pytest.raises(MomentError, match="the clocks skipped it"):
        parse("2024-03-10T02:30", NEW_YORK)


def test_an_hour_that_the_clocks_showed_twice_may_be_either() -> None:
    moment = parse("2024-11-03T01:30", NEW_YORK)
    assert (moment.earliest, moment.latest) == (utc(2024, 11, 3, 5, 30), utc(2024, 11, 3, 6, 31))
    assert not moment.is_exact
    assert [reading.earliest for reading in moment.readings] == [utc(2024, 11, 3, 5, 30), utc(2024, 11, 3, 6, 30)]
    assert all(reading.is_exact for reading in moment.readings)


@pytest.mark.parametrize("text", ["2024", "2024-06-28", "2024-06-28T09:00", "2024-06-28T09:00:07Z"])
def test_any_other_moment_has_one_reading(text: str) -> None:
    moment = parse(text, NEW_YORK)
    assert moment.readings == (moment,)


@pytest.mark.parametrize(
    ("text", "zone"),
    [("2024-06-28T09:00", "America/New_York"), ("2024-06", "America/New_York"), ("2024-06-28T09:00Z", "")],
)
def test_a_moment_knows_the_zone_that_it_was_written_in(text: str, zone: str) -> None:
    assert parse(text, NEW_YORK).zone == zone


def test_a_day_that_the_calendar_skipped_is_an_error() -> None:
    with pytest.raises(MomentError):
        parse("2011-12-30", APIA)


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-02-30", "2023-02-29", "0000", "2024-06-28T24:30Z", "2024-06-28T11:60Z", "9999-12-31"]
)
def test_what_is_not_in_the_calendar_is_an_error_that_says_so(text: str) -> None:
    with pytest.raises(MomentError, match="not a valid date or time"):
        parse(text)


def test_the_last_minute_of_the_calendar_is_an_error_in_a_zone_too() -> None:
    with pytest.raises(MomentError, match="not a valid date or time"):
        parse("9999-12-31T23:59", UTC)


def test_a_time_of_day_without_an_offset_or_zone_is_an_error_that_says_what_to_add() -> None:
    with pytest.raises(MomentError, match="add Z for UTC"):
        parse("2024-06-28T11:09")


@pytest.mark.parametrize(
    "text", ["", "soon", "24-06-28", "2024-6-28", "2024-06-28T11", "2024-06-28T11:09z", "2024-06-28\n", "٢٠٢٤"]
)
def test_what_is_not_of_the_form_is_no_moment(text: str) -> None:
    assert not looks_right(text)
    with pytest.raises(MomentError):
        parse(text, UTC)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "America", "../UTC", "/etc/passwd", "UTC\0", "tzdata.zi"])
def test_a_zone_that_does_not_exist_is_an_error(name: str) -> None:
    with pytest.raises(MomentError, match="not an IANA time zone"):
        zone_named(name)


@pytest.mark.parametrize(
    ("first", "second", "surely"),
    [
        ("2023", "2024", True),
        ("2024-06-27", "2024-06-28T00:00Z", True),
        ("2024-06-28T11:09Z", "2024-06-28T11:10Z", True),
        ("2024-06-28T13:00+02:00", "2024-06-28T11:01Z", True),
        ("2024", "2024-06", False),
        ("2024-06", "2024-06-28", False),
        ("2024-06-28", "2024-06-28T11:09Z", False),
        ("2024-06-28T11:09Z", "2024-06-28T11:09:59Z", False),
        ("2024-06-28T11:10Z", "2024-06-28T11:09Z", False),
    ],
)
def test_a_moment_is_surely_before_only_where_the_two_do_not_overlap(first: str, second: str, *, surely: bool) -> None:
    assert parse(first).surely_before(parse(second)) is surely


def test_between_two_times_of_day_is_what_the_clocks_show() -> None:
    minute = timedelta(minutes=1)
    assert span("2024-06-28T11:09Z", "2024-06-28T11:26Z") == Span(16 * minute, 18 * minute, 17 * minute)


def test_between_days_is_a_range() -> None:
    assert span("2024-06-27", "2024-06-30") == Span(timedelta(days=2), timedelta(days=4), None)


def test_between_moments_that_overlap_starts_at_nothing() -> None:
    assert span("2024-06", "2024-06-28") == Span(timedelta(0), timedelta(days=28), None)


@pytest.mark.parametrize(("start", "end"), [(None, "2024"), ("2024", None), (None, None)])
def test_between_what_is_unknown_is_unknown(start: str | None, end: str | None) -> None:
    assert between(parse(start) if start else None, parse(end) if end else None) is None


@pytest.mark.parametrize(
    ("start", "end"), [("2024", "2023"), ("2024-06-28", "2024-06-27"), ("2024-06-28T11:10Z", "2024-06-28T11:09Z")]
)
def test_between_what_is_reversed_is_unknown(start: str, end: str) -> None:
    assert between(parse(start), parse(end)) is None


SHAPED = st.from_regex(
    r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?",
    fullmatch=True,
)
DATES = st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31))  # noqa: DTZ001  # written without a zone
WRITTEN = DATES.flatmap(
    lambda at: st.sampled_from([f"{at:%Y}".zfill(4), at.isoformat()[:7], at.isoformat()[:10], at.isoformat()[:16]])
)
TEXTS = st.one_of(st.text(), SHAPED, WRITTEN)


@given(TEXTS, st.sampled_from(ZONES))
def test_any_text_is_a_moment_with_some_length_or_a_moment_error(text: str, zone: tzinfo | None) -> None:
    try:
        moment = parse(text, zone)
    except MomentError:
        return
    assert moment.earliest < moment.latest
    assert looks_right(text)


@given(st.text())
def test_any_name_is_a_zone_or_a_moment_error(name: str) -> None:
    with contextlib.suppress(MomentError):
        assert isinstance(zone_named(name), tzinfo)


CLOSE = st.datetimes(min_value=datetime(2023, 12, 30), max_value=datetime(2024, 1, 2))  # noqa: DTZ001  # written without a zone
MOMENTS = CLOSE.flatmap(
    lambda at: st.sampled_from([4, 7, 10, 16, 19]).map(lambda length: parse(at.isoformat()[:length], UTC))
)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_surely_before_is_a_strict_partial_order(first: Moment, second: Moment, third: Moment) -> None:
    assert not first.surely_before(first)
    assert not (first.surely_before(second) and second.surely_before(first))
    if first.surely_before(second) and second.surely_before(third):
        assert first.surely_before(third)


@given(MOMENTS, MOMENTS)
def test_a_duration_is_unknown_exactly_where_the_end_surely_comes_first(start: Moment, end: Moment) -> None:
    found = between(start, end)
    assert (found is None) is end.surely_before(start)
    if found is not None:
        assert found.longest is not None
        assert timedelta(0) <= found.shortest <= (found.nominal or found.longest) <= found.longest
