"""What only GitHub has: requests that can fail, answers that can get lost, permissions, redirects."""

from __future__ import annotations

import json
import socket
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipeline.tracking.access import access_from
from pipeline.tracking.github import GitHubTracker
from pipeline.tracking.tracker import Edit, LostAnswer, NewIssue, TrackerError
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import DROP_AFTER, DROP_BEFORE, SILENT_AFTER, Fault, Proxy, after, instead
from tests.tracking.server import APP_ID, TOKEN, Server, app_key

NEW = NewIssue("Expire tokens", "A token lived for ever.", frozenset({"postmortem"}))


@pytest.fixture
def target(server: Server) -> str:
    return server.new_repository()


def moved(location: str, status: int = 301) -> Fault:
    return instead(status, {"message": "Moved Permanently"}, {"Location": location})


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

    github.target(target)
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


@pytest.mark.parametrize(("title", "body"), [("t" * 257, ""), ("Expire tokens", "b" * 65_537)])
def test_what_is_too_long_for_github_is_not_sent(
    github: GitHubTracker, proxy: Proxy, target: str, title: str, body: str
) -> None:
    with pytest.raises(TrackerError, match="characters and GitHub takes"):
        github.create(target, NewIssue(title, body, frozenset()))

    assert proxy.requests == []


# What answers mean


def test_a_repository_that_is_not_there_is_no_target(github: GitHubTracker) -> None:
    assert github.target("example-org/nobody") is None


def test_the_issues_of_a_repository_that_is_not_there_are_an_error(github: GitHubTracker) -> None:
    with pytest.raises(TrackerError, match="example-org/nobody"):
        github.issues("example-org/nobody")


def test_an_archived_repository_says_so(github: GitHubTracker, server: Server, target: str) -> None:
    server.request("PATCH", f"/repos/{target}", {"archived": True, "has_issues": False})

    found = github.target(target)

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

    with pytest.raises(TrackerError, match="switch issues on"):
        github.issue(target, 1)


@pytest.mark.parametrize("body", ["<html>Log in to the guest network</html>", '{"number": 1', []])
def test_an_answer_that_is_not_githubs_is_an_error(
    github: GitHubTracker, proxy: Proxy, target: str, body: object
) -> None:
    proxy.fail("GET", instead(200, body))

    with pytest.raises(TrackerError, match="does not answer as GitHub does"):
        github.issue(target, 1)


def test_a_list_that_is_no_list_is_not_taken_for_an_empty_one(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    proxy.fail("GET", instead(200, {}))

    with pytest.raises(TrackerError, match="does not answer as GitHub does"):
        github.issues(target)


# Lost answers


@pytest.mark.parametrize(
    ("fault", "made"),
    [
        pytest.param(instead(502), 0, id="502 instead"),
        pytest.param(after(502), 1, id="502 after it took effect"),
        pytest.param(DROP_BEFORE, 0, id="dropped before it took effect"),
        pytest.param(DROP_AFTER, 1, id="dropped after it took effect"),
        pytest.param(after(201, "<html>"), 1, id="no answer of GitHub's"),
    ],
)
def test_a_create_whose_answer_is_lost_is_sent_once(
    github: GitHubTracker, proxy: Proxy, target: str, fault: Fault, made: int
) -> None:
    proxy.fail("POST", fault)

    with pytest.raises(LostAnswer, match=target):
        github.create(target, NEW)

    assert len(proxy.requests) == 1
    assert len(github.issues(target)) == made


def test_a_create_without_an_answer_in_time_is_sent_once(proxy: Proxy, target: str) -> None:
    proxy.fail("POST", SILENT_AFTER)
    hasty = github_tracker(proxy.url, timeout_seconds=1)

    with pytest.raises(LostAnswer, match=target):
        hasty.create(target, NEW)

    assert len(proxy.requests) == 1
    hasty.close()


@pytest.mark.parametrize("lost", ["POST", "DELETE", "PATCH"])
def test_an_edit_whose_answer_is_lost_is_not_repeated(
    github: GitHubTracker, proxy: Proxy, target: str, lost: str
) -> None:
    github.create(target, NEW)
    proxy.fail(lost, after(502))

    with pytest.raises(LostAnswer, match=target):
        github.edit(target, 1, Edit("New", None, None, frozenset({"fixed"}), frozenset({"postmortem"})))

    assert sum(line.startswith(lost) for line in proxy.requests[1:]) == 1


@pytest.mark.parametrize("fault", [instead(502), instead(503), DROP_BEFORE, DROP_AFTER])
def test_a_read_is_repeated(github: GitHubTracker, proxy: Proxy, target: str, fault: Fault) -> None:
    proxy.fail("GET", fault)

    assert github.issues(target) == []
    assert len(proxy.requests) == 2


def test_a_read_that_keeps_failing_is_given_up(github: GitHubTracker, proxy: Proxy, target: str) -> None:
    proxy.fail("GET", instead(502), times=6)

    with pytest.raises(TrackerError, match=target):
        github.issues(target)

    assert len(proxy.requests) == 6


def test_a_server_that_is_not_there_loses_no_answer(target: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        tracker = github_tracker(f"http://127.0.0.1:{unused.getsockname()[1]}")

        with pytest.raises(TrackerError, match="cannot be reached") as raised:
            tracker.create(target, NEW)

        assert not isinstance(raised.value, LostAnswer)
        tracker.close()


# Refusals

REFUSALS = [
    pytest.param(instead(401, {"message": "Bad credentials"}), "expired", id="401"),
    pytest.param(instead(403, {"message": "Resource not accessible"}), "permissions Issues", id="403"),
    pytest.param(instead(404, {"message": "Not Found"}), "has access", id="404"),
    pytest.param(instead(410, {"message": "Issues are disabled"}), "switch issues on", id="410"),
    pytest.param(
        instead(422, {"message": "Validation Failed", "errors": [{"field": "assignees", "code": "invalid"}]}),
        "assignees invalid",
        id="422",
    ),
    pytest.param(
        instead(403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"}),
        "rate limit",
        id="403 by the rate limit",
    ),
    pytest.param(
        instead(403, {"message": "Slow"}, {"Retry-After": "90"}), "run again after", id="403 with Retry-After"
    ),
    pytest.param(instead(429, {"message": "Slow"}, {"Retry-After": "90"}), "run again after", id="429"),
    pytest.param(moved("/repositories/1/issues", 307), "postmortem.yml", id="307"),
    pytest.param(moved("/repositories/1/issues", 301), "postmortem.yml", id="301"),
]


@pytest.mark.parametrize(("fault", "advice"), REFUSALS)
def test_a_refused_create_is_sent_once_and_says_what_to_do(
    github: GitHubTracker, proxy: Proxy, target: str, fault: Fault, advice: str
) -> None:
    proxy.fail("POST", fault)

    with pytest.raises(TrackerError, match=advice) as raised:
        github.create(target, NEW)

    assert not isinstance(raised.value, LostAnswer)
    assert target in str(raised.value)
    assert len(proxy.requests) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "3600"},
        {"Retry-After": "Sat, 01 Jan 2101 00:00:00 GMT"},
        {"Retry-After": "1507651200000"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1507651200000"},
    ],
)
def test_a_read_does_not_wait_an_hour(
    github: GitHubTracker, proxy: Proxy, target: str, headers: dict[str, str]
) -> None:
    proxy.fail("GET", instead(403, {"message": "API rate limit exceeded"}, headers))

    with pytest.raises(TrackerError, match="rate limit is reached"):
        github.issues(target)

    assert len(proxy.requests) == 1


@pytest.mark.parametrize("fault", [instead(401), instead(422), instead(502), DROP_AFTER])
@pytest.mark.parametrize(
    "act",
    [
        lambda tracker, target: tracker.create(target, NEW),
        lambda tracker, target: tracker.issues(target),
    ],
    ids=["create", "issues"],
)
def test_the_token_is_in_no_exception(
    github: GitHubTracker, proxy: Proxy, target: str, fault: Fault, act: Callable[[GitHubTracker, str], Any]
) -> None:
    proxy.fail("", fault, times=6)

    with pytest.raises(TrackerError) as raised:
        act(github, target)

    assert TOKEN not in "".join(traceback.format_exception(raised.value))
    assert raised.value.__context__ is None


# Redirects


def test_a_renamed_repository_is_an_error_that_names_the_new_one(
    github: GitHubTracker, proxy: Proxy, target: str
) -> None:
    proxy.fail("GET", moved(f"https://elsewhere.example/repos/{target}"))

    with pytest.raises(TrackerError, match=f"example-org/old is called {target} now"):
        github.target("example-org/old")


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


# As a GitHub App


@pytest.fixture
def as_app(proxy: Proxy) -> Iterator[Callable[..., GitHubTracker]]:
    """The tracker as the App of the tests, which notes its pauses and makes none."""
    opened: list[GitHubTracker] = []

    def tracker(pauses: list[str]) -> GitHubTracker:
        settings = {"GITHUB_APP_ID": str(APP_ID), "GITHUB_APP_PRIVATE_KEY": app_key()}
        access = access_from(settings, proxy.url, write=True, seconds_between_retries=0)
        pause = lambda _, why: pauses.append(why)  # noqa: E731
        opened.append(GitHubTracker(access, proxy.url, 0, pause=pause, seconds_between_retries=0))
        return opened[-1]

    yield tracker
    for one in opened:
        one.close()


def test_an_app_files_issues_in_each_organisation(as_app: Callable[..., GitHubTracker], proxy: Proxy) -> None:
    tracker = as_app([])

    for repository in ("example-org/identity", "example-lab/identity", "example-org/build"):
        assert tracker.create(repository, NEW) in tracker.issues(repository)

    tokens = [line for line in proxy.requests if "/access_tokens" in line]
    assert tokens == ["POST /app/installations/1/access_tokens", "POST /app/installations/2/access_tokens"]


def test_a_write_for_which_there_is_no_token_is_not_sent(
    as_app: Callable[..., GitHubTracker], proxy: Proxy, target: str
) -> None:
    proxy.fail("POST /app", instead(502))

    with pytest.raises(TrackerError, match=r"^GitHub fails, asked for a token") as raised:
        as_app([]).create(target, NEW)

    assert not isinstance(raised.value, LostAnswer)
    assert len(proxy.writes()) == 1


def test_a_token_is_waited_for_as_long_as_an_issue_is(
    as_app: Callable[..., GitHubTracker], proxy: Proxy, target: str
) -> None:
    pauses: list[str] = []
    proxy.fail("POST /app", instead(403, {"message": "secondary rate limit"}, {"Retry-After": "60"}))

    as_app(pauses).create(target, NEW)

    assert pauses == ["GitHub's rate limit is reached at example-org (403)"]


def test_what_an_app_is_refused_is_said_of_the_app(
    as_app: Callable[..., GitHubTracker], proxy: Proxy, target: str
) -> None:
    proxy.fail("POST /repos", instead(403, {"message": "Resource not accessible by integration"}))

    with pytest.raises(TrackerError, match=r"^the GitHub App 4711 may not do this"):
        as_app([]).create(target, NEW)
