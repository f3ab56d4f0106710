"""The embedded tracker, as people use it beside the pipeline, and as it fails."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pipeline.tracking.local import LocalTracker
from pipeline.tracking.tracker import (
    Comment,
    Edit,
    Guard,
    Issue,
    IssueEvent,
    LostAnswer,
    NewIssue,
    Repository,
    Tracker,
    TrackerError,
    Unavailable,
    unguarded,
)
from tests.filing.authors import PUBLIC
from tests.filing.places import ALL_TEAMS, IssueView, Ref

T = TypeVar("T")


class Killed(BaseException):
    """The run ends here, as if its process were killed."""


class Faulty:
    """A tracker whose n-th request from when a fault was set fails, before or after it took effect."""

    def __init__(self, tracker: Tracker, faults: LocalFaults) -> None:
        self._tracker, self._faults = tracker, faults

    def repository(self, name: str) -> Repository | None:
        return self._faults.through(lambda: self._tracker.repository(name))

    def issues(self, repository: str, since: datetime | None = None) -> list[Issue]:
        return self._faults.through(lambda: self._tracker.issues(repository, since))

    def issue(self, repository: str, number: int) -> Issue | None:
        return self._faults.through(lambda: self._tracker.issue(repository, number))

    def search(self, organisation: str, text: str) -> list[Issue]:
        return self._faults.through(lambda: self._tracker.search(organisation, text))

    def has_milestone(self, repository: str, title: str) -> bool:
        return self._faults.through(lambda: self._tracker.has_milestone(repository, title))

    def comments(self, repository: str, number: int) -> list[Comment]:
        return self._faults.through(lambda: self._tracker.comments(repository, number))

    def events(self, repository: str, number: int) -> list[IssueEvent]:
        return self._faults.through(lambda: self._tracker.events(repository, number))

    def may_write(self, repository: str, login: str) -> bool:
        return self._faults.through(lambda: self._tracker.may_write(repository, login))

    def comment(self, repository: str, number: int, body: str, guard: Guard = unguarded) -> Comment:
        return self._faults.through(lambda: self._tracker.comment(repository, number, body, guard), write=True)

    def create(self, repository: str, new: NewIssue, guard: Guard = unguarded) -> Issue:
        return self._faults.through(lambda: self._tracker.create(repository, new, guard), write=True)

    def edit(self, repository: str, number: int, edit: Edit, guard: Guard = unguarded) -> Issue:
        return self._faults.through(lambda: self._tracker.edit(repository, number, edit, guard), write=True)

    def close(self) -> None:
        self._tracker.close()


class LocalFaults:
    """Counts down to the request that fails."""

    KINDS = ("lost before", "lost after", "killed before", "killed after", "refused", "unavailable")

    def __init__(self) -> None:
        self.kind, self.left = "", 0

    def through(self, send: Callable[[], T], *, write: bool = False) -> T:
        self.left -= 1
        if not self.kind or self.left != 0:
            return send()
        kind, when = self.kind.partition(" ")[0], self.kind.partition(" ")[2]
        if when == "after":
            send()
        if kind == "killed":
            raise Killed
        if kind == "unavailable":
            raise Unavailable("the test lets it fail")
        raise (LostAnswer if kind == "lost" and write else TrackerError)("the test lets it fail")


class LocalPlace:
    """The embedded tracker in a folder."""

    transfers_comments = True

    def __init__(self, folder: Path, teams: Iterable[str] = ALL_TEAMS, public: Iterable[str] = PUBLIC) -> None:
        self.names = {team: f"example-org/{team}" for team in teams}
        self._file = folder / "tracker.sqlite"
        self._public = frozenset(self.names[team] for team in public)
        self._faults = LocalFaults()
        self._people = LocalTracker(self._file, self._public)
        self._rows = sqlite3.connect(self._file, isolation_level=None)
        self._rows.execute("PRAGMA synchronous = OFF")

    def snapshot(self) -> dict[Ref, IssueView]:
        return {
            (repository, number): IssueView(
                title, body, frozenset(json.loads(labels)), closed_as, tuple(json.loads(people)), comments
            )
            for repository, number, title, body, labels, closed_as, people, comments in self._rows.execute(
                "SELECT repository, number, title, body, labels, closed_as, assignees, (SELECT count(*) FROM comment"
                " WHERE comment.repository = issue.repository AND comment.number = issue.number) FROM issue"
            )
        }

    def run(self) -> Tracker:
        return Faulty(LocalTracker(self._file, self._public), self._faults)

    def fail(self, fault: str, request: int) -> None:
        self._faults.kind, self._faults.left = fault, request

    def mend(self) -> None:
        self._faults.kind = ""

    def edit(self, ref: Ref, edit: Edit) -> None:
        self._people.edit(*ref, edit, by_person=True)

    def open_issue(self, repository: str, title: str, body: str, labels: frozenset[str]) -> Ref:
        return repository, self._people.create(repository, NewIssue(title, body, labels)).number

    def delete(self, ref: Ref) -> None:
        self._rows.execute("DELETE FROM issue WHERE repository = ? AND number = ?", ref)

    def transfer(self, ref: Ref, repository: str) -> Ref:
        (number,) = self._rows.execute(
            "UPDATE issue SET repository = ?1, updated_at = ?4, number = 1 +"
            " (SELECT coalesce(max(number), 0) FROM issue WHERE repository = ?1)"
            " WHERE repository = ?2 AND number = ?3 RETURNING number",
            (repository, *ref, datetime.now(UTC).isoformat(timespec="seconds")),
        ).fetchone()
        for table in ("comment", "event"):
            self._rows.execute(
                f"UPDATE {table} SET repository = ?, number = ? WHERE repository = ? AND number = ?",  # noqa: S608  # our text
                (repository, number, *ref),
            )
        return repository, number

    def talk(self, ref: Ref) -> None:
        people = json.dumps(["dana"])
        self._rows.execute("UPDATE issue SET assignees = ? WHERE repository = ? AND number = ?", (people, *ref))
        self.say(ref, "We look into it.")

    def say(self, ref: Ref, text: str) -> None:
        self._people.comment(*ref, text, author="dana")

    def publish(self, repository: str) -> None:
        """Let everybody read the repository."""
        self._public |= {repository}

    def close(self) -> None:
        self._people.close()
        self._rows.close()
