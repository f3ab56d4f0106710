"""The embedded tracker: one SQLite file that holds issues as GitHub would, for a machine without GitHub.

Several processes may use the file at once, and each may be killed at any moment: every write is one
transaction that takes the file's write lock before it reads what it changes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.host.writing import database
from pipeline.tracking.tracker import (
    Comment,
    Edit,
    EventKind,
    Guard,
    Issue,
    IssueEvent,
    NewIssue,
    Repository,
    TrackerError,
    unguarded,
)

_APPLICATION = 0x504D5452
"""Marks a file as this tracker's ("PMTR" in its header), so that no other program's file is ever written to."""

_LOCK_SECONDS = 30.0
"""How long a write waits for those of other processes; each takes milliseconds."""

_FIRST_VERSION = """
CREATE TABLE issue (
    repository TEXT NOT NULL,
    number     INTEGER NOT NULL,
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    labels     TEXT NOT NULL,
    assignees  TEXT NOT NULL,
    created_at TEXT NOT NULL,
    closed_as  TEXT,
    closed_at  TEXT,
    PRIMARY KEY (repository, number)
)
"""

_UPGRADES = (
    (
        "ALTER TABLE issue ADD COLUMN updated_at TEXT NOT NULL DEFAULT '2026-01-01T00:00:00+00:00'",
        "ALTER TABLE issue ADD COLUMN milestone TEXT NOT NULL DEFAULT ''",
    ),
    (
        """
        CREATE TABLE comment (
            id         INTEGER PRIMARY KEY,
            repository TEXT NOT NULL,
            number     INTEGER NOT NULL,
            author     TEXT NOT NULL,
            body       TEXT NOT NULL,
            created_at TEXT NOT NULL
        )
        """,
    ),
    (
        """
        CREATE TABLE event (
            id         INTEGER PRIMARY KEY,
            repository TEXT NOT NULL,
            number     INTEGER NOT NULL,
            kind       TEXT NOT NULL,
            created_at TEXT NOT NULL
        )
        """,
    ),
)
"""What makes a file of each version one of the next."""
_VERSION = len(_UPGRADES)
"""The file's `user_version`; the first version had 0."""

_COLUMNS = "repository, number, title, body, labels, closed_as, closed_at, updated_at, assignees, created_at"


class LocalTracker:
    """Issues in the SQLite file at `path`, which is created where there is none.

    A repository of every name exists and accepts issues; those named in `public` count as public.
    """

    def __init__(self, path: Path, public: frozenset[str] = frozenset()) -> None:
        """Open the file. Raises UsageError if it cannot be opened, holds something else, or may not be used."""
        self._path, self._public = path, public
        with self._explained():
            self._database = database(path, timeout=_LOCK_SECONDS, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._database.close()
                raise

    def repository(self, name: str) -> Repository | None:
        """The repository; there is one of every name."""
        return Repository(name, public=name in self._public, has_issues=True, archived=False)

    def issues(self, repository: str, since: datetime | None = None) -> list[Issue]:
        """The issues of the repository, by number."""
        earliest = since.astimezone(UTC).isoformat(timespec="seconds") if since else ""
        return self._select("repository = ? AND updated_at >= ? ORDER BY number", repository, earliest)

    def issue(self, repository: str, number: int) -> Issue | None:
        """The issue, or None if there is none."""
        return next(iter(self._select("repository = ? AND number = ?", repository, number)), None)

    def search(self, organisation: str, text: str) -> list[Issue]:
        """Issues in the organisation's repositories whose body has the text."""
        where = "repository GLOB ? AND instr(body, ?) ORDER BY repository, number"
        return self._select(where, f"{organisation}/*", text)

    def has_milestone(self, repository: str, title: str) -> bool:  # noqa: ARG002  # as at GitHub
        """Whether the repository has the milestone: it has one of every title."""
        return True

    def create(self, repository: str, new: NewIssue, guard: Guard = unguarded) -> Issue:
        """Create an issue with the repository's next number."""
        guard()
        with self._writing():
            (number,) = self._database.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM issue WHERE repository = ?", (repository,)
            ).fetchone()
            labels, assignees = json.dumps(sorted(new.labels)), json.dumps(new.assignees)
            self._database.execute(
                "INSERT INTO issue VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, ?)",
                (repository, number, new.title, new.body, labels, assignees, now := _now(), now, new.milestone),
            )
            return self.existing(repository, number)

    def edit(
        self, repository: str, number: int, edit: Edit, guard: Guard = unguarded, *, by_person: bool = False
    ) -> Issue:
        """Change an issue, as the pipeline or as a person. As on GitHub, a closed one keeps the reason for it."""
        if edit == Edit():
            return self.existing(repository, number)
        guard()
        with self._writing():
            before = self.existing(repository, number)
            closed_as, closed_at = before.closed_as, before.closed_at and before.closed_at.isoformat()
            if edit.state == "open":
                closed_as, closed_at = None, None
            elif edit.state is not None and before.open:
                closed_as, closed_at = edit.state, _now()
            title = before.title if edit.title is None else edit.title
            body = before.body if edit.body is None else edit.body
            labels = json.dumps(sorted((before.labels | edit.add_labels) - edit.remove_labels))
            self._database.execute(
                "UPDATE issue SET title = ?, body = ?, labels = ?, closed_as = ?, closed_at = ?,"
                " updated_at = ? WHERE repository = ? AND number = ?",
                (title, body, labels, closed_as, closed_at, _now(), repository, number),
            )
            after = self.existing(repository, number)
            if by_person:
                events = [(repository, number, kind, _now()) for kind in _events(before, after)]
                self._database.executemany("INSERT INTO event VALUES (NULL, ?, ?, ?, ?)", events)
            return after

    def repositories(self) -> list[str]:
        """The names of the repositories that have issues, sorted."""
        with self._explained():
            return [name for (name,) in self._database.execute("SELECT DISTINCT repository FROM issue ORDER BY 1")]

    def comments(self, repository: str, number: int) -> list[Comment]:
        """The comments on an issue, the oldest first."""
        rows = self._rows("id, author, body, created_at FROM comment", repository, number)
        return [Comment(key, author, body, datetime.fromisoformat(at)) for key, author, body, at in rows]

    def events(self, repository: str, number: int) -> list[IssueEvent]:
        """What people did to an issue beside writing, the oldest first."""
        rows = self._rows("kind, created_at FROM event", repository, number)
        return [IssueEvent(kind, datetime.fromisoformat(at)) for kind, at in rows]

    def may_write(self, repository: str, login: str) -> bool:  # noqa: ARG002  # as at GitHub
        """Whether the account may write: whoever may change the file may."""
        return bool(login)

    def comment(
        self, repository: str, number: int, body: str, guard: Guard = unguarded, *, author: str = ""
    ) -> Comment:
        """Comment on an issue, as the pipeline or as the person who is its `author`."""
        guard()
        with self._writing():
            self.existing(repository, number)
            self._database.execute(
                "INSERT INTO comment (repository, number, author, body, created_at) VALUES (?, ?, ?, ?, ?)",
                (repository, number, author, body, now := _now()),
            )
            where = "WHERE repository = ? AND number = ?"
            self._database.execute(f"UPDATE issue SET updated_at = ? {where}", (now, repository, number))  # noqa: S608  # our text
        return self.comments(repository, number)[-1]

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _rows(self, what: str, repository: str, number: int) -> list[tuple[Any, ...]]:
        with self._explained():
            query = f"SELECT {what} WHERE repository = ? AND number = ? ORDER BY id"  # the text is this module's own
            return self._database.execute(query, (repository, number)).fetchall()

    def _select(self, where: str, *values: str | int) -> list[Issue]:
        with self._explained():
            query = f"SELECT {_COLUMNS} FROM issue WHERE {where}"  # noqa: S608  # the text is this module's own
            return [_issue(row) for row in self._database.execute(query, values)]

    def existing(self, repository: str, number: int) -> Issue:
        """The issue. Raises TrackerError if there is none."""
        issue = self.issue(repository, number)
        if issue is None:
            raise TrackerError(
                f"there is no issue {repository}#{number} in {self._path}: `postmortem issue list` lists them all"
            )
        return issue

    def _prepare(self) -> None:
        if self._header() == (_APPLICATION, _VERSION):
            return
        with self._writing():
            application, version = self._header()  # another process may have done it by now
            if application != _APPLICATION:
                if self._database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                    raise TrackerError(f"{self._path} is not a file of the local tracker: move it away")
                self._database.execute(_FIRST_VERSION)
                self._database.execute(f"PRAGMA application_id = {_APPLICATION}")
                version = 0
            if version > _VERSION:
                raise TrackerError(f"{self._path} was written by a newer version: upgrade, or move it away")
            for statement in chain.from_iterable(_UPGRADES[version:]):
                self._database.execute(statement)
            self._database.execute(f"PRAGMA user_version = {_VERSION}")

    def _header(self) -> tuple[int, int]:
        (application,) = self._database.execute("PRAGMA application_id").fetchone()
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        return application, version

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._explained():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            finally:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            advice = "it must be a file that this tracker created, in a writable directory"
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                advice = "free some disk space, and run again"
            raise TrackerError(f"the local tracker's file {self._path} cannot be used: {error}; {advice}") from error


def _issue(row: tuple[str, int, str, str, str, str | None, str | None, str, str, str]) -> Issue:
    repository, number, title, body, labels, closed_as, closed_at, updated_at, assignees, created_at = row
    return Issue(
        repository=repository,
        number=number,
        title=title,
        body=body,
        labels=frozenset(json.loads(labels)),
        closed_as=closed_as,  # type: ignore[arg-type]  # only edit writes it
        closed_at=datetime.fromisoformat(closed_at) if closed_at else None,
        updated_at=datetime.fromisoformat(updated_at),
        author="",
        from_inside=True,
        url=f"local:{repository}#{number}",
        assignees=tuple(json.loads(assignees)),
        created_at=datetime.fromisoformat(created_at),
    )


def _events(before: Issue, after: Issue) -> Iterator[EventKind]:
    """What made one of the other."""
    if before.open != after.open:
        yield "reopened" if after.open else "closed"
    if before.labels != after.labels:
        yield "unlabeled" if after.labels < before.labels else "labeled"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
