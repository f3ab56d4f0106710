from datetime import date, timedelta

import pytest

from pipeline.model import Count
from pipeline.site.i18n import formats
from pipeline.site.i18n.language import language
from pipeline.time.moment import parse, zone_named
from pipeline.time.span import Span, between
from pipeline.tracking.lifecycle import Conflict, Disagreement

ENGLISH, JAPANESE = language("en"), language("ja")
NEW_YORK = zone_named("America/New_York")


def span(start: str, end: str) -> Span:
    found = between(parse(start, NEW_YORK), parse(end, NEW_YORK))
    assert found is not None
    return found


def test_a_second_and_the_minute_around_it_are_not_reversed() -> None:
    assert formats.span(ENGLISH, span("2024-06-28T11:09:30Z", "2024-06-28T11:09Z")) == "up to 30 s"


def test_from_an_hour_that_the_clocks_showed_twice_no_single_duration_is_guessed() -> None:
    """01:30 to 02:10 is 40 minutes or 100, and nobody knows which."""
    assert formats.span(ENGLISH, span("2024-11-03T01:30", "2024-11-03T02:10")) == "39 min to 1 h 41 min"


@pytest.mark.parametrize(
    ("start", "end", "english", "japanese"),
    [
        ("2024-06-28T11:09Z", "2024-06-28T11:09Z", "0 s", "0秒"),
        ("2024-06-28T11:09:01Z", "2024-06-28T11:09:31Z", "30 s", "30秒"),
        ("2024-06-28T11:09Z", "2024-06-28T11:26Z", "17 min", "17分"),
        ("2024-06-28T11:00Z", "2024-06-28T13:31Z", "2 h 31 min", "2時間31分"),
        ("2024-06-28T11:00Z", "2024-06-28T13:00Z", "2 h", "2時間"),
        ("2024-06-28T11:00Z", "2024-06-30T14:59Z", "2 d 3 h", "2日3時間"),
        ("2024-06-28T11:00Z", "2024-07-28T11:00Z", "30 d", "30日"),
        ("2023-01-01T00:00Z", "2024-01-01T00:00Z", "1 y", "1年"),
        ("2023-01-01", "2024-05-10", "about 1 y 4 mo", "約1年4か月"),
        ("2023-01", "2024-05", "1 y 3 mo to 1 y 5 mo", "1年3か月〜1年5か月"),
        ("2024-06-27", "2024-06-29", "1 d to 3 d", "1日〜3日"),
        ("2024-06-28", "2024-06-28T12:00-04:00", "up to 12 h 1 min", "最大12時間1分"),
    ],
)
def test_a_span_in_words_has_two_units_and_says_how_sure_it_is(
    start: str, end: str, english: str, japanese: str
) -> None:
    assert formats.span(ENGLISH, span(start, end)) == english
    assert formats.span(JAPANESE, span(start, end)) == japanese


@pytest.mark.parametrize(
    ("written", "english", "japanese"),
    [
        ("2024", "2024", "2024年"),
        ("2024-06", "2024-06", "2024年6月"),
        ("2024-06-28", "2024-06-28", "2024年6月28日"),
        ("2024-06-28T11:09Z", "2024-06-28 11:09 UTC", "2024年6月28日 11:09 UTC"),
        ("2024-06-28T20:09:05+09:00", "2024-06-28 11:09:05 UTC", "2024年6月28日 11:09:05 UTC"),
    ],
)
def test_a_moment_is_as_exact_as_it_was_written(written: str, english: str, japanese: str) -> None:
    assert formats.when(ENGLISH, parse(written)) == english
    assert formats.when(JAPANESE, parse(written)) == japanese


def test_an_hour_that_the_clocks_showed_twice_has_both_readings() -> None:
    twice = parse("2024-11-03T01:30", NEW_YORK)
    assert formats.when(ENGLISH, twice) == "2024-11-03 05:30 UTC or 2024-11-03 06:30 UTC"
    assert formats.when(JAPANESE, twice) == "2024年11月3日 05:30 UTCまたは2024年11月3日 06:30 UTC"
    assert formats.clock(ENGLISH, twice) == "2024-11-03 05:30 or 2024-11-03 06:30"


def test_counts_and_sizes_have_the_forms_of_the_language() -> None:
    assert formats.counted(ENGLISH, Count(1935, 1935, "", approximate=True)) == "about 1,935"
    assert formats.counted(JAPANESE, Count(1935, 1935, "", approximate=True)) == "約1,935"
    assert formats.counted(ENGLISH, Count(12_000_000, None, "", approximate=True)) == "at least about 12,000,000"
    assert formats.counted(ENGLISH, Count(None, 170, "", approximate=True)) == "at most about 170"
    assert formats.counted(ENGLISH, Count(160, 170, "", approximate=True)) == "about 160 to 170"
    assert formats.counted(ENGLISH, Count(None, None, "users")) == "an unknown number of"
    assert formats.counted(ENGLISH, Count(None, None, "users", percent_of="users")) == "an unknown share"
    assert [formats.size(ENGLISH, octets) for octets in (1, 12, 1935)] == ["1 byte", "12 bytes", "1.9 kB"]
    assert formats.size(JAPANESE, 12) == "12 バイト"


@pytest.mark.parametrize(
    ("days", "english", "japanese"),
    [(-12, "12 days ago", "12日前"), (-1, "1 day ago", "1日前"), (0, "today", "本日"), (2, "in 2 days", "2日後")],
)
def test_how_long_ago_a_day_was(days: int, english: str, japanese: str) -> None:
    today = date(2026, 3, 1)
    assert formats.ago(ENGLISH, today + timedelta(days=days), today) == english
    assert formats.ago(JAPANESE, today + timedelta(days=days), today) == japanese


def test_a_disagreement_is_said_with_the_words_of_the_language() -> None:
    found = Disagreement(Conflict.OPEN, (("state", "declined"),))
    assert (
        formats.disagreement(JAPANESE, found) == "Issueはオープンのままですが、リポジトリでは「見送り」となっています"
    )
