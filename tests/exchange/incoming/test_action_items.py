"""How organisations write action items: one small report for each way, and what is read of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.exchange.incoming.run import Importer
from tests.exchange.incoming.taking import finding_documents, findings, taken

DAY = "2024-03-05"


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
