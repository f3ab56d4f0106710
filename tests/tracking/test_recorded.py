"""What the tracker makes of answers that GitHub itself gave, recorded by Octokit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.tracking.github.tracker import GitHubTracker
from pipeline.tracking.tracker import Edit, LostAnswer, NewIssue, Repository, TrackerError
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import Fault, instead
from tests.tracking.recorded import Recording

NEW = NewIssue("Issue without a label", "", frozenset())

Play = Callable[[str], tuple[Recording, GitHubTracker]]


@pytest.fixture
def play() -> Iterator[Play]:
    """Play a scenario: its server, and a tracker that talks to it."""
    with ExitStack() as stack:

        def start(scenario: str) -> tuple[Recording, GitHubTracker]:
            recording = stack.enter_context(Recording(scenario))
            tracker = github_tracker(recording.url)
            stack.callback(tracker.close)
            return recording, tracker

        yield start


def test_a_repository_is_a_target(play: Play) -> None:
    _, tracker = play("get-repository")

    assert tracker.repository("octokit-fixture-org/hello-world") == Repository(
        "octokit-fixture-org/hello-world", public=True, has_issues=True, archived=False
    )


def test_pages_are_followed_to_the_last_one(play: Play) -> None:
    recording, tracker = play("paginate-issues")

    issues = tracker.issues("octokit-fixture-org/paginate-issues")

    assert [(issue.number, issue.title) for issue in issues] == [(n, f"Test issue {n}") for n in range(1, 14)]
    assert recording.requests[1:] == [f"GET /repositories/1000/issues?page={n}&per_page=3" for n in range(2, 6)]


def test_a_listed_issue_without_a_body_is_read_whole(play: Play) -> None:
    _, tracker = play("paginate-issues")

    first = tracker.issues("octokit-fixture-org/paginate-issues")[0]

    assert first.reference == "octokit-fixture-org/paginate-issues#1"
    assert (first.title, first.body, first.labels, first.closed_as) == ("Test issue 1", "", frozenset(), None)
    assert (first.author, first.from_inside) == ("octokit-fixture-user-a", True)
    assert first.updated_at == datetime(2017, 10, 10, 16, tzinfo=UTC)
    assert first.url == "https://github.com/octokit-fixture-org/paginate-issues/issues/1"


def test_a_search_finds_issues_of_members_and_of_others(play: Play) -> None:
    _, tracker = play("search-issues")

    found = tracker.search("octokit-fixture-org", "sesame")

    assert [(issue.reference, issue.from_inside) for issue in found] == [
        ("octokit-fixture-org/search-issues#2", False),
        ("octokit-fixture-org/search-issues#1", True),
    ]


def test_a_renamed_repository_is_reported_with_its_new_name(play: Play) -> None:
    recording, tracker = play("rename-repository")

    with pytest.raises(TrackerError, match="was renamed to octokit-fixture-org/rename-repository-newname"):
        tracker.repository("octokit-fixture-org/rename-repository")

    assert recording.requests == ["GET /repos/octokit-fixture-org/rename-repository", "GET /repositories/1000"]


def test_a_repository_is_found_under_its_new_name(play: Play) -> None:
    recording, tracker = play("rename-repository")
    recording.fail("GET", recording.instead(2))

    found = tracker.repository("octokit-fixture-org/rename-repository-newname")

    assert found is not None
    assert found.public


def test_a_change_in_a_renamed_repository_is_refused_and_not_sent_again(play: Play) -> None:
    recording, tracker = play("rename-repository")
    recording.fail("PATCH", recording.instead(3))  # the 307

    with pytest.raises(TrackerError, match="was renamed or the issue transferred") as raised:
        tracker.edit("octokit-fixture-org/rename-repository", 1, Edit(title="Expire all tokens"))

    assert not isinstance(raised.value, LostAnswer)
    assert len(recording.requests) == 1


def test_a_new_issue_is_read_from_its_answer(play: Play) -> None:
    _, tracker = play("add-labels-to-issue")

    made = tracker.create("octokit-fixture-org/add-labels-to-issue", NEW)

    assert (made.reference, made.title, made.body) == (
        "octokit-fixture-org/add-labels-to-issue#1",
        "Issue without a label",
        "",
    )


def test_labels_are_added_with_the_request_that_github_took(play: Play) -> None:
    recording, tracker = play("add-labels-to-issue")
    recording.fail("GET", Fault(forward=False, answer=replace(recording.answer(0), status=200)))

    tracker.edit("octokit-fixture-org/add-labels-to-issue", 1, Edit(add_labels=frozenset({"baZ", "Foo", "bAr"})))

    taken = recording.recorded[1]
    assert recording.writes() == [f"POST {taken['path']}"]
    assert json.loads(recording.bodies[0]) == taken["body"]


# Refusals


@pytest.mark.parametrize(
    ("scenario", "place", "named"),
    [("errors", 0, "color invalid"), ("release-assets-conflict", 1, "name already_exists")],
)
def test_a_refusal_names_the_field_and_the_code(play: Play, scenario: str, place: int, named: str) -> None:
    recording, tracker = play(scenario)
    recording.fail("POST", recording.instead(place))

    with pytest.raises(TrackerError, match=rf"\(422\).*GitHub says: Validation Failed, {named}$") as raised:
        tracker.create("octokit-fixture-org/errors", NEW)

    assert not isinstance(raised.value, LostAnswer)
    assert len(recording.requests) == 1


def test_a_404_is_no_issue_but_an_error_for_a_list(play: Play) -> None:
    recording, tracker = play("branch-protection")
    recording.fail("GET", recording.instead(0), times=2)

    assert tracker.issue("octokit-fixture-org/branch-protection", 1) is None
    with pytest.raises(TrackerError, match=r"\(404\).*GitHub says: Branch not protected"):
        tracker.issues("octokit-fixture-org/branch-protection")


@pytest.mark.parametrize(
    ("reset", "advice"),
    [
        pytest.param("4102444800", "run again after 00:00:0[12] UTC", id="a time"),
        pytest.param("1507651200000", "run again after ..:..:.. UTC", id="milliseconds, as recorded"),
    ],
)
@pytest.mark.parametrize(
    "act",
    [
        lambda tracker: tracker.create("octokit-fixture-org/errors", NEW),
        lambda tracker: tracker.issues("octokit-fixture-org/errors"),
    ],
    ids=["create", "issues"],
)
def test_once_the_rate_is_used_up_the_headers_say_when_to_run_again(
    play: Play, act: Callable[[GitHubTracker], object], reset: str, advice: str
) -> None:
    recording, tracker = play("errors")
    spent = {**recording.answer(0).headers, "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    recording.fail("", instead(403, {"message": "API rate limit exceeded for user ID 1000."}, spent))

    with pytest.raises(TrackerError, match=advice) as raised:
        act(tracker)

    assert not isinstance(raised.value, LostAnswer)
    assert len(recording.requests) == 1
