"""What is remembered of GitHub between runs, seen from the requests that are made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.tracking.marker import Block
from pipeline.tracking.memory import RememberingTracker
from pipeline.tracking.tracker import Edit, NewIssue, TrackerError
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import Proxy, instead
from tests.tracking.server import Server

NEW = NewIssue("Expire tokens", str(Block("2026-01-10-leaked-token/01", "accepted", "Why")), frozenset({"postmortem"}))


@pytest.fixture
def target(server: Server) -> str:
    return server.new_repository()


@pytest.fixture
def run(proxy: Proxy, tmp_path: Path) -> Iterator[Callable[..., RememberingTracker]]:
    """Begin another run: a tracker that remembers the earlier ones. `later` is how long after now it is."""
    opened = []

    def begin(later: timedelta = timedelta(0), warn: Callable[[str], None] = pytest.fail) -> RememberingTracker:
        tracker = RememberingTracker(
            github_tracker(proxy.url),
            tmp_path / "github.sqlite",
            "here",
            lambda issue: "postmortem" in issue.labels,
            warn=warn,
            now=lambda: datetime.now(UTC) + later,
        )
        opened.append(tracker)
        proxy.requests.clear()
        return tracker

    yield begin
    for tracker in opened:
        tracker.close()


Run = Callable[..., RememberingTracker]


def test_the_next_run_asks_only_for_what_changed(server: Server, proxy: Proxy, target: str, run: Run) -> None:
    for _ in range(101):
        server.request("POST", f"/repos/{target}/issues", {"title": "Ours", "labels": ["postmortem"]})
    first = run().issues(target)
    assert len(proxy.requests) == 2
    server.request("PATCH", f"/repos/{target}/issues/7", {"title": "Changed"})

    again = run().issues(target)

    assert "since=" in proxy.requests[0]
    assert [issue.number for issue in again] == [issue.number for issue in first]
    assert again[6].title == "Changed"


def test_nothing_but_the_relevant_issues_is_kept(server: Server, target: str, run: Run, tmp_path: Path) -> None:
    server.request("POST", f"/repos/{target}/issues", {"title": "QUOKKA"})
    assert run().issues(target) == []
    assert b"QUOKKA" not in (tmp_path / "github.sqlite").read_bytes()


def test_only_its_owner_may_read_the_file(target: str, run: Run, tmp_path: Path) -> None:
    run().issues(target)
    assert (tmp_path / "github.sqlite").stat().st_mode & 0o077 == 0


def test_an_issue_that_lost_its_label_is_still_given(server: Server, target: str, run: Run) -> None:
    run().create(target, NEW)
    run().issues(target)
    server.request("PATCH", f"/repos/{target}/issues/1", {"labels": []})
    assert [issue.labels for issue in run().issues(target)] == [frozenset()]


def test_what_was_made_is_known_although_the_list_does_not_show_it_yet(proxy: Proxy, target: str, run: Run) -> None:
    tracker = run()
    tracker.create(target, NEW)
    tracker.issues(target)
    second = tracker.create(target, NEW)
    proxy.fail(f"GET /repos/{target}/issues", instead(200, []))
    assert second in run().issues(target)


def test_a_list_that_lags_does_not_undo_a_change(server: Server, proxy: Proxy, target: str, run: Run) -> None:
    tracker = run()
    tracker.create(target, NEW)
    tracker.issues(target)
    stale = server.request("GET", f"/repos/{target}/issues?state=all")
    tracker.edit(target, 1, Edit(title="Expire all tokens"))
    proxy.fail(f"GET /repos/{target}/issues", instead(200, stale))
    assert [issue.title for issue in run().issues(target)] == ["Expire all tokens"]


def test_after_a_day_everything_is_read_again(proxy: Proxy, target: str, run: Run) -> None:
    run().create(target, NEW)
    run().issues(target)
    run(timedelta(days=2)).issues(target)
    assert "since=" not in proxy.requests[0]


def test_what_is_gone_is_forgotten_when_everything_is_read(proxy: Proxy, target: str, run: Run) -> None:
    run().create(target, NEW)
    run().issues(target)
    proxy.fail(f"GET /repos/{target}/issues", instead(200, []))
    assert run(timedelta(days=2)).issues(target) == []


def test_a_change_that_fails_makes_the_next_run_read_everything(proxy: Proxy, target: str, run: Run) -> None:
    tracker = run()
    tracker.create(target, NEW)
    tracker.issues(target)
    proxy.fail("PATCH", instead(410, {"message": "This issue was deleted"}))
    with pytest.raises(TrackerError):
        tracker.edit(target, 1, Edit(title="Expire all tokens"))
    run().issues(target)
    assert "since=" not in proxy.requests[0]


def test_a_file_that_cannot_be_used_costs_requests_and_a_word(target: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "github.sqlite").write_text("something else")
    said: list[str] = []
    tracker = run(warn=said.append)
    tracker.create(target, NEW)
    assert len(tracker.issues(target)) == 1
    assert len(said) == 1
    assert "github.sqlite cannot be used" in said[0]


def test_a_file_that_is_full_costs_requests_and_a_word(target: str, run: Run, tmp_path: Path) -> None:
    run().create(target, NEW)
    said: list[str] = []
    tracker = run(warn=said.append)
    with sqlite3.connect(tmp_path / "github.sqlite") as database:
        database.execute("DROP TABLE issue")
    database.close()
    assert len(tracker.issues(target)) == 1
    assert len(said) == 1
