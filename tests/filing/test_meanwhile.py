"""What happens between a plan and its apply, and what one change that fails leaves to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.tracking.apply import Done, Failed, apply
from pipeline.tracking.plan import Plan
from pipeline.tracking.planning.planner import make_plan
from pipeline.tracking.tracker import (
    Edit,
    Guard,
    Issue,
    LostAnswer,
    NewIssue,
    Tracker,
    TrackerError,
    Unacceptable,
    unguarded,
)
from tests import example
from tests.filing.authors import SECRET, Authors
from tests.filing.github_place import GitHubPlace
from tests.filing.local_place import LocalPlace
from tests.filing.places import Place
from tests.tracking.proxy import Proxy, instead
from tests.tracking.server import Server


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    local = LocalPlace(tmp_path)
    yield local
    local.close()


@pytest.fixture
def authors(tmp_path: Path, place: Place) -> Authors:
    return Authors(tmp_path / "repository", place.names, example.INCIDENT)


def plan_for(tracker: Tracker, authors: Authors) -> Plan:
    return make_plan(tracker, authors.source()).plan


def outcomes_of(plan: Plan, tracker: Tracker) -> list[Done | Failed]:
    return list(apply(plan, tracker, wait=lambda _: None))


def run(place: Place, authors: Authors, meanwhile: Callable[[], object] = lambda: None) -> list[Done | Failed]:
    tracker = place.run()
    plan = plan_for(tracker, authors)
    meanwhile()
    outcomes = outcomes_of(plan, tracker)
    tracker.close()
    return outcomes


def test_what_people_write_between_plan_and_apply_stays(place: Place, authors: Authors) -> None:
    run(place, authors)
    ref = (place.names["identity"], 1)
    authors.edit("01", priority="p0")
    body = place.snapshot()[ref].body
    written = f"Ours.\n\n{body.replace('- [ ] A token', '- [x] A token')}"
    run(place, authors, lambda: place.edit(ref, Edit(body=written)))
    after = place.snapshot()[ref].body
    assert after.startswith("Ours.\n\n<!-- postmortem:begin")
    assert "- [x] A token" in after
    assert "**Priority:** p0" in after


def test_an_issue_that_is_deleted_between_plan_and_apply_is_filed_anew(place: Place, authors: Authors) -> None:
    run(place, authors)
    ref = (place.names["identity"], 1)
    authors.edit("01", priority="p0")
    authors.edit("02", priority="p0")
    outcomes = run(place, authors, lambda: place.delete(ref))
    assert [isinstance(outcome, Done) for outcome in outcomes] == [False, True]
    run(place, authors)
    assert [ref[1] for ref in sorted(place.snapshot())] == [2, 3, 4]


class Refusing:
    """A tracker that takes no issue in some repositories."""

    def __init__(self, tracker: Tracker, refused: dict[str, TrackerError]) -> None:
        self._tracker, self._refused = tracker, refused
        self.repository, self.issues, self.issue = tracker.repository, tracker.issues, tracker.issue
        self.search, self.has_milestone = tracker.search, tracker.has_milestone
        self.comments, self.comment, self.may_write = tracker.comments, tracker.comment, tracker.may_write
        self.edit, self.events, self.close = tracker.edit, tracker.events, tracker.close

    def create(self, repository: str, new: NewIssue, guard: Guard = unguarded) -> Issue:
        for text, error in self._refused.items():
            if text in (repository, new.title):
                raise error
        return self._tracker.create(repository, new, guard)


@pytest.mark.parametrize("error", [TrackerError("closed"), Unacceptable("too long"), LostAnswer("lost")])
def test_nothing_is_closed_as_moved_before_it_is_open_elsewhere(
    place: Place, authors: Authors, error: TrackerError
) -> None:
    run(place, authors)
    authors.edit("01", owner="payments")
    tracker = Refusing(place.run(), {place.names["payments"]: error})
    outcomes = outcomes_of(plan_for(tracker, authors), tracker)
    tracker.close()
    assert [type(outcome) for outcome in outcomes] == [Failed, Failed]
    assert place.snapshot()[place.names["identity"], 1].open
    run(place, authors)
    assert "Moved here from example-org/identity#1." in place.snapshot()[place.names["payments"], 1].body


def test_nothing_is_closed_as_moved_whose_new_repository_took_nothing_more(place: Place, authors: Authors) -> None:
    run(place, authors)
    for number in ("01", "02"):
        authors.edit(number, owner="payments")
    tracker = Refusing(place.run(), {"Expire tokens of 01": TrackerError("closed")})
    outcomes = outcomes_of(plan_for(tracker, authors), tracker)
    tracker.close()
    assert [type(outcome) for outcome in outcomes] == [Failed] * 4
    assert all(seen.open for seen in place.snapshot().values())


def test_two_findings_of_one_title_each_find_their_issue_when_both_lost_their_markers(
    place: Place, authors: Authors
) -> None:
    authors.edit("02", title="Expire tokens of 01")
    run(place, authors)
    refs = sorted(place.snapshot())
    for ref in refs:
        place.edit(ref, Edit(body="Rewritten."))
    run(place, authors)
    assert sorted(place.snapshot()) == refs
    assert all("postmortem:begin" in seen.body for seen in place.snapshot().values())


def test_one_issue_that_is_not_taken_leaves_the_others_their_way(place: Place, authors: Authors) -> None:
    tracker = Refusing(place.run(), {"Expire tokens of 01": Unacceptable("its assignee is unknown")})
    outcomes = outcomes_of(plan_for(tracker, authors), tracker)
    tracker.close()
    assert [type(outcome) for outcome in outcomes] == [Failed, Done, Done]


@pytest.fixture
def github(server: Server, tmp_path: Path) -> Iterator[tuple[GitHubPlace, Proxy, Authors]]:
    with Proxy(server.port) as proxy:
        place = GitHubPlace(server, proxy)
        yield place, proxy, Authors(tmp_path / "repository", place.names, example.INCIDENT)


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_a_repository_that_turns_public_gets_no_restricted_text_from_then_on(
    server: Server, github: tuple[GitHubPlace, Proxy, Authors], writes: int
) -> None:
    place, proxy, authors = github
    identity = place.names["identity"]

    def turn_public(_: str) -> None:
        listed = f"GET /repos/{place.names['security-response']}/issues" in "\n".join(proxy.requests)
        if listed and len(proxy.writes()) == writes:
            server.request("PATCH", f"/repos/{identity}", {"private": False})

    proxy.on_answer = turn_public
    outcomes = run(place, authors)
    assert [isinstance(outcome, Done) for outcome in outcomes] == [at < writes for at in range(3)]
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
    assert any("became public after the plan was made" in failed.why for failed in failures)
    shown = [seen.body for (repository, _), seen in place.snapshot().items() if repository == identity]
    assert sum(SECRET in body for body in shown) == writes
    proxy.on_answer = lambda _: None
    run(place, authors)
    shown = [seen.body for (repository, _), seen in place.snapshot().items() if repository == identity]
    assert (len(shown), [body for body in shown if SECRET in body]) == (3, [])


def test_a_refused_assignee_is_said_and_the_next_finding_filed(
    github: tuple[GitHubPlace, Proxy, Authors],
) -> None:
    place, proxy, authors = github
    proxy.fail("POST", instead(422, {"message": "Validation Failed", "errors": [{"field": "assignees"}]}))
    assert [type(outcome) for outcome in run(place, authors)] == [Failed, Done, Done]
