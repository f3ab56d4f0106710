"""What only GitHub has: what is sent, what its answers mean, redirects, and a server below a path."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.tracking.github.tracker import GitHubTracker
from pipeline.tracking.tracker import Edit, NewIssue, TrackerError
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import Proxy, instead, moved
from tests.tracking.server import Server

NEW = NewIssue("Expire tokens", "A token lived for ever.", frozenset({"postmortem"}))


@pytest.fixture
def target(server: Server) -> str:
    return server.new_repository()


# What is sent


def test_a_listing_sends_one_request_for_each_hundred(
    github: GitHubTracker, proxy: Proxy, server: Server, target: str
) -> None:
    for _ in range(201):
        server.request("POST", f"/repos/{target}/issues", {"title": "Expire tokens"})

    assert len(github.issues(target)) == 201
    assert len(proxy.requests) == 3


def test_an_issue_made_while_others_are_listed_is_listed(
    github: GitHubTracker, proxy: Proxy, server: Server, target: str
) -> None:
    def make_one(_: object = None) -> None:
        server.request("POST", f"/repos/{target}/issues", {"title": "Expire tokens"})

    for _ in range(101):
        make_one()
    proxy.on_answer = make_one

    assert [issue.number for issue in github.issues(target)][:102] == list(range(1, 103))


def test_a_target_and_an_issue_take_one_request_each(
    github: GitHubTracker, proxy: Proxy, server: Server, target: str
) -> None:
    server.request("POST", f"/repos/{target}/issues", {"title": "Expire tokens"})

    github.repository(target)
    github.issue(target, 1)

    assert proxy.requests == [f"GET /repos/{target}", f"GET /repos/{target}/issues/1"]


def test_the_state_changes_last_and_with_the_text(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    github.create(target, NEW)

    github.edit(
        target,
        1,
        Edit("Expire all tokens", "Done.", "not_planned", frozenset({"declined"}), frozenset({"postmortem"})),
    )

    issue = f"/repos/{target}/issues/1"
    assert proxy.requests[1:] == [f"POST {issue}/labels", f"DELETE {issue}/labels/postmortem", f"PATCH {issue}"]
    assert json.loads(proxy.bodies[-1]) == {
        "title": "Expire all tokens",
        "body": "Done.",
        "state": "closed",
        "state_reason": "not_planned",
    }


def test_closing_as_a_duplicate_says_so(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    github.create(target, NEW)

    github.edit(target, 1, Edit(state="duplicate"))  # the test server knows no such reason

    assert json.loads(proxy.bodies[-1]) == {"state": "closed", "state_reason": "duplicate"}


def test_an_empty_edit_writes_nothing(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    github.create(target, NEW)

    github.edit(target, 1, Edit())

    assert proxy.writes() == [f"POST /repos/{target}/issues"]


def test_assignees_are_set_when_the_issue_is_made(github: GitHubTracker, server: Server, target: str) -> None:
    github.create(target, NewIssue("Expire tokens", "", frozenset(), assignees=("dana",)))

    issue = server.request("GET", f"/repos/{target}/issues/1")
    assert [person["login"] for person in issue["assignees"]] == ["dana"]


def test_what_people_do_to_an_issue_is_theirs(github: GitHubTracker, server: Server, target: str) -> None:
    github.create(target, NEW)
    path = f"/repos/{target}/issues/1"
    server.request("POST", f"{path}/assignees", {"assignees": ["dana"]})
    github.edit(target, 1, Edit(state="completed"))
    server.request("PATCH", path, {"state": "open"})
    assert [event.kind for event in github.events(target, 1)] == ["assigned", "reopened"]


def test_what_an_app_does_to_an_issue_is_no_event_of_a_person(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    github.create(target, NEW)
    bot, person = {"login": "stale[bot]", "type": "Bot"}, {"login": "dana", "type": "User"}
    events: list[dict[str, Any]] = [
        {"event": "closed", "actor": bot},
        {"event": "assigned", "actor": person, "assigner": bot},
        {"event": "subscribed", "actor": person},
        {"event": "milestoned", "actor": None},  # the account was deleted
        {"event": "referenced", "actor": person},
    ]
    answer = [{**event, "created_at": "2026-02-03T12:00:00Z"} for event in events]
    proxy.fail(f"GET /repos/{target}/issues/1/events", instead(200, answer))
    assert [event.kind for event in github.events(target, 1)] == ["milestoned", "referenced"]


@pytest.mark.parametrize(("title", "body"), [("t" * 257, ""), ("Expire tokens", "b" * 65_537)])
def test_what_is_too_long_for_github_is_not_sent(
    github: GitHubTracker, proxy: Proxy, target: str, title: str, body: str
) -> None:
    with pytest.raises(TrackerError, match="characters, but GitHub allows"):
        github.create(target, NewIssue(title, body, frozenset()))

    assert proxy.requests == []


# What answers mean


def test_a_repository_that_is_not_there_is_no_target(github: GitHubTracker) -> None:
    assert github.repository("example-org/nobody") is None


def test_the_issues_of_a_repository_that_is_not_there_are_an_error(github: GitHubTracker) -> None:
    with pytest.raises(TrackerError, match="example-org/nobody"):
        github.issues("example-org/nobody")


def test_an_archived_repository_says_so(github: GitHubTracker, server: Server, target: str) -> None:
    server.request("PATCH", f"/repos/{target}", {"archived": True, "has_issues": False})

    found = github.repository(target)

    assert found is not None
    assert (found.archived, found.has_issues) == (True, False)


def test_an_issue_made_without_a_body_has_an_empty_one(github: GitHubTracker, server: Server, target: str) -> None:
    server.request("POST", f"/repos/{target}/issues", {"title": "Expire tokens"})

    assert [issue.body for issue in github.issues(target)] == [""]


def test_an_issue_closed_without_a_reason_counts_as_completed(
    github: GitHubTracker, server: Server, target: str
) -> None:
    github.create(target, NEW)
    server.request("PATCH", f"/repos/{target}/issues/1", {"state": "closed", "state_reason": None})

    assert [issue.closed_as for issue in github.issues(target)] == ["completed"]


def test_pull_requests_are_no_issues(github: GitHubTracker, proxy: Proxy, server: Server, target: str) -> None:
    item = server.request("POST", f"/repos/{target}/issues", {"title": "Expire tokens"})
    proxy.fail("GET", instead(200, [item | {"number": 2, "pull_request": {"url": "…"}}, item]))

    assert [issue.number for issue in github.issues(target)] == [1]


def test_a_deleted_issue_is_none(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    proxy.fail("GET", instead(410, {"message": "This issue was deleted"}))

    assert github.issue(target, 1) is None


def test_issues_switched_off_are_an_error(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    proxy.fail("GET", instead(410, {"message": "Issues are disabled for this repo"}))

    with pytest.raises(TrackerError, match="enable issues"):
        github.issue(target, 1)


@pytest.mark.parametrize("body", ["<html>Log in to the guest network</html>", '{"number": 1', []])
def test_an_answer_that_is_not_githubs_is_an_error(
    github: GitHubTracker, proxy: Proxy, target: str, body: object
) -> None:
    proxy.fail("GET", instead(200, body))

    with pytest.raises(TrackerError, match="did not respond as GitHub does"):
        github.issue(target, 1)


def test_a_list_that_is_no_list_is_not_taken_for_an_empty_one(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    proxy.fail("GET", instead(200, {}))

    with pytest.raises(TrackerError, match="did not respond as GitHub does"):
        github.issues(target)


# Redirects


def test_a_renamed_repository_is_an_error_that_names_the_new_one(
    github: GitHubTracker, proxy: Proxy, target: str
) -> None:
    proxy.fail("GET", moved(f"https://elsewhere.example/repos/{target}"))

    with pytest.raises(TrackerError, match=f"example-org/old was renamed to {target}"):
        github.repository("example-org/old")


def test_the_issues_of_a_renamed_repository_are_an_error(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    proxy.fail("GET", moved(f"/repos/{target}/issues"))

    with pytest.raises(TrackerError, match=r"example-org/old.* to "):
        github.issues("example-org/old")


def test_a_transferred_issue_is_found_where_it_is(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    issue = github.create(target, NEW)
    proxy.fail("GET", moved(f"{proxy.url}/repos/{target}/issues/1"))

    assert github.issue("example-org/identity", 12) == issue


def test_a_transferred_issue_is_not_changed(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    issue = github.create(target, NEW)
    proxy.fail("PATCH", moved(f"{proxy.url}/repos/{target}/issues/1"))

    with pytest.raises(TrackerError, match="transferred"):
        github.edit("example-org/identity", 12, Edit(title="Expire all tokens"))

    assert github.issues(target) == [issue]


# Settings


def test_an_enterprise_server_is_asked_below_its_prefix(server: Server, target: str) -> None:
    with Proxy(server.port, prefix="/api/v3") as enterprise:
        next_page = "https://git.example.org/api/v3/repositories/7/issues?page=2&state=all"
        enterprise.fail("GET", instead(200, [], {"Link": f'<{next_page}>; rel="next"'}))
        enterprise.fail("GET", instead(200, []))
        tracker = github_tracker(enterprise.url + "/")

        tracker.issues(target)
        tracker.create(target, NEW)

        assert enterprise.requests[1:] == [
            "GET /api/v3/repositories/7/issues?page=2&state=all",
            f"POST /api/v3/repos/{target}/issues",
        ]
        tracker.close()
