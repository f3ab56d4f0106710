"""Times on an incident's page: as exact as they are known, and never to be misread."""

import re
from dataclasses import replace

import pytest

from pipeline.time.moment import parse, zone_named
from tests.site import builders


def test_a_time_of_day_is_shown_in_utc_and_as_written() -> None:
    page = builders.page(builders.incident(timeline=builders.timeline(builders.event("2026-01-10T09:00-04:00"))))
    shown = '<time datetime="2026-01-10T13:00Z" title="written as 2026-01-10T09:00-04:00">2026-01-10 13:00 UTC</time>'
    assert shown in page


def test_a_month_stays_a_month() -> None:
    page = builders.page(builders.incident(timeline=builders.timeline(builders.event("2026-01", approximate=True))))
    assert 'about <time datetime="2026-01" title="written as 2026-01">2026-01</time>' in page


def test_a_long_gap_is_said() -> None:
    page = builders.page(
        builders.incident(timeline=builders.timeline(builders.event("2025-01-10"), builders.event("2026-02-28")))
    )
    assert '<p class="pm-gap">about 1 y 1 mo later</p>' in page


def test_an_hour_that_came_twice_stands_with_its_zone_and_both_readings() -> None:
    twice = replace(builders.event("2023"), at=parse("2023-10-29T02:17:00", zone_named("Europe/Rome")))
    timeline = replace(builders.timeline(twice), timezone="Europe/Rome")
    page = builders.page(builders.incident(timeline=timeline))
    title = 'title="written as 2023-10-29T02:17:00 in Europe/Rome"'
    assert (
        f'<time datetime="2023-10-29T00:17:00Z" {title}>2023-10-29 00:17:00 UTC</time> or '
        f'<time datetime="2023-10-29T01:17:00Z" {title}>2023-10-29 01:17:00 UTC</time>'
    ) in page
    assert "(written as 2023-10-29T02:17:00 in Europe/Rome, where clocks showed that hour twice)" in page


def test_a_day_in_local_time_says_whose_day_it_is() -> None:
    day = replace(builders.event("2023"), at=parse("2023-10-30", zone_named("Europe/Rome")))
    page = builders.page(builders.incident(timeline=replace(builders.timeline(day), timezone="Europe/Rome")))
    assert "A date without a time is a day in Europe/Rome whose time is not known." in page
    assert 'title="written as 2023-10-30 in Europe/Rome">2023-10-30</time>' in page


def test_no_zone_is_offered_where_the_first_screen_has_no_time_of_day() -> None:
    lead = builders.page(builders.incident(timeline=None))
    assert "Times of day" not in lead


@pytest.mark.parametrize(("timezone", "offered"), [("", ["UTC"]), ("Europe/Rome", ["UTC", "Europe/Rome"])])
def test_the_zones_to_choose_from_are_utc_that_of_the_report_and_that_of_the_reader(
    timezone: str, offered: list[str]
) -> None:
    timeline = replace(builders.timeline(builders.event("2026-01-10T09:00Z")), timezone=timezone)
    page = builders.page(builders.incident(timeline=timeline))
    assert re.findall('data-zone="([^"]*)"', page) == [*offered, ""]


def test_a_time_whose_zone_nobody_names_is_shown_as_clocks_showed_it() -> None:
    event = replace(builders.event("2023"), at=parse("2023-10-30T09:05", zone_named("unknown")))
    page = builders.page(builders.incident(timeline=replace(builders.timeline(event), timezone="unknown")))
    assert '<span title="written as 2023-10-30T09:05">2023-10-30 09:05, time zone unknown</span>' in page
    assert "Times of day are in" not in page
    assert "the source gives the time but does not name its zone" in page


def test_beside_known_times_an_unnamed_zone_says_so() -> None:
    unnamed = replace(builders.event("2023"), at=parse("2023-10-30T09:05", zone_named("unknown")))
    timeline = replace(builders.timeline(unnamed, builders.event("2023-10-31T10:00Z")), timezone="unknown")
    page = builders.page(builders.incident(timeline=timeline))
    assert "Times of day are in" in page
    assert "The report&#39;s zone" not in page
    assert "the source gives the time but does not name its zone" in page
