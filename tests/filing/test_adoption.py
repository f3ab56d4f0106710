"""An issue that a team had before the finding is adopted only where the team says so, on the embedded tracker."""

from __future__ import annotations

import pytest

from pipeline.tracking.tracker import Edit, NewIssue
from tests.filing.conftest import DECLINED, Desk


def test_an_issue_that_exists_is_adopted_and_keeps_its_text(desk: Desk) -> None:
    desk.by_hand(NewIssue("Tokens live too long", "We saw this in March.", frozenset({"bug", "postmortem:adopt"})))
    desk.write("issue: example-org/identity#1")
    assert "adopts example-org/identity#1: `Tokens live too long`, open" in desk.apply()
    assert desk.issue().body.startswith("We saw this in March.\n\n<!-- postmortem:begin")
    assert "bug" in desk.issue().labels
    assert "postmortem:adopt" not in desk.issue().labels
    assert desk.plan()["changes"] == []


@pytest.mark.parametrize("labels", [[], ["bug"], ["adopt"], ["postmortems"], ["not-postmortem:adopt"]])
def test_an_issue_is_not_adopted_unless_its_team_says_so(labels: list[str], desk: Desk) -> None:
    desk.by_hand(NewIssue("Pay the invoices", "Ours.", frozenset(labels)))
    desk.write(f"issue: example-org/identity#1\n{DECLINED}")
    before = desk.issue()
    desk.apply()
    assert desk.issue() == before
    assert "add the label `postmortem:adopt`" in desk.only_notice()["reason"]


def test_a_declined_finding_closes_what_it_adopts_only_in_a_later_plan(desk: Desk) -> None:
    desk.by_hand(NewIssue("Tokens live too long", "Ours.", frozenset({"postmortem:adopt"})))
    desk.write(f"issue: example-org/identity#1\n{DECLINED}")
    (change,) = desk.plan()["changes"]
    assert (change["action"], change["reason"]) == (
        "update",
        "adopts example-org/identity#1: `Tokens live too long`, open",
    )
    desk.apply()
    assert desk.issue().open
    (change,) = desk.plan()["changes"]
    assert change["action"] == "close"
    desk.apply()
    assert desk.issue().closed_as == "not_planned"
    assert desk.plan()["changes"] == []


def test_an_issue_that_was_closed_stays_closed_when_it_is_adopted(desk: Desk) -> None:
    desk.by_hand(NewIssue("Tokens live too long", "Ours.", frozenset({"postmortem:adopt"})))
    desk.team(Edit(state="completed"))
    desk.write("issue: example-org/identity#1")
    assert "`Tokens live too long`, closed as completed" in desk.apply()
    assert not desk.issue().open


def test_an_issue_that_does_not_exist_cannot_be_adopted(desk: Desk) -> None:
    desk.write("issue: example-org/identity#77")
    plan = desk.plan()
    assert plan["changes"] == []
    assert plan["notices"][0]["target"] == "example-org/identity#77"
    assert "does not exist in example-org/identity" in plan["notices"][0]["reason"]
