"""How organisations write times, dates and action items: one small report for each way, and what is read of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.exchange.incoming.draft import Document
from pipeline.exchange.incoming.importer import Outcome
from pipeline.exchange.incoming.run import Importer
from pipeline.operations.workspace import Workspace

DAY = "2024-03-05"


@pytest.fixture(scope="module")
def importer(tmp_path_factory: pytest.TempPathFactory) -> Importer:
    root = tmp_path_factory.mktemp("kinds")
    (root / "postmortem.yml").write_text(Path("postmortem.yml").read_text("utf-8"), "utf-8")
    return Importer(Workspace(root, date(2026, 2, 10)), dry_run=True)


def taken(importer: Importer, body: str, folder: Path) -> Outcome:
    file = folder / "report.md"
    file.write_text(body, "utf-8")
    outcome = importer.take(file)
    assert outcome.refused == ""
    return outcome


def events(outcome: Outcome) -> list[dict[str, Any]]:
    return list(outcome.draft.documents["timeline.md"].front["events"])


def findings(outcome: Outcome) -> list[dict[str, Any]]:
    return [one.front for one in finding_documents(outcome)]


def finding_documents(outcome: Outcome) -> list[Document]:
    return [one for path, one in outcome.draft.documents.items() if path.startswith("findings/")]


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


@pytest.mark.parametrize(
    ("heading", "items", "expected"),
    [
        ("## Action items", "- [ ] Alert earlier - Ann - 30 Sep 2024", ["2024-09-30"]),
        ("## Action Items / Response", "1. Alert earlier (owner: SRE; due 2024-09-30)", ["2024-09-30"]),
        ("## Remediation and follow-up steps", "- Alert earlier by 2024-09-30", ["2024-09-30"]),
        ("## What we're doing to stop this from happening again", "- Alert earlier", [None]),
        ("## Action items", "1. **[P0]** Alert earlier\n   - Owner: SRE\n   - Due: 2024-09-30", ["2024-09-30"]),
        ("## Follow-ups", "1. Monitoring\n   - Alert earlier\n   - Add a dashboard", [None, None]),
        ("Preventive actions:", "a) Alert earlier – ETA: 30-Sep-2024\nb) Add a dashboard", ["2024-09-30", None]),
        ("### Preventing a recurrence", "- Alert earlier", [None]),
        ("## Action points", "- [ ] Alert earlier, due 2024-09-30", ["2024-09-30"]),
        ("■再発防止策", "・監視を強化する\n・手順を自動化する", [None, None]),
        ("## Call to action", "- Turn on a second factor", []),
        ("## Path forward", "First, we're going to alert earlier. Finally, we'll add a dashboard.", [None, None]),
        ("## Going forward", "**Alerts.** They come earlier.\n\n**Dashboards.** There is one.", [None, None]),
        ("## Prevention", "The cause is known.\n\nWe will alert earlier.", [None]),
        ("## Recommendations", "R1. Alert earlier.\nR2. Add a dashboard\n    for queues.", [None, None]),
        ("## Measures to avoid a repeat", "(a) Alert earlier;\n(b) add a dashboard.", [None, None]),
        ("## Follow-ups", "- Search team\n  - [ ] Alert earlier\n  - [x] Dashboard", [None, None]),
        ("## How we are improving", "### Alert earlier\n\nAt half.\n\n### Add a dashboard\n\nFor all.", [None, None]),
        ("💡 Action plan\n", "- Alert earlier", [None]),
        ("**So what now?**", "- Alert earlier", [None]),
        ("## Root cause\n\nDisks.\n\n## Loose ends", "- [ ] Alerts\n- [x] Dashboard", [None, None]),
        ("## Root cause\n\nDisks.\n\n## Loose ends", "- Alert earlier\n- Add a dashboard", [None, None]),
        ("## Root cause\n\nDisks.\n\n## What you should do", "- Rotate your tokens\n- Update the client", []),
        ("## Root cause\n\nDisks.\n\n## Mitigation", "- OPS-1 Alert earlier\n- OPS-2 Dashboard", [None, None]),
        ("## Root cause\n\nDisks.\n\n## Solution", "Users should:\n\n- Rotate tokens\n- Update the client", []),
        ("## Root cause\n\nDisks.\n\n**What can customers do?**", "- Rotate tokens\n- Update the client", []),
        ("■ 経緯\n\n不明\n\n■ 再発防止策\n\n・監視を追加する\n\n■ お問い合わせ", "窓口", [None]),
        ("## Actions we will take\n\n### Communication", "We will post within 15 minutes.", [None]),
        ("## Root cause\n\nDisks.\n\n## Stats", "- Time to detect: 3 h\n- Time to recover: 4 h", []),
        ("", "AI: alert earlier\nAI: add a dashboard", [None, None]),
        ("", "| What we'll change | Who | When |\n|---|---|---|\n| Alert earlier | SRE | 2024-09-30 |", ["2024-09-30"]),
        ("## Was wir künftig anders machen", "1. Früher alarmieren", [None]),
        ("## Plan d'action", "- Alerter plus tôt", [None]),
        ("## Empfehlungen", "- Früher alarmieren", [None]),
        ("## ¿Qué vamos a hacer?", "- Alertar antes", [None]),
        ("To keep this from happening:", "[ ] alert earlier\n[x] dashboard", [None, None]),
        ("Where we go from here", "- Alert earlier", [None]),
        ("## Root cause\n\nDisks.\n\n## Loose ends", "OPS-1: Alert earlier\nOPS-2: Add a dashboard", [None, None]),
        (
            "## Improvement actions",
            "| Action | Action owner | Target completion date |\n|---|---|---|\n| Alert earlier | SRE | 30/09/2024 |",
            ["2024-09-30"],
        ),
        ("## 再発防止策", "1. 監視を追加する（担当：運用部、期限：2024年9月30日）", ["2024-09-30"]),
        (
            "## Maßnahmen",
            "| Maßnahme | Verantwortlich | Frist |\n|---|---|---|\n| Alarm ergänzen | Betrieb | 30.09.2024 |",
            ["2024-09-30"],
        ),
        (
            "## Action items",
            "| # | Action | Owner / DRI | Due |\n|---|---|---|---|\n| 1 | Alert earlier | SRE | 9/30/2024 |",
            ["2024-09-30"],
        ),
    ],
)
def test_action_items_with_their_due_days(
    heading: str, items: str, expected: list[str | None], importer: Importer, tmp_path: Path
) -> None:
    outcome = taken(importer, f"# Outage of {DAY}\n\nAll was down.\n\n{heading}\n\n{items}\n", tmp_path)
    assert [finding.get("due") for finding in findings(outcome)] == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("- [ ] 通知を一度だけ送る（田中）", ["田中"]),
        ("- [ ] 通知を一度だけ送る(田中)", ["田中"]),
        ("- 色を変える【鈴木】5/24まで", ["鈴木"]),
        ("- Alert earlier (Ann Lee)", ["Ann Lee"]),
        ("- Alert earlier (staging)", [""]),
        ("- Alert earlier (jhk)\n- Add a dashboard (mara)", ["jhk", "mara"]),
        ("- Alert earlier (jhk)\n- Add a dashboard\n- Test it (optional)", ["", "", ""]),
        ("- [ ] @Kerstin Lund to alert earlier 01 Mar 2024", ["Kerstin Lund"]),
        ("- [ ] @kerstin Alert earlier", ["kerstin"]),
        ("- [ ] Alert earlier - `Ann Lee` - High - Due Dec 6, 2023", ["Ann Lee"]),
        ("- **Alert earlier** · Owner: Ann · Priority: High · Status: Open", ["Ann"]),
        ("- Alert earlier. Owner: Data Team. ETA 2024-03-15", ["Data Team"]),
        ("- Alert earlier (Data, before 2024-03-15)", ["Data"]),
        ("- Alert earlier (in progress)\n- Add a dashboard (done)", ["", ""]),
        ("- Alert earlier · Owner: unassigned", [""]),
    ],
)
def test_owners_of_action_items(items: str, expected: list[str], importer: Importer, tmp_path: Path) -> None:
    outcome = taken(importer, f"# Outage of {DAY}\n\n## Action items\n\n{items}\n", tmp_path)
    found = [re.search("names `(.+?)`", one.body) for one in finding_documents(outcome)]
    assert [match[1] if match else "" for match in found] == expected


def test_an_owner_of_several_findings_is_asked_about_once(importer: Importer, tmp_path: Path) -> None:
    items = "- Alert earlier (owner: Ann)\n- Add a dashboard (owner: Bob)\n- Test it (owner: Ann)\n"
    outcome = taken(importer, f"# Outage of {DAY}\n\n## Action items\n\n{items}", tmp_path)
    asked = [question for question in outcome.questions if "as the owner" in question]
    assert [question.rpartition("(")[2] for question in asked] == ["2 findings: 01, 03)", "1 finding: 02)"]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("We will also alert earlier", "Alert earlier"),
        ("We're hardening the parser", "Harden the parser"),
        ("**Infra.** We will add a breaker", "Add a breaker"),
        ("**Limit access.** We have restricted it", "Limit access"),
        ("[ ] `@Ann` Lee to alert earlier 01 Mar 2024", "Alert earlier"),
        ("Run lint with the new target level in CI", "Run lint with the new target level in CI"),
        ("~~Add a bucket~~ (closed) - @ann", "Add a bucket"),
    ],
)
def test_titles_say_what_to_do(item: str, title: str, importer: Importer, tmp_path: Path) -> None:
    outcome = taken(importer, f"# Outage of {DAY}\n\n## Action items\n\n- {item}\n", tmp_path)
    assert findings(outcome)[0]["title"] == title


@pytest.mark.parametrize(
    "item", ["~~Add a bucket~~", "Add a bucket ✅", "Add a bucket. COMPLETE 2024-03-08", "Add it — done"]
)
def test_action_items_that_are_done(item: str, importer: Importer, tmp_path: Path) -> None:
    outcome = taken(importer, f"# Outage of {DAY}\n\n## Action items\n\n- {item}\n", tmp_path)
    assert any("this is done" in question for question in outcome.questions)


def test_a_due_day_without_a_year_is_asked_about(importer: Importer, tmp_path: Path) -> None:
    body = f"# Outage of {DAY}\n\n## Action items\n\n- Alert earlier. ETA: end of September\n"
    outcome = taken(importer, body, tmp_path)
    assert "due" not in findings(outcome)[0]
    assert any("due `end of September`" in question for question in outcome.questions)


def test_a_repository_that_may_not_hold_the_draft_is_asked_about(importer: Importer, tmp_path: Path) -> None:
    outcome = taken(importer, f"# Outage of {DAY}\n\n## Action items\n\n- Alert earlier (owner: index)\n", tmp_path)
    assert any(
        "the draft is amber, but example-org/package-index is only for clear" in one for one in outcome.questions
    )


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
