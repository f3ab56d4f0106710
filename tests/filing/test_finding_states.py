"""Where findings stand, as the site and the review read it off the tracker: without a plan, and as after one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.tracking.apply import Done, apply
from pipeline.tracking.lifecycle import State
from pipeline.tracking.observed import observe
from pipeline.tracking.planning.planner import make_plan
from pipeline.tracking.tracker import Edit
from tests import example
from tests.filing.authors import Authors
from tests.filing.local_place import LocalPlace


@pytest.fixture
def place(tmp_path: Path) -> Iterator[LocalPlace]:
    local = LocalPlace(tmp_path)
    yield local
    local.close()


@pytest.fixture
def authors(tmp_path: Path, place: LocalPlace) -> Authors:
    return Authors(tmp_path / "repository", place.names, example.INCIDENT, count=1)


def stands(place: LocalPlace, authors: Authors) -> tuple[State, str]:
    """The only finding's state, and its issue."""
    tracker, source = place.run(), authors.source()
    (finding_state,) = observe(tracker, source.config).finding_states(source).values()
    tracker.close()
    return finding_state.state, finding_state.issue.reference if finding_state.issue else ""


def apply_all(place: LocalPlace, authors: Authors) -> tuple[State, str]:
    """Plan and apply; where the finding stands by what the run itself knows."""
    tracker, source = place.run(), authors.source()
    planned = make_plan(tracker, source)
    done = [outcome.issue for outcome in apply(planned.plan, tracker) if isinstance(outcome, Done)]
    (finding_state,) = planned.observed.after(done).finding_states(source).values()
    tracker.close()
    return finding_state.state, finding_state.issue.reference if finding_state.issue else ""


def test_what_was_filed_stands_as_its_issue_does(place: LocalPlace, authors: Authors) -> None:
    assert stands(place, authors) == (State.OPEN, "")
    assert apply_all(place, authors) == stands(place, authors) == (State.OPEN, "example-org/identity#1")


def test_an_issue_that_is_adopted_is_the_findings_once_it_has_the_marker(place: LocalPlace, authors: Authors) -> None:
    repository, number = place.open_issue(
        "example-org/identity", "Tokens live too long", "Ours.", frozenset({"postmortem:adopt"})
    )
    authors.edit("01", issue=f"{repository}#{number}")
    assert stands(place, authors) == (State.OPEN, "")
    assert apply_all(place, authors) == stands(place, authors) == (State.OPEN, "example-org/identity#1")


def test_a_draft_leaves_its_issue_alone(place: LocalPlace, authors: Authors) -> None:
    apply_all(place, authors)
    authors.set_draft(draft=True)
    assert apply_all(place, authors) == stands(place, authors) == (State.OPEN, "")


def test_an_issue_that_says_more_than_its_repository_may_hold_by_now_is_still_the_findings(
    place: LocalPlace, authors: Authors
) -> None:
    authors.edit("01", owner="mirror")
    apply_all(place, authors)
    place.edit(("example-org/mirror", 1), Edit(state="completed"))
    authors.edit("01", tlp="amber")
    assert apply_all(place, authors) == stands(place, authors) == (State.FIXED, "example-org/mirror#1")
