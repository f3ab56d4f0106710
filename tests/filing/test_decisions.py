"""What the issue says of a decision that runs out, is extended, or waits for teams; and when it is reopened."""

from __future__ import annotations

from tests.conftest import Run
from tests.filing.conftest import Desk

RISK = "decision: {status: risk-accepted, on: 2026-02-01, reason: It is too dear., consulted: [identity], until: %s}"


def test_a_risk_that_runs_out_is_proposed_again_on_its_issue(desk: Desk, postmortem: Run) -> None:
    desk.write(RISK % "2026-02-10")
    desk.apply()
    assert desk.issue().closed_as == "not_planned"
    assert "The risk was accepted on 2026-02-01 until 2026-02-10." in desk.issue().body
    plan = postmortem("--today", "2026-02-11", "plan")
    assert "reopen (1)" in plan.output
    postmortem("--today", "2026-02-11", "apply")
    assert desk.issue().open
    assert "**Proposed again.** The risk was accepted until 2026-02-10. Identity, please comment" in desk.issue().body
    assert "no changes" in postmortem("--today", "2026-02-11", "plan").output


def test_only_the_teams_that_have_not_answered_are_asked(desk: Desk) -> None:
    desk.write("decision: {status: proposed, consulted: [identity], asked: [payments]}")
    desk.apply()
    assert "**Proposed.** Payments, please comment" in desk.issue().body


def test_more_time_is_on_the_issue_with_who_approved_it(desk: Desk) -> None:
    more = "{until: 2026-05-01, reason: The vendor is late., approved_by: head of security, on: 2026-02-09}"
    desk.write(f"decision: {{status: accepted, on: 2026-02-01, extended: {more}}}")
    desk.apply()
    assert "**To do by 2026-05-01:**" in desk.issue().body
    assert "until 2026-05-01, approved by head of security on 2026-02-09: The vendor is late." in desk.issue().body
