"""A tracker that findings are filed in, from the side of the people who use it beside the pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pipeline.tracking.tracker import Edit, Tracker
from tests.filing.authors import TEAMS

ALL_TEAMS = ("security-response", *TEAMS, "partner")
Ref = tuple[str, int]
"""A repository and an issue's number."""


@dataclass(frozen=True, slots=True)
class IssueView:
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
    transfers_comments: bool

    def snapshot(self) -> dict[Ref, IssueView]:
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

    def say(self, ref: Ref, text: str) -> None:
        """Comment."""

    def close(self) -> None:
        """Nobody uses it any more."""
