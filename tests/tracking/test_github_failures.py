"""Requests to GitHub that fail: a create is sent once, a read is repeated, and each refusal says what to do."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.tracking.github.tracker import GitHubTracker
from pipeline.tracking.tracker import Edit, LostAnswer, NewIssue, TrackerError
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import DROP_AFTER, DROP_BEFORE, SILENT_AFTER, Fault, Proxy, after, instead, moved
from tests.tracking.server import TOKEN, Server

NEW = NewIssue("Expire tokens", "A token lived for ever.", frozenset({"postmortem"}))


@pytest.fixture
def target(server: Server) -> str:
    return server.new_repository()


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
    pytest.param(instead(410, {"message": "Issues are disabled"}), "enable issues", id="410"),
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
