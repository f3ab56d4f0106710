"""What was read of GitHub before, kept beside the incidents, so that a plan asks only for what changed since.

A cache: without it, or where it cannot be used, everything is read. It holds issues' texts, so only its owner may read
the file, and it belongs in no shared cache.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pipeline.host.writing import database
from pipeline.tracking.tracker import (
    Edit,
    Guard,
    Issue,
    NewIssue,
    Target,
    Tracker,
    TrackerError,
    Unavailable,
    unguarded,
)

_OVERLAP = timedelta(minutes=1)
"""How far back a list is asked for again: one that lags behind may show late what changed before."""

_FULL_EVERY = timedelta(days=1)
"""After so long everything is read again: a list of changes does not tell what was deleted or transferred away."""

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS listing (source TEXT, repository TEXT, full_at TEXT, latest TEXT,
    PRIMARY KEY (source, repository));
CREATE TABLE IF NOT EXISTS issue (source TEXT, repository TEXT, number INTEGER, content TEXT,
    PRIMARY KEY (source, repository, number));
PRAGMA user_version = 1;
"""


class RememberingTracker:
    """A tracker that keeps what it read and wrote in the file at `path`.

    Of a listed repository it keeps, and gives, the issues that are `relevant`; `source` says which tracker and which
    notion of relevance the file's content belongs to. `warn` hears of a file that cannot be used.
    """

    def __init__(
        self,
        tracker: Tracker,
        path: Path,
        source: str,
        relevant: Callable[[Issue], bool],
        *,
        warn: Callable[[str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open the file, and make it where there is none."""
        self._tracker, self._path, self._source, self._relevant = tracker, path, source, relevant
        self._warn, self._now = warn, now
        self._broken = False
        self._try(self._open)

    def target(self, repository: str) -> Target | None:
        """The repository as it is now."""
        return self._tracker.target(repository)

    def issues(self, repository: str, since: datetime | None = None) -> list[Issue]:
        """The relevant issues of the repository, by number; asks only for what changed since it was listed last."""
        if since is not None:
            return self._tracker.issues(repository, since)
        latest = self._try(lambda: self._latest(repository))
        kept = self._try(lambda: self._kept(repository)) if latest else None
        if latest is None or kept is None:
            listed = self._tracker.issues(repository)
            found = {issue.number: issue for issue in listed if self._relevant(issue)}
            self._try(lambda: self._replace(repository, found.values(), listed))
        else:
            listed = self._tracker.issues(repository, latest - _OVERLAP)
            found = kept | {issue.number: issue for issue in listed if self._news(issue, kept)}
            self._try(lambda: self._update(repository, [found[i.number] for i in listed if i.number in found], listed))
        return [found[number] for number in sorted(found)]

    def issue(self, repository: str, number: int) -> Issue | None:
        """The issue as it is now; one that is not there any more is forgotten."""
        issue = self._tracker.issue(repository, number)
        if issue is None or issue.repository != repository:
            self._try(lambda: self._drop(repository, number))
        return issue

    def search(self, organisation: str, text: str) -> list[Issue]:
        """Issues as the tracker's search finds them now."""
        return self._tracker.search(organisation, text)

    def has_milestone(self, repository: str, title: str) -> bool:
        """Whether the repository has the milestone now."""
        return self._tracker.has_milestone(repository, title)

    def create(self, repository: str, new: NewIssue, guard: Guard = unguarded) -> Issue:
        """Make an issue, and remember it: the next list may not show it yet."""
        return self._remembered(self._tracker.create(repository, new, guard))

    def edit(self, repository: str, number: int, edit: Edit, guard: Guard = unguarded) -> Issue:
        """Change an issue. Where that fails, its repository is read as a whole next time: the issue may be gone."""
        try:
            issue = self._tracker.edit(repository, number, edit, guard)
        except Unavailable:
            raise
        except TrackerError:
            self._try(lambda: self._forget(repository))
            raise
        return self._remembered(issue)

    def close(self) -> None:
        """Close the file, and what the tracker holds."""
        self._try(self._connection.close)
        self._tracker.close()

    def _remembered(self, issue: Issue) -> Issue:
        self._try(lambda: self._store([issue]))
        return issue

    def _open(self) -> None:
        self._connection = database(self._path, timeout=30)
        self._connection.executescript(_SCHEMA)

    def _latest(self, repository: str) -> datetime | None:
        """When the newest change happened that is known of; None where everything has to be read."""
        row = self._execute("SELECT full_at, latest FROM listing WHERE source = ? AND repository = ?", repository)
        full_at, latest = row[0] if row else (None, None)
        fresh = full_at is not None and self._now() - datetime.fromisoformat(full_at) < _FULL_EVERY
        return datetime.fromisoformat(latest) if fresh and latest else None

    def _kept(self, repository: str) -> dict[int, Issue]:
        rows = self._execute("SELECT content FROM issue WHERE source = ? AND repository = ?", repository)
        return {issue.number: issue for issue in (_issue(content) for (content,) in rows)}

    def _news(self, issue: Issue, kept: Mapping[int, Issue]) -> bool:
        """Whether a listed issue is to be kept: also one that is relevant no longer, but not what is out of date."""
        known = kept.get(issue.number)
        return self._relevant(issue) if known is None else known.updated_at <= issue.updated_at

    def _replace(self, repository: str, issues: Iterable[Issue], listed: list[Issue]) -> None:
        with self._connection:
            self._execute("DELETE FROM issue WHERE source = ? AND repository = ?", repository)
            self._execute("INSERT OR REPLACE INTO listing VALUES (?, ?, ?, NULL)", repository, self._now().isoformat())
            self._update(repository, issues, listed)

    def _update(self, repository: str, issues: Iterable[Issue], listed: list[Issue]) -> None:
        with self._connection:
            self._store(issues)
            if listed:
                latest = max(issue.updated_at for issue in listed).isoformat()
                self._execute(
                    "UPDATE listing SET latest = ?3 WHERE source = ?1 AND repository = ?2", repository, latest
                )

    def _store(self, issues: Iterable[Issue]) -> None:
        rows = [(self._source, issue.repository, issue.number, _content(issue)) for issue in issues]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO issue VALUES (?, ?, ?, ?)", rows)

    def _drop(self, repository: str, number: int) -> None:
        with self._connection:
            query = "DELETE FROM issue WHERE source = ? AND repository = ? AND number = ?"
            self._connection.execute(query, (self._source, repository, number))

    def _forget(self, repository: str) -> None:
        with self._connection:
            self._execute("DELETE FROM listing WHERE source = ? AND repository = ?", repository)

    def _execute(self, query: str, repository: str, *more: str) -> list[Any]:
        return self._connection.execute(query, (self._source, repository, *more)).fetchall()

    def _try(self, action: Callable[[], T]) -> T | None:
        """Use the file; never again once that failed."""
        if self._broken:
            return None
        try:
            return action()
        except (sqlite3.Error, OSError, KeyError, TypeError, ValueError) as error:
            self._broken = True
            self._warn(
                f"{self._path} cannot be used, so that everything is read from the tracker: {error};"
                " it may be deleted at any time"
            )
            return None


def _content(issue: Issue) -> str:
    plain = asdict(issue) | {
        "labels": sorted(issue.labels),
        "closed_at": issue.closed_at and issue.closed_at.isoformat(),
        "updated_at": issue.updated_at.isoformat(),
    }
    return json.dumps(plain)


def _issue(content: str) -> Issue:
    plain = json.loads(content)
    closed_at = plain["closed_at"]
    plain |= {
        "labels": frozenset(plain["labels"]),
        "closed_at": datetime.fromisoformat(closed_at) if closed_at else None,
        "updated_at": datetime.fromisoformat(plain["updated_at"]),
    }
    return Issue(**plain)
