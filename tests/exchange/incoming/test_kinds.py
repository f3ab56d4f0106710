"""How organisations write times and dates, and what they call a report: one small report for each way."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.exchange.incoming.run import Importer
from tests.exchange.incoming.taking import events, taken

DAY = "2024-03-05"


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [
        ("At 7:30 AM PST, a\n\nBy 1:34 PM PST b", ["T07:30-08:00", "T13:34-08:00"]),
        ("**7:00 to 7:14 a.m. Pacific** a\n\n**2:30 - 3:15 PM Pacific** b", ["T07:00-08:00", "T14:30-08:00"]),
        ("[16:35 UTC] a\n\n[16:50 UTC] b", ["T16:35Z", "T16:50Z"]),
        ("- １０：０５　a\n- １０：２０　b", ["T10:05Z", "T10:20Z"]),
        ("- 8.40 Uhr: a\n- gegen 9 Uhr: b\n- 10:05 Uhr bis 10:20 Uhr: c", ["T08:40Z", "T09:00Z", "T10:05Z"]),
        ("- 10:00 UTC: a\n- +2 min: b\n- +1h 5m: c", ["T10:00Z", "T10:02Z", "T11:05Z"]),
        ("- T0 = 2024-03-05 13:00 UTC\n- T-30m: a\n- T + 2h: b", ["T12:30Z", "T15:00Z"]),
        ("| Time | Event |\n|---|---|\n| T+0m | a |\n| T+12m | b |", ["T07:00Z", "T07:12Z"]),
        ("- 🟥 08:00 – a\n- 🟩 09:10 – b", ["T08:00Z", "T09:10Z"]),
        ("```\n09:10 a\n09:25 b\n```", ["T09:10Z", "T09:25Z"]),
        (
            "| Date | Time |  |\n|---|---|---|\n| 05/03/2024 | 0915 | a |\n| 13/03/2024 | 1000 | b |",
            ["T09:15Z", "13T10:00Z"],
        ),
        ("| Time (UTC) | Event |\n|---|---|\n| 5 Mar 2024 <br>09:02 | a |\n| 09:10 | b |", ["T09:02Z", "T09:10Z"]),
        ("- 23:50 a\n- 00:19 next day: b", ["T23:50Z", "06T00:19Z"]),
        ("**Date: 2024-03-05**\n\n- 10:00 a\n- 10:05 b", ["T10:00Z", "T10:05Z"]),
        ("- 20204-03-05 10:05 UTC a\n- 2024-03-05 10:20 UTC b", ["T10:05Z", "T10:20Z"]),
        ("- 2024-MM-DD: a\n- 2024-03-05 10:20 UTC b", ["2024", "T10:20Z"]),
        ("- 令和6年3月5日 午前9時15分 a\n- 同日 午後1時5分 b", ["T09:15Z", "T13:05Z"]),
        ("- 5 mars 2024 à 14h05 : a\n- 14h20 : b", ["T14:05Z", "T14:20Z"]),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_times(timeline: str, expected: list[str], importer: Importer, tmp_path: Path) -> None:
    outcome = taken(importer, f"# Outage of {DAY}\n\nStarted: {DAY} 07:00 UTC\n\n## Timeline\n\n{timeline}\n", tmp_path)
    found = [event["at"].removeprefix(DAY).removeprefix(f"{DAY[:-2]}") for event in events(outcome)]
    assert found == expected


@pytest.mark.parametrize(
    "report",
    [
        "# Our outage on March 5th, 2024\n\n## Timeline\n\n- 10:00 a\n- 10:05 b",
        "# Outage\n\nOn Tuesday, 5 March 2024, all was down.\n\n## Timeline\n\n- 10:00 a\n- 10:05 b",
        "# Outage\n\n*Published May 1, 2024*\n\nOn March 5, 2024 it was down.\n\n## Timeline\n\n- 10:00 a\n- 10:05 b",
        "---\ntitle: Outage of March 5th\ndate: 2024-03-07\n---\n\nTimeline (times in UTC):\n\n- 10:00 a\n- 10:05 b",
        "# Outage\n\n## What happened\n\n### Tuesday, March 5 2024\n\n**10:00** a\n**10:05** b",
        "# Outage\n\n## What happened\n\n### 2024-03-05 10:00 UTC\n\na\n\n### 2024-03-05 10:05 UTC\n\nb",
        "# Outage\n\n**Resolved** - Up.\nMar 5, 2024 - 10:05 UTC\n\n**Identified** - Down.\nMar 5, 2024 - 10:00 UTC",
    ],
)
def test_the_day_comes_from_anywhere(report: str, importer: Importer, tmp_path: Path) -> None:
    outcome = taken(importer, report, tmp_path)
    assert [event["at"][:16] for event in events(outcome)] == [f"{DAY}T10:00", f"{DAY}T10:05"]
    assert outcome.id.startswith(DAY)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("2024-03-05: a\n\n2024-03-06: b\n\n2024-03-08: c", ["2024-03-05", "2024-03-06", "2024-03-08"]),
        ("■経過\n・2024年3月5日 10:00 a\n・10:05 b", ["2024-03-05T10:00", "2024-03-05T10:05"]),
        ("Date: 2024-03-05\n\n10:00 a\n10:05 b", ["2024-03-05T10:00", "2024-03-05T10:05"]),
        ("5 March 2024. All was down.\n\n10:00 a\n10:05 b", ["2024-03-05T10:00", "2024-03-05T10:05"]),
        ("When: 2024-03-05 10:00–10:05 UTC\n\n## Timeline\n\n- 10:00 a", ["2024-03-05T10:00Z"]),
        ("## Timeline\n\n- 2024-03-05: a\n\n![g](g.png)\n\n*2024-03-06: the graph*", ["2024-03-05"]),
        ("## Timeline\n\nTue Mar 5 10:00 UTC 2024\n: a", ["2024-03-05T10:00Z"]),
        ("## Timeline\n\n- 05/Mar/24 3:02 PM – a", ["2024-03-05T15:02"]),
        ("## Timeline\n\n| Time | Event |\n|---|---|\n| 2024-03-05 21:XX | a |\n| 2X:XX | b |", ["2024-03-05"] * 2),
        ("## Timeline\n\n- winter 2021/22: a\n- 2024-03-05: b", ["2021", "2024-03-05"]),
        ("## Timeline\n\n- early March 2024: a", ["2024-03"]),
        ("## Timeline\n\n- 2024-03-01 21:10: a\n- Sat 02:00: b\n- Sun: c", ["2024-03-01T21:10", "2024-03-02T02:00"]),
        (
            "On 1 March, it broke.\n\nHere is a timeline of 2024-03-05:\n\n10:00 a\n10:05 b",
            ["2024-03-05T10:00", "2024-03-05T10:05"],
        ),
        (
            "## Triage (2024-03-05 10:00 UTC)\n\na\n\n## Fix (2024-03-05 11:00 UTC)\n\nb",
            ["2024-03-05T10:00Z", "2024-03-05T11:00Z"],
        ),
    ],
)
def test_days_and_zones(report: str, expected: list[str], importer: Importer, tmp_path: Path) -> None:
    outcome = taken(importer, f"# Outage of the queue\n\n{report}\n", tmp_path)
    assert [event["at"] for event in events(outcome)] == expected


def test_planned_work_is_no_postmortem(importer: Importer, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    file.write_text("# Scheduled outage of storage\n\nWe will upgrade it.\n\n- 06:00 stop\n- 09:00 start\n", "utf-8")
    assert "planned work" in importer.take(file).refused


def test_measurements_are_no_timeline(importer: Importer, tmp_path: Path) -> None:
    counts = "| Date | Uploads |\n|---|---|\n| 2024-03-05 | 9 |\n| 2024-03-06 | 295 |\n"
    outcome = taken(importer, f"# Outage\n\n## Timeline\n\n- 2024-03-05 10:00 UTC a\n\n{counts}", tmp_path)
    assert len(events(outcome)) == 1


def test_minutes_are_no_postmortem(importer: Importer, tmp_path: Path) -> None:
    file = tmp_path / "minutes.md"
    minutes = "# Meeting notes 2024-03-01\n\n- 10:00 Ann opens\n- 10:30 end\n\n## Action items\n\n- Write docs\n"
    file.write_text(minutes, "utf-8")
    assert "is not an account of an incident" in importer.take(file).refused


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Incident report: leaked token", "leaked-token"),
        ("【障害報告書】認証の障害（2024年3月5日）", "report"),
        ("Outage of the login page", "outage-of-the-login-page"),
    ],
)
def test_the_folder_is_named_by_what_happened(title: str, name: str, importer: Importer, tmp_path: Path) -> None:
    outcome = taken(importer, f"# {title}\n\n## Timeline\n\n- {DAY} 10:00 UTC a\n- 10:05 UTC b\n", tmp_path)
    assert outcome.id == f"{DAY}-{name}"


def test_what_happened_comes_before_who_did_it(importer: Importer, tmp_path: Path) -> None:
    rows = "| Time | Who | What |\n|---|---|---|\n| 10:00 | Ann | restarts |\n| 10:05 | Bob | closes |\n"
    outcome = taken(importer, f"# Outage of {DAY}\n\n## Timeline\n\n{rows}", tmp_path)
    assert [event["what"] for event in events(outcome)] == ["restarts; Who: Ann", "closes; Who: Bob"]


def test_a_footnote_of_a_time_stays_with_it(importer: Importer, tmp_path: Path) -> None:
    body = f"# Outage\n\n## Timeline\n\n- {DAY}[^1]: a\n- {DAY} 10:05 UTC b\n\n[^1]: About.\n"
    outcome = taken(importer, body, tmp_path)
    assert (events(outcome)[0]["what"], events(outcome)[0]["x-as-written"]) == ("a", f"{DAY}[^1]")


def test_headings_leave_no_level_out(importer: Importer, tmp_path: Path) -> None:
    body = f"# Outage of {DAY}\n\n- **Impact**: logins failed\n- **Resolution**: restarted\n\n#### More\n\nText.\n"
    report = taken(importer, body, tmp_path).draft.documents["README.md"].body
    assert "### Impact\n" in report
    assert "##### " not in report
