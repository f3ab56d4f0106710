"""Writes keep below GitHub's limits, and what it asks to wait for is waited for and said aloud; no test sleeps."""

from __future__ import annotations

import socket
import time

import pytest

from pipeline.tracking.github.rate_limit import RateLimiter
from pipeline.tracking.tracker import NewIssue, TrackerError, Unavailable
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import Fault, Proxy, instead
from tests.tracking.server import Server

NEW = NewIssue("Expire tokens", "", frozenset())


class Clock:
    """A clock that moves when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.said: list[tuple[float, str]] = []

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float, why: str) -> None:
        self.now += seconds
        self.said.append((seconds, why))


def test_two_writes_are_as_far_apart_as_they_have_to_be() -> None:
    clock = Clock()
    limiter = RateLimiter(1.5, 500, clock.pause, clock)
    limiter.before_write(creates=False)
    clock.now += 0.5
    limiter.before_write(creates=False)
    assert clock.said == [(1.0, "")]


def test_no_hour_has_more_new_issues_than_it_may() -> None:
    clock = Clock()
    limiter = RateLimiter(1.0, 3, clock.pause, clock)
    made = []
    for _ in range(10):
        limiter.before_write(creates=True)
        made.append(clock.now)
    assert all(later - earlier >= 3600 for earlier, later in zip(made, made[3:], strict=False))
    assert ("GitHub allows 3 new issues an hour") in {why for _, why in clock.said}


def test_changes_do_not_count_as_new_issues() -> None:
    clock = Clock()
    limiter = RateLimiter(0, 1, clock.pause, clock)
    for _ in range(5):
        limiter.before_write(creates=False)
    assert clock.said == []


def test_reading_does_not_wait_for_anything(server: Server, proxy: Proxy) -> None:
    target, clock = server.new_repository(), Clock()
    tracker = github_tracker(proxy.url, pause=clock.pause, seconds_between_writes=100)
    tracker.create(target, NEW)
    for _ in range(3):
        tracker.issues(target)
    assert clock.said == []
    tracker.create(target, NEW)
    assert [round(seconds, -1) for seconds, _ in clock.said] == [100]
    tracker.close()


def limited(status: int, message: str = "You have exceeded a secondary rate limit", **headers: str) -> Fault:
    return instead(status, {"message": message}, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (limited(403, Retry_After="20"), 20),
        (limited(429, "Slow down", Retry_After="20"), 20),
        (limited(403), 60),
    ],
    ids=["secondary", "429", "secondary without a word"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_github_asks_to_wait_is_waited_and_sent_again(
    server: Server, proxy: Proxy, fault: Fault, seconds: float, method: str
) -> None:
    target, clock = server.new_repository(), Clock()
    tracker = github_tracker(proxy.url, pause=clock.pause, longest_wait_seconds=200)
    proxy.fail(method, fault)
    issue = tracker.create(target, NEW)
    assert tracker.issues(target) == [issue]
    ((waited, why),) = clock.said
    assert waited == seconds
    assert f"rate limit is reached in {target}" in why
    tracker.close()


def test_the_hours_budget_is_waited_for_until_it_is_given_again(server: Server, proxy: Proxy) -> None:
    target, clock = server.new_repository(), Clock()
    tracker = github_tracker(proxy.url, pause=clock.pause, longest_wait_seconds=4000)
    reset = str(int(time.time()) + 3000)
    proxy.fail("POST", limited(403, X_RateLimit_Remaining="0", X_RateLimit_Reset=reset))
    tracker.create(target, NEW)
    assert [seconds for seconds, _ in clock.said] == [pytest.approx(3001, abs=60)]
    tracker.close()


def test_where_github_does_not_say_how_long_the_wait_grows(server: Server, proxy: Proxy) -> None:
    target, clock = server.new_repository(), Clock()
    tracker = github_tracker(proxy.url, pause=clock.pause, longest_wait_seconds=1000)
    proxy.fail("POST", limited(403), times=3)
    tracker.create(target, NEW)
    assert [seconds for seconds, _ in clock.said] == [60, 120, 240]
    tracker.close()


def test_beyond_its_patience_a_run_ends_and_says_when_to_go_on(server: Server, proxy: Proxy) -> None:
    target, clock = server.new_repository(), Clock()
    tracker = github_tracker(proxy.url, pause=clock.pause, longest_wait_seconds=100)
    proxy.fail("POST", limited(403, Retry_After="80"), times=2)
    with pytest.raises(Unavailable, match=r"run again after \d\d:\d\d:\d\d UTC; the changes already made are kept"):
        tracker.create(target, NEW)
    assert [seconds for seconds, _ in clock.said] == [80]
    assert len(proxy.writes()) == 2
    tracker.close()


def test_what_a_write_depends_on_is_looked_at_again_after_a_wait(server: Server, proxy: Proxy) -> None:
    target, clock = server.new_repository(), Clock()
    tracker = github_tracker(proxy.url, pause=clock.pause, longest_wait_seconds=100)
    proxy.fail("POST", limited(403, Retry_After="80"))

    def guard() -> None:
        if clock.said:
            raise TrackerError("it is public now")

    with pytest.raises(TrackerError, match="it is public now"):
        tracker.create(target, NEW, guard)
    assert tracker.issues(target) == []
    tracker.close()


def test_what_a_write_depends_on_is_looked_at_again_where_there_was_no_connection() -> None:
    asked = []

    def guard() -> None:
        asked.append("is it public?")
        if len(asked) == 2:
            raise TrackerError("it is public now")

    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        tracker = github_tracker(f"http://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(TrackerError, match="it is public now"):
            tracker.create("example-org/identity", NEW, guard)
        tracker.close()


def test_a_token_that_is_not_accepted_ends_the_run(server: Server, proxy: Proxy) -> None:
    tracker = github_tracker(proxy.url)
    proxy.fail("POST", instead(401, {"message": "Bad credentials"}))
    with pytest.raises(TrackerError) as raised:
        tracker.create(server.new_repository(), NEW)
    assert isinstance(raised.value, Unavailable)
    tracker.close()


@pytest.mark.parametrize("retry_after", ["0", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_github_is_not_asked_again_without_a_pause(server: Server, proxy: Proxy, retry_after: str) -> None:
    target, clock = server.new_repository(), Clock()
    tracker = github_tracker(proxy.url, pause=clock.pause, longest_wait_seconds=1000)
    proxy.fail("POST", limited(429, Retry_After=retry_after), times=3)
    tracker.create(target, NEW)
    assert [waited for waited, _ in clock.said] == [60, 120, 240]
    tracker.close()
