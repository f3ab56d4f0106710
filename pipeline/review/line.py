"""A line of the review: a finding or an incident that somebody has to look at, and what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self


class Reason(StrEnum):
    """Why something is in the review, in the order in which the response team goes through it.

    The value is the name in JSON; `heading` is what people read.
    """

    heading: str

    OVERDUE = "overdue", "Overdue"
    DEADLINE = "deadlines", "Deadlines of notifications"
    RISK = "risks", "Accepted risks that expire"
    BROKEN = "broken", "Incidents with errors"
    DISAGREEING = "disagreeing", "File and issue disagree"
    UNVERIFIED = "unverified", "Fixed, not verified"
    PROCEDURE = "procedures", "Verified, but not in the procedure"
    UNDECIDED = "undecided", "Not decided"
    UNANSWERED = "unanswered", "Asked, not answered"
    DUE = "due", "Due soon"
    SILENT = "silent", "Silent"
    AGAIN = "again", "To be verified again"
    UNASSESSED = "unassessed", "Response not assessed"
    UNRECOVERED = "unrecovered", "Recovery not recorded"
    CLOSABLE = "closable", "Incidents to close"

    def __new__(cls, name: str, heading: str) -> Self:
        """A reason, and what it is called."""
        reason = str.__new__(cls, name)
        reason._value_ = name
        reason.heading = heading
        return reason


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted, of which teams, and what to write where: `write` is YAML for the front matter of `file`."""

    wanted: str
    of: tuple[str, ...]
    file: str
    write: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something to look at. `key` is the finding's key, or the incident's id; `why` says more than the reason.

    `owner` and `priority` are "" for an incident. `issue` is None if none is filed, `due` if nothing is due.
    """

    reason: Reason
    key: str
    title: str
    why: str
    ask: Ask
    owner: str = ""
    priority: str = ""
    issue: str | None = None
    due: date | None = None

    @property
    def incident(self) -> str:
        """The id of the incident that it is about."""
        return self.key.partition("/")[0]


def in_order(lines: list[Line]) -> tuple[Line, ...]:
    """By reason, then the earliest due date first."""
    reasons = list(Reason)
    return tuple(sorted(lines, key=lambda line: (reasons.index(line.reason), line.due or date.max, line.key)))
