"""The tracker as a GitHub App: a token for each organisation, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pipeline.tracking.github.connection import Connection
from pipeline.tracking.github.credentials import credentials_from
from pipeline.tracking.github.rate_limit import RateLimiter
from pipeline.tracking.github.tracker import GitHubTracker
from pipeline.tracking.tracker import Edit, LostAnswer, NewIssue, TrackerError
from tests.tracking.proxy import Proxy, instead
from tests.tracking.server import APP_ID, Server, app_key

NEW = NewIssue("Expire tokens", "A token lived for ever.", frozenset({"postmortem"}))


@pytest.fixture
def target(server: Server) -> str:
    return server.new_repository()


@pytest.fixture
def as_app(proxy: Proxy) -> Iterator[Callable[..., GitHubTracker]]:
    """The tracker as the App of the tests, which notes its pauses and makes none."""
    opened: list[GitHubTracker] = []

    def tracker(pauses: list[str]) -> GitHubTracker:
        settings = {"GITHUB_APP_ID": str(APP_ID), "GITHUB_APP_PRIVATE_KEY": app_key()}
        connection = Connection(proxy.url, seconds_between_retries=0)
        credentials = credentials_from(settings, connection, write=True)
        limiter = RateLimiter(0, pause=lambda _, why: pauses.append(why))
        opened.append(GitHubTracker(connection, credentials, limiter, longest_wait_seconds=60))
        return opened[-1]

    yield tracker
    for tracker_of_test in opened:
        tracker_of_test.close()


def test_an_app_files_issues_in_each_organisation(as_app: Callable[..., GitHubTracker], proxy: Proxy) -> None:
    tracker = as_app([])

    for repository in ("example-org/identity", "example-lab/identity", "example-org/build"):
        assert tracker.create(repository, NEW) in tracker.issues(repository)

    tokens = [line for line in proxy.requests if "/access_tokens" in line]
    assert tokens == ["POST /app/installations/1/access_tokens", "POST /app/installations/2/access_tokens"]


def test_an_app_cannot_ask_whose_token_it_has_and_reads_events_all_the_same(
    as_app: Callable[..., GitHubTracker], proxy: Proxy, server: Server, target: str
) -> None:
    tracker = as_app([])
    number = tracker.create(target, NEW).number
    server.request("PATCH", f"/repos/{target}/issues/{number}", {"state": "closed"})
    tracker.edit(target, number, Edit(state="open"))
    proxy.fail("GET /user", instead(403, {"message": "Resource not accessible by integration"}))
    assert [event.kind for event in tracker.events(target, number)] == ["closed"]


def test_a_write_for_which_there_is_no_token_is_not_sent(
    as_app: Callable[..., GitHubTracker], proxy: Proxy, target: str
) -> None:
    proxy.fail("POST /app", instead(502))

    with pytest.raises(TrackerError, match=r"^GitHub returned an error instead of a token") as raised:
        as_app([]).create(target, NEW)

    assert not isinstance(raised.value, LostAnswer)
    assert len(proxy.writes()) == 1


def test_a_token_is_waited_for_as_long_as_an_issue_is(
    as_app: Callable[..., GitHubTracker], proxy: Proxy, target: str
) -> None:
    pauses: list[str] = []
    proxy.fail("POST /app", instead(403, {"message": "secondary rate limit"}, {"Retry-After": "60"}))

    as_app(pauses).create(target, NEW)

    assert pauses == ["GitHub's rate limit is reached in example-org (403)"]


def test_what_an_app_is_refused_is_said_of_the_app(
    as_app: Callable[..., GitHubTracker], proxy: Proxy, target: str
) -> None:
    proxy.fail("POST /repos", instead(403, {"message": "Resource not accessible by integration"}))

    with pytest.raises(TrackerError, match=r"^the GitHub App 4711 may not do this"):
        as_app([]).create(target, NEW)
