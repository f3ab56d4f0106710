"""The trackers that findings are filed in, as people use them beside the pipeline, and as they fail."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.tracking.local import LocalTracker
from pipeline.tracking.memory import RememberingTracker
from pipeline.tracking.tracker import (
    Edit,
    Guard,
    Issue,
    LostAnswer,
    NewIssue,
    Target,
    Tracker,
    TrackerError,
    Unavailable,
    unguarded,
)
from tests.filing.authors import PUBLIC, TEAMS
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import DROP_AFTER, DROP_BEFORE, Fault, Proxy, after, instead
from tests.tracking.server import Server

ALL_TEAMS = ("security-response", *TEAMS, "partner")
T = TypeVar("T")
Ref = tuple[str, int]
"""A repository and an issue's number."""


class Killed(BaseException):
    """The run ends here, as if its process were killed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An issue with all that people can see of it."""

    title: str
    body: str
    labels: frozenset[str]
    closed_as: str | None
    assignees: tuple[str, ...] = ()
    comments: int = 0

    @property
    def open(self) -> bool:
        return self.closed_as is None


class Place(Protocol):
    """A tracker, from the side of the people who use it."""

    names: dict[str, str]

    def look(self) -> dict[Ref, Seen]:
        """Every issue of every repository."""

    def run(self) -> Tracker:
        """The tracker as a new run gets it."""

    def fail(self, fault: str, request: int) -> None:
        """Let the request that is the n-th from now fail in this way."""

    def mend(self) -> None:
        """No fault from now on."""

    def edit(self, ref: Ref, edit: Edit) -> None:
        """What somebody changes."""

    def open_issue(self, repository: str, title: str, body: str, labels: frozenset[str]) -> Ref:
        """What somebody opens."""

    def delete(self, ref: Ref) -> None:
        """Delete an issue."""

    def transfer(self, ref: Ref, repository: str) -> Ref:
        """Transfer an issue; where it is then."""

    def talk(self, ref: Ref) -> None:
        """Assign somebody, and comment."""

    def close(self) -> None:
        """Nobody uses it any more."""

    def a_day_passes(self) -> None:
        """What is remembered grows old."""


class Faulty:
    """A tracker whose n-th request from when a fault was set fails, before or after it took effect."""

    def __init__(self, tracker: Tracker, faults: LocalFaults) -> None:
        self._tracker, self._faults = tracker, faults

    def target(self, repository: str) -> Target | None:
        return self._faults.through(lambda: self._tracker.target(repository))

    def issues(self, repository: str, since: datetime | None = None) -> list[Issue]:
        return self._faults.through(lambda: self._tracker.issues(repository, since))

    def issue(self, repository: str, number: int) -> Issue | None:
        return self._faults.through(lambda: self._tracker.issue(repository, number))

    def search(self, organisation: str, text: str) -> list[Issue]:
        return self._faults.through(lambda: self._tracker.search(organisation, text))

    def has_milestone(self, repository: str, title: str) -> bool:
        return self._faults.through(lambda: self._tracker.has_milestone(repository, title))

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
    """The embedded tracker, with what is remembered of it beside it where `remembers`."""

    def __init__(self, folder: Path, *, remembers: bool) -> None:
        self.names = {team: f"example-org/{team}" for team in ALL_TEAMS}
        self._file, self._memory = folder / "tracker.sqlite", folder / "memory.sqlite"
        self._remembers, self._later = remembers, timedelta(0)
        self._public = frozenset(self.names[team] for team in PUBLIC)
        self._faults = LocalFaults()
        self._people = LocalTracker(self._file, self._public)
        self._rows = sqlite3.connect(self._file, isolation_level=None)
        self._rows.execute("PRAGMA synchronous = OFF")

    def look(self) -> dict[Ref, Seen]:
        return {
            (repository, number): Seen(title, body, frozenset(json.loads(labels)), closed_as, tuple(json.loads(people)))
            for repository, number, title, body, labels, closed_as, people in self._rows.execute(
                "SELECT repository, number, title, body, labels, closed_as, assignees FROM issue"
            )
        }

    def run(self) -> Tracker:
        tracker: Tracker = Faulty(LocalTracker(self._file, self._public), self._faults)
        return remembering(tracker, self._memory, self._later) if self._remembers else tracker

    def fail(self, fault: str, request: int) -> None:
        self._faults.kind, self._faults.left = fault, request

    def mend(self) -> None:
        self._faults.kind = ""

    def edit(self, ref: Ref, edit: Edit) -> None:
        self._people.edit(*ref, edit)

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
        return repository, number

    def talk(self, ref: Ref) -> None:
        people = json.dumps(["dana"])
        self._rows.execute("UPDATE issue SET assignees = ? WHERE repository = ? AND number = ?", (people, *ref))

    def a_day_passes(self) -> None:
        self._later += timedelta(days=1, minutes=1)

    def close(self) -> None:
        self._people.close()
        self._rows.close()


class GitHubPlace:
    """A GitHub, with repositories of its own for each place, behind a proxy.

    It cannot delete an issue: who plays people takes everything out of it instead. So a transfer is one made anew.
    """

    def __init__(self, server: Server, proxy: Proxy, folder: Path) -> None:
        self.names = {team: server.new_repository(public=team in PUBLIC) for team in ALL_TEAMS}
        self.waited: list[float] = []
        self._server, self._proxy, self._memory, self._later = server, proxy, folder / "memory.sqlite", timedelta(0)

    def look(self) -> dict[Ref, Seen]:
        return {
            (repository, issue["number"]): Seen(
                issue["title"],
                issue["body"] or "",
                frozenset(label["name"] for label in issue["labels"]),
                (issue["state_reason"] or "completed") if issue["state"] == "closed" else None,
                tuple(person["login"] for person in issue["assignees"]),
                issue["comments"],
            )
            for repository in set(self.names.values())
            for issue in self._server.request("GET", f"/repos/{repository}/issues?state=all&per_page=100")
        }

    def run(self) -> Tracker:
        github = github_tracker(
            self._proxy.url, pause=lambda seconds, _: self.waited.append(seconds), patience_seconds=3600
        )
        return remembering(github, self._memory, self._later)

    def fail(self, fault: str, request: int) -> None:
        at = len(self._proxy.requests) + request

        def count(_: str) -> None:
            if len(self._proxy.requests) == at:
                self._proxy.fail("", GITHUB_FAULTS[fault])
            elif len(self._proxy.requests) > at and fault.startswith("cut off"):
                self._proxy.fail("", DROP_BEFORE)

        self._proxy.on_request = count

    def mend(self) -> None:
        self._proxy.on_request = lambda _: None
        self._proxy.mend()

    def edit(self, ref: Ref, edit: Edit) -> None:
        path = f"/repos/{ref[0]}/issues/{ref[1]}"
        if edit.add_labels:
            self._server.request("POST", f"{path}/labels", {"labels": sorted(edit.add_labels)})
        for label in edit.remove_labels:
            self._server.request("DELETE", f"{path}/labels/{label}")
        changes = {"title": edit.title, "body": edit.body, "state": edit.state and "closed", "state_reason": edit.state}
        changes |= {"state": "open", "state_reason": "reopened"} if edit.state == "open" else {}
        self._server.request("PATCH", path, {name: value for name, value in changes.items() if value is not None})

    def open_issue(self, repository: str, title: str, body: str, labels: frozenset[str]) -> Ref:
        new = {"title": title, "body": body, "labels": sorted(labels)}
        return repository, self._server.request("POST", f"/repos/{repository}/issues", new)["number"]

    def delete(self, ref: Ref) -> None:
        seen = self.look()[ref]
        self.edit(ref, Edit("gone", "", "not_planned", remove_labels=seen.labels))

    def transfer(self, ref: Ref, repository: str) -> Ref:
        seen = self.look()[ref]
        there = self.open_issue(repository, seen.title, seen.body, seen.labels)
        if seen.closed_as:
            self.edit(there, Edit(state=seen.closed_as))  # type: ignore[arg-type]
        self.delete(ref)
        return there

    def talk(self, ref: Ref) -> None:
        path = f"/repos/{ref[0]}/issues/{ref[1]}"
        self._server.request("POST", f"{path}/assignees", {"assignees": ["dana"]})
        self._server.request("POST", f"{path}/comments", {"body": "We look into it."})

    def a_day_passes(self) -> None:
        self._later += timedelta(days=1, minutes=1)

    def close(self) -> None:
        """The server ends with the test."""


WAIT: dict[str, str] = {"Retry-After": "2"}
GITHUB_FAULTS: dict[str, Fault] = {
    "dropped before": DROP_BEFORE,
    "dropped after": DROP_AFTER,
    "cut off before": DROP_BEFORE,
    "cut off after": DROP_AFTER,
    "502 before": instead(502),
    "502 after": after(502),
    "403 wait": instead(403, {"message": "You have exceeded a secondary rate limit"}, WAIT),
    "429 wait": instead(429, {"message": "Too many requests"}, WAIT),
    "401": instead(401, {"message": "Bad credentials"}),
    "403": instead(403, {"message": "Resource not accessible by personal access token"}),
    "404": instead(404, {"message": "Not Found"}),
    "410": instead(410, {"message": "This issue was deleted"}),
    "422": instead(422, {"message": "Validation Failed"}),
}


def remembering(tracker: Tracker, file: Path, later: timedelta = timedelta(0)) -> RememberingTracker:
    """The tracker with its memory, which may fail no test in silence."""

    def warn(text: str) -> None:
        raise AssertionError(text)

    return RememberingTracker(
        tracker,
        file,
        "here",
        lambda issue: "postmortem:begin" in issue.body or any(label.startswith("postmortem") for label in issue.labels),
        warn=warn,
        now=lambda: datetime.now(UTC) + later,
    )
