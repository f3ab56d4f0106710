"""Times as people write them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.exchange.incoming.time_parts import Written
from pipeline.exchange.incoming.times import TimeReader

READER = TimeReader(("UTC", "PST", "CET", "日本時間"))


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("09:15:04 UTC an edit", Written(hour=9, minute=15, second=4, zone="UTC"), "an edit"),
        (
            "**June 14th, 2022, 10:00 AM:** A report",
            Written(year=2022, month=6, day=14, hour=10, minute=0),
            "A report",
        ),
        ("3 Jan 2019, 9:07 PM CET: x", Written(year=2019, month=1, day=3, hour=21, minute=7, zone="CET"), "x"),
        (
            "2024-06-28T11:09:33+09:00 x",
            Written(year=2024, month=6, day=28, hour=11, minute=9, second=33, zone="+09:00"),
            "x",
        ),
        ("4/21/23", Written(year=2023, numbers=(4, 21, "/")), ""),
        ("05.07.2019, 21:00", Written(year=2019, numbers=(5, 7, "."), hour=21, minute=0), ""),
        ("~9:00 AM: reset", Written(hour=9, minute=0, approximate=True), "reset"),
        ("18:15 - (approximately) begun", Written(hour=18, minute=15, approximate=True), "begun"),
        ("2022-05-?? HH:mm", Written(year=2022, month=5), ""),
        ("T+5 min: alert", Written(minutes=5), "alert"),
        ("T+1:30 alert", Written(minutes=90), "alert"),
        ("T-2h: merged", Written(minutes=-120), "merged"),
        (
            "9:30 - 10:15 UTC: outage",
            Written(hour=9, minute=30, zone="UTC", until=Written(hour=10, minute=15, zone="UTC")),
            "outage",
        ),
        ("6月28日 午後3時頃 復旧", Written(month=6, day=28, hour=15, minute=0, approximate=True), "復旧"),
        ("**00:00 OUTAGE BEGINS** – expired", Written(hour=0, minute=0), "**OUTAGE BEGINS** – expired"),
        ("09:55 - ~30% time out", Written(hour=9, minute=55), "~30% time out"),
    ],
)
def test_a_time_at_the_beginning(text: str, expected: Written, rest: str) -> None:
    read = READER.read(text)
    assert read is not None
    found, behind = read
    until = None if found.until is None else replace(found.until, text="")
    assert (replace(found, text="", until=until), behind) == (expected, rest)


@pytest.mark.parametrize("text", ["3 nodes failed", "1.6.1 was released", "Note that", "~30% of requests", ""])
def test_no_time(text: str) -> None:
    assert READER.read(text) is None


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Timeline (all times PST)", "PST"),
        ("All times in CEST (UTC+2)", "+02:00"),
        ("Eastern Time (UTC-4)", "-04:00"),
        ("時刻はすべて日本時間です", "日本時間"),
        ("Timeline", ""),
    ],
)
def test_the_zone_of_all_times(text: str, zone: str) -> None:
    assert READER.zone(text) == zone
