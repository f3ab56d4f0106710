"""A disk that is full or may not be written to: said in one line, nothing half done, and the next run finishes."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.tracking.local import LocalTracker
from pipeline.tracking.tracker import Edit, NewIssue, TrackerError
from tests import example
from tests.filing.conftest import IDENTITY, Desk

NEW = NewIssue("Expire tokens", "A token lived for ever. " * 200, frozenset({"postmortem"}))
FULL = "is full; free some disk space, and run again"


@contextmanager
def small_disk(pages: int) -> Iterator[None]:
    """SQLite's files may grow to so many pages: beyond that they are told what a full disk tells them."""
    connect = sqlite3.connect

    def limited(path: Path, timeout: float, isolation_level: None) -> sqlite3.Connection:
        connection = connect(path, timeout=timeout, isolation_level=isolation_level)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", limited)
        yield


def test_what_a_full_disk_did_not_take_is_not_half_there(tmp_path: Path) -> None:
    with small_disk(pages=8):
        tracker = LocalTracker(tmp_path / "tracker.sqlite")
    made = [tracker.create(IDENTITY, NEW)]
    with pytest.raises(TrackerError, match=FULL):
        made.extend(tracker.create(IDENTITY, NEW) for _ in range(100))
    with pytest.raises(TrackerError, match=FULL):
        tracker.edit(IDENTITY, 1, Edit("Rotate", NEW.body * 10, "completed", frozenset({"new"})))
    assert tracker.issues(IDENTITY) == made
    tracker.close()
    tracker = LocalTracker(tmp_path / "tracker.sqlite")
    assert tracker.create(IDENTITY, NEW).number == len(made) + 1
    tracker.close()


def test_a_run_on_a_full_disk_says_so_and_the_next_one_finishes(desk: Desk) -> None:
    for number in range(2, 10):
        text = example.changed(example.FINDING, f"title: Expire tokens of {number}")
        (desk.folder / f"findings/{number:02d}-other.md").write_text(text)
    with small_disk(pages=5):
        result = desk.run("apply")
    done = result.stdout.count("create example-org/identity#")
    assert (result.exit_code, 0 < done < 9) == (1, True)
    assert FULL in result.stderr
    assert f"{done} changes made, {9 - done} not made: run this again to finish" in result.stderr
    assert desk.apply().count("create example-org/identity#") == 9 - done


@pytest.fixture
def limited(desk: Desk) -> str:
    """The plan is over its limits; its digest."""
    config = desk.root / "postmortem.yml"
    config.write_text(config.read_text() + "limits: {creates: 0}\n")
    return str(desk.plan()["digest"])


def test_what_was_accepted_has_to_be_kept_before_anything_is_written(desk: Desk, limited: str) -> None:
    accepted = desk.root / ".postmortem" / "accepted"
    accepted.write_text("")
    result = desk.run("apply", "--accept", limited)
    assert result.exit_code == 2
    assert "accepted is not a folder" in result.stderr
    assert desk.issues(IDENTITY) == []
    accepted.unlink()
    desk.apply("--accept", limited)
    assert desk.issue().open


def test_a_full_disk_keeps_a_plan_from_being_accepted(desk: Desk, limited: str) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))  # as near to a full disk as a test without a mount gets
    try:
        result = desk.run("apply", "--accept", limited)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert result.exit_code == 2
    assert "the accepted plan cannot be recorded" in result.stderr
    assert "File too large" in result.stderr
    assert desk.issues(IDENTITY) == []
