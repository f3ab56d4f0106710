"""What fewer people may read leaves the issues at once: whatever else is wrong, and without a word on where it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.operations.filing import source
from pipeline.operations.workspace import Workspace
from pipeline.tracking.apply import Done, apply
from pipeline.tracking.desired import Source
from pipeline.tracking.plan import Action, Plan
from pipeline.tracking.planning.planner import make_plan
from pipeline.tracking.tracker import Edit, NewIssue
from tests import example
from tests.filing.authors import Authors
from tests.filing.local_place import LocalPlace
from tests.filing.places import IssueView

MIRROR = "example-org/mirror"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[LocalPlace]:
    local = LocalPlace(tmp_path)
    yield local
    local.close()


@pytest.fixture
def authors(tmp_path: Path, place: LocalPlace) -> Authors:
    """The repository of `mirror` is public, though the configuration believes that it may hold amber."""
    authors = Authors(tmp_path / "repository", place.names, example.INCIDENT, count=2)
    authors.edit("01", owner="mirror")
    run(place, authors.source())
    return authors


def planned(place: LocalPlace, asked: Source) -> Plan:
    tracker = place.run()
    try:
        return make_plan(tracker, asked).plan
    finally:
        tracker.close()


def run(place: LocalPlace, asked: Source) -> list[tuple[Action, str]]:
    """Plan and apply; each change that was made, and what is left to do is nothing."""
    tracker = place.run()
    outcomes = list(apply(make_plan(tracker, asked).plan, tracker, wait=lambda _: None))
    tracker.close()
    return [(outcome.change.action, outcome.issue.reference) for outcome in outcomes if isinstance(outcome, Done)]


def mirror(place: LocalPlace) -> IssueView:
    return place.snapshot()[MIRROR, 1]


def check_is_empty(place: LocalPlace, seen: IssueView) -> None:
    assert (seen.title, seen.labels) == ("Withdrawn", frozenset())
    assert seen.body.splitlines()[1:] == ["This issue was withdrawn.", "<!-- postmortem:end -->"]
    for said in ("token", example.INCIDENT, "amber", *(name for name in place.names.values() if name != MIRROR)):
        assert said not in seen.body


def test_a_finding_that_is_raised_leaves_nothing_in_a_public_repository(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", tlp="amber")
    assert run(place, authors.source()) == [(Action.WITHDRAW, f"{MIRROR}#1")]
    check_is_empty(place, mirror(place))
    assert mirror(place).closed_as == "not_planned"
    assert planned(place, authors.source()).changes == ()


def test_work_goes_on_elsewhere_and_nothing_says_where(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", tlp="amber", owner="identity")
    assert run(place, authors.source()) == [
        (Action.WITHDRAW, f"{MIRROR}#1"),
        (Action.CREATE, "example-org/identity#2"),
    ]
    check_is_empty(place, mirror(place))


def test_an_issue_that_was_given_up_before_is_emptied_too(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", owner="identity")
    run(place, authors.source())
    assert "now with identity" in mirror(place).body
    authors.edit("01", tlp="green")
    run(place, authors.source())
    check_is_empty(place, mirror(place))


def test_a_duplicate_above_its_repositorys_level_is_emptied(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", duplicate_of="02", tlp="amber")
    run(place, authors.source())
    check_is_empty(place, mirror(place))


def test_a_draft_that_is_raised_is_emptied(place: LocalPlace, authors: Authors) -> None:
    authors.set_draft(draft=True)
    authors.edit("01", tlp="amber")
    assert run(place, authors.source()) == [(Action.WITHDRAW, f"{MIRROR}#1")]


def test_a_finding_that_may_be_seen_again_has_its_issue_again(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", tlp="amber")
    run(place, authors.source())
    authors.edit("01", tlp="clear")
    assert run(place, authors.source()) == [(Action.REOPEN, f"{MIRROR}#1")]
    assert mirror(place).title == "Expire tokens of 01"
    assert "postmortem:p1" in mirror(place).labels


def test_an_emptied_issue_that_somebody_opens_again_stays_open(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", tlp="amber")
    run(place, authors.source())
    place.edit((MIRROR, 1), Edit(state="open"))
    assert run(place, authors.source()) == []
    assert mirror(place).open


def test_the_plan_says_what_is_left_for_people(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", tlp="amber")
    (said,) = (notice for notice in planned(place, authors.source()).notices if notice.target == f"{MIRROR}#1")
    assert "an administrator of the repository has to delete the issue" in said.reason


def test_what_people_wrote_stays_and_of_a_broken_block_nothing_does(place: LocalPlace, authors: Authors) -> None:
    place.edit((MIRROR, 1), Edit(body=f"We start on Monday.\n\n{mirror(place).body}"))
    authors.edit("01", tlp="amber")
    run(place, authors.source())
    assert mirror(place).body.startswith("We start on Monday.\n\n<!-- postmortem:begin")
    authors.edit("01", tlp="clear")
    run(place, authors.source())
    place.edit((MIRROR, 1), Edit(body=mirror(place).body.replace("<!-- postmortem:end -->", "")))
    authors.edit("01", tlp="amber")
    run(place, authors.source())
    assert "Tokens never expire" not in mirror(place).body


def test_an_issue_without_marker_that_has_the_title_is_named(place: LocalPlace, authors: Authors) -> None:
    place.edit((MIRROR, 1), Edit(body="By hand."))
    authors.edit("01", tlp="amber")
    notices = planned(place, authors.source()).notices
    assert any(notice.target == f"{MIRROR}#1" and "what its readers may not see" in notice.reason for notice in notices)


def test_a_copy_is_emptied_and_its_title_is_peoples(place: LocalPlace, authors: Authors) -> None:
    ref = place.open_issue(MIRROR, "Our copy", mirror(place).body, frozenset({"squad"}))
    authors.edit("01", tlp="amber")
    run(place, authors.source())
    copy = place.snapshot()[ref]
    assert (copy.title, sorted(copy.labels), copy.open) == ("Our copy", ["squad"], True)
    assert "Tokens never expire" not in copy.body


def test_an_incident_with_errors_is_read_as_far_as_it_goes(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", tlp="amber")
    broken = replace(authors.source(), broken={example.INCIDENT: frozenset()})
    (change,) = planned(place, broken).changes
    assert change.action is Action.WITHDRAW


@pytest.mark.parametrize("line", ["tlp: ambr", "tlp: [", "title: ["])
def test_a_slip_of_the_pen_empties_nothing(place: LocalPlace, authors: Authors, line: str) -> None:
    finding = authors.folder / "findings/01-as-found.md"
    finding.write_text(finding.read_text().replace("tlp: clear", line))
    workspace = Workspace(authors.root, authors.source().today)
    assert set(workspace.broken) == {example.INCIDENT}
    assert planned(place, source(workspace)).changes == ()


def test_nothing_is_filed_but_text_is_taken_away_while_the_response_teams_repository_is_public(
    place: LocalPlace, authors: Authors
) -> None:
    authors.edit("02", kind="process-change", tlp="amber")
    run(place, authors.source())
    place.publish("example-org/security-response")
    authors.edit("01", title="Another title")
    plan = planned(place, authors.source())
    assert [(change.action, change.target) for change in plan.changes] == [
        (Action.WITHDRAW, "example-org/security-response#1")
    ]
    assert "make it private" in plan.blocked[0]


def test_a_passage_that_is_restricted_is_an_update_that_waits_for_nothing(place: LocalPlace, authors: Authors) -> None:
    finding = authors.folder / "findings/01-as-found.md"
    text = finding.read_text().replace(
        "A leak stays open for ever.", "<!-- tlp:amber -->\nA leak stays.\n<!-- /tlp -->"
    )
    finding.write_text(text)
    (change,) = planned(place, authors.source()).changes
    assert (change.action, change.narrows) == (Action.UPDATE, True)
    finding.write_text(text.replace("Tokens never expire", "No token expires"))
    (change,) = planned(place, authors.source()).changes
    assert not change.narrows


def test_text_is_taken_away_before_anything_is_filed(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", tlp="amber", owner="identity")
    first, second = planned(place, authors.source()).changes
    assert (first.action, second.action) == (Action.WITHDRAW, Action.CREATE)


def test_while_a_repository_refuses_what_is_filed_text_is_still_taken_away(place: LocalPlace, authors: Authors) -> None:
    authors.edit("01", tlp="amber")
    plan = planned(place, authors.source())
    create = replace(plan.changes[0], action=Action.CREATE, narrows=False, new=NewIssue("x" * 300, "", frozenset()))
    tracker = place.run()
    outcomes = list(apply(replace(plan, changes=(create, *plan.changes)), tracker, wait=lambda _: None))
    tracker.close()
    assert isinstance(outcomes[-1], Done)
