"""One report for each house: what is read of it, and that the draft passes `check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.exchange.incoming.importer import Outcome
from pipeline.exchange.incoming.run import Importer
from pipeline.operations.workspace import Workspace

HOUSES = Path(__file__).parent / "houses"


def taken(name: str, repository: Path) -> Outcome:
    return Importer(Workspace(repository, date(2026, 2, 10))).take(HOUSES / f"{name}.md")


def front(outcome: Outcome, path: str) -> dict[str, Any]:
    return outcome.draft.documents[path].front


def times(outcome: Outcome) -> list[str]:
    return [event["at"] for event in front(outcome, "timeline.md")["events"]]


def findings(outcome: Outcome) -> list[str]:
    return [one.front["title"] for path, one in outcome.draft.documents.items() if path.startswith("findings/")]


@pytest.mark.parametrize(
    ("name", "incident", "at"),
    [
        (
            "google-sre",
            "2024-03-19-certificate-expiry-took-the-login-page",
            [f"2024-03-{time}Z" for time in ("19T23:58", "20T00:00", "20T00:01", "20T00:40", "20T01:06")],
        ),
        (
            "pagerduty",
            "2023-11-02-delayed-notifications-in-the-eu-region",
            ["2023-11-02T00:12Z", "2023-11-02T00:19Z", "2023-11-02T00:41Z"],
        ),
        (
            "atlassian",
            "2024-03-04-checkout-returned-errors-after-a-schema",
            [f"2024-03-04T{time}+10:00" for time in ("15:05", "15:20", "15:31", "16:05")],
        ),
        (
            "incident-io",
            "2024-05-02-inc-88-api-latency-in-europe",
            [f"2024-05-02T{time}Z" for time in ("09:30", "09:41", "09:55", "10:20")],
        ),
        (
            "firehydrant",
            "2024-01-09-image-uploads-rejected",
            [f"2024-01-09T{time}Z" for time in ("13:00", "13:04", "13:12", "13:31")],
        ),
        (
            "github-issue-form",
            "2024-08-14-github-issue-form",
            ["2024-08-14T10:02+09:00", "2024-08-14T10:15+09:00"],
        ),
        (
            "hugo",
            "2023-02-11-outage-of-the-package-mirror",
            ["2023-02-11T04:00Z", "2023-02-11T06:30Z", "2023-02-12"],
        ),
        (
            "japanese",
            "2024-06-28-japanese",
            [f"2024-06-{time}+09:00" for time in ("28T23:41", "28T23:50", "29T00:05", "29T00:21")],
        ),
    ],
)
def test_a_report_becomes_a_draft(name: str, incident: str, at: list[str], repository: Path) -> None:
    outcome = taken(name, repository)
    assert (outcome.id, outcome.refused, times(outcome)) == (incident, "", at)


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        (
            "google-sre",
            [
                "Alert thirty days before a certificate expires",
                "Move the renewal job to the scheduler",
                "Document how a certificate is issued by hand",
            ],
        ),
        ("pagerduty", ["Add a heartbeat to the consumer", "Raise the queue's limit"]),
        ("incident-io", ["Warm the cache before a deployment"]),
        ("github-issue-form", ["Scan all buckets every night"]),
        ("japanese", ["更新の失敗を通知する", "手順書を更新する"]),
    ],
)
def test_action_items_become_findings(name: str, titles: list[str], repository: Path) -> None:
    assert findings(taken(name, repository)) == titles


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("template", "it is a template: 7 placeholders are not filled in"),
        ("maintenance", "it announces planned work, and does not say that anything went wrong"),
        ("runbook", "by its title, `Runbook for restarting the queue`, it is not an account of an incident"),
    ],
)
def test_what_is_no_postmortem_is_refused(name: str, reason: str, repository: Path) -> None:
    assert taken(name, repository).refused == reason


@pytest.mark.parametrize(("name", "severity"), [("atlassian", "sev2"), ("incident-io", "sev2"), ("hugo", "sev1")])
def test_a_severity_in_the_words_of_the_house(name: str, severity: str, repository: Path) -> None:
    assert front(taken(name, repository), "README.md")["severity"] == severity


def test_a_milestone_is_an_entry_that_says_nothing_else(repository: Path) -> None:
    events = front(taken("incident-io", repository), "timeline.md")["events"]
    assert [event.get("milestone") for event in events] == [None, None, None, "recovered"]
