"""What only the embedded tracker has: a file, and several processes that use it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.diagnostic import UsageError
from pipeline.tracking.local import LocalTracker
from pipeline.tracking.tracker import Edit, NewIssue, TrackerError
from tests.needs import ROOT

NEW = NewIssue("Expire tokens", "A token lived for ever.", frozenset(), assignees=("dana", "alex"))

WRITER = """
import sys
from pathlib import Path
from pipeline.tracking.local import LocalTracker
from pipeline.tracking.tracker import NewIssue
tracker = LocalTracker(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    issue = tracker.create("example-org/identity", NewIssue("Expire tokens", "b" * 9_000, frozenset()))
    print(issue.number, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "issues.sqlite3"


@pytest.fixture
def local(path: Path) -> Iterator[LocalTracker]:
    tracker = LocalTracker(path)
    yield tracker
    tracker.close()


def writer(path: Path, issues: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(issues)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def start(*writers: subprocess.Popen[str]) -> None:
    """Let them write once all have opened the file."""
    for process in writers:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in writers:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()


def test_two_processes_at_once_lose_no_issue_and_share_no_number(path: Path) -> None:
    with writer(path, 100) as one, writer(path, 100) as other:
        start(one, other)
        numbers = [int(line) for process in (one, other) for line in process.communicate()[0].splitlines()]

    assert sorted(numbers) == list(range(1, 201))
    with closing(LocalTracker(path)) as tracker:
        assert len(tracker.issues("example-org/identity")) == 200


def test_a_killed_writer_leaves_every_issue_that_it_was_told_of(path: Path) -> None:
    with writer(path, 1_000_000) as process:
        start(process)
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(20)]
        process.kill()

    with closing(LocalTracker(path)) as tracker:
        numbers = [issue.number for issue in tracker.issues("example-org/identity")]
        assert numbers[:20] == told
        assert tracker.create("example-org/identity", NEW).number == numbers[-1] + 1


def test_issues_are_there_when_the_file_is_opened_again(path: Path) -> None:
    with closing(LocalTracker(path)) as tracker:
        issue = tracker.create("example-org/identity", NEW)

    with closing(LocalTracker(path)) as tracker:
        assert tracker.issues("example-org/identity") == [issue]


def test_an_issue_says_that_it_is_local(local: LocalTracker) -> None:
    assert local.create("example-org/identity", NEW).url == "local:example-org/identity#1"


def test_assignees_are_kept(local: LocalTracker, path: Path) -> None:
    local.create("example-org/identity", NEW)

    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT assignees FROM issue").fetchall() == [('["dana", "alex"]',)]


def test_an_issue_is_closed_as_a_duplicate(local: LocalTracker) -> None:
    local.create("example-org/identity", NEW)

    assert local.edit("example-org/identity", 1, Edit(state="duplicate")).closed_as == "duplicate"


def test_closing_a_closed_issue_leaves_its_reason_as_github_does(local: LocalTracker) -> None:
    local.create("example-org/identity", NEW)
    local.edit("example-org/identity", 1, Edit(state="completed"))

    assert local.edit("example-org/identity", 1, Edit(state="not_planned")).closed_as == "completed"


def test_the_directory_is_made(tmp_path: Path) -> None:
    with closing(LocalTracker(tmp_path / "new" / "issues.sqlite3")) as tracker:
        assert tracker.issues("example-org/identity") == []


def test_a_file_that_is_no_database_is_an_error_and_stays_as_it_is(path: Path) -> None:
    path.write_text("Notes on the incident, not a database.\n" * 30)

    with pytest.raises(TrackerError, match=str(path)):
        LocalTracker(path)

    assert path.read_text().startswith("Notes on the incident")


def test_another_programs_database_is_an_error_and_stays_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE bookmark (url TEXT)")

    with pytest.raises(TrackerError, match="is not a file of the local tracker"):
        LocalTracker(path)

    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmark",)]


def test_a_directory_in_the_files_place_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"{tmp_path} is a folder"):
        LocalTracker(tmp_path)


def test_a_path_below_a_file_is_an_error(path: Path) -> None:
    path.write_text("")

    with pytest.raises(UsageError, match=f"{path} is not a folder"):
        LocalTracker(path / "issues.sqlite3")


FIRST_VERSION = """
CREATE TABLE issue (repository TEXT NOT NULL, number INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
    labels TEXT NOT NULL, assignees TEXT NOT NULL, created_at TEXT NOT NULL, closed_as TEXT, closed_at TEXT,
    PRIMARY KEY (repository, number));
INSERT INTO issue VALUES ('example-org/identity', 1, 'Expire tokens', '', '[]', '[]', '2026-01-01T00:00:00+00:00',
    NULL, NULL);
PRAGMA application_id = 0x504D5452;
"""


def test_a_file_of_the_first_version_is_brought_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(FIRST_VERSION)
    with closing(LocalTracker(path)) as tracker:
        assert tracker.issues("example-org/identity")[0].title == "Expire tokens"
        assert tracker.create("example-org/identity", NEW).number == 2


def test_a_file_of_a_later_version_is_left_alone(path: Path) -> None:
    LocalTracker(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(TrackerError, match="written by a newer version"):
        LocalTracker(path)


def test_comments_are_kept_in_order(local: LocalTracker) -> None:
    local.create("example-org/identity", NEW)
    first = local.comment("example-org/identity", 1, "We will.", author="dana")
    second = local.comment("example-org/identity", 1, "We did.", author="alex")
    assert local.comments("example-org/identity", 1) == [first, second]
    assert local.comments("example-org/identity", 2) == []


def test_what_people_do_is_kept_in_order(local: LocalTracker) -> None:
    local.create("example-org/identity", NEW)
    for change in (Edit(state="completed", add_labels=frozenset({"later"})), Edit(state="open"), Edit(title="Ours")):
        local.edit("example-org/identity", 1, change, by_person=True)
    assert [event.kind for event in local.events("example-org/identity", 1)] == ["closed", "labeled", "reopened"]


def test_a_file_without_comments_gets_a_place_for_them(path: Path) -> None:
    LocalTracker(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.executescript("DROP TABLE comment; DROP TABLE event; PRAGMA user_version = 1")
    with closing(LocalTracker(path)) as tracker:
        tracker.create("example-org/identity", NEW)
        assert tracker.comment("example-org/identity", 1, "We will.", author="dana").body == "We will."
