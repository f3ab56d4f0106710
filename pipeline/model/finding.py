"""A finding: what to change, what was decided about it, and whether the change holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pipeline.markdown.prose import Prose
from pipeline.model.facts import Waiver

WONT_FIX = ("declined", "risk-accepted")
"""The decisions after which nothing changes, and the issue is closed as not planned."""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for an accepted finding: until when, why, and who approved it."""

    until: date | None
    reason: str
    approved_by: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a finding, with whom and why.

    `asked` are the teams that have not answered yet, `consulted` those that have. `until` is the last day for which a
    risk is accepted, None for no end.
    """

    status: str
    consulted: tuple[str, ...]
    reason: str
    on: date | None
    asked: tuple[str, ...] = ()
    until: date | None = None
    extended: Extension | None = None

    def in_force(self, today: date) -> Decision:
        """The decision on that day: a finding whose acceptance as a risk has expired is proposed again."""
        ran_out = self.status == "risk-accepted" and self.until is not None and self.until < today
        return replace(self, status="proposed") if ran_out else self

    @property
    def wont_fix(self) -> bool:
        """Whether it was decided that nothing changes: the finding is declined, or its risk is accepted."""
        return self.status in WONT_FIX


@dataclass(frozen=True, slots=True)
class Repeat:
    """A later look at a change that was verified, and whether it still holds."""

    by: str
    on: date | None
    how: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """How the security response team showed that a change holds.

    `again_after` is how long that is good for, such as P6M, "" for ever; `repeats` are the later verifications.
    """

    by: str
    on: date | None
    how: str
    evidence: tuple[str, ...] = ()
    again_after: str = ""
    repeats: tuple[Repeat, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the change held when it was last looked at."""
        return not self.repeats or self.repeats[-1].holds

    @property
    def latest(self) -> date | None:
        """The day on which it was last looked at."""
        return self.repeats[-1].on if self.repeats else self.on


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to change. `incident` and `number` form its key, which never changes."""

    incident: str
    number: str
    path: str
    title: str
    category: str
    kind: str
    owner: str
    involves: tuple[str, ...]
    priority: str
    due: date | None
    evidence: tuple[str, ...]
    tlp: str
    disclose_after: date | None
    decision: Decision
    sop: str
    assignees: tuple[str, ...]
    milestone: str
    issue: str
    duplicate_of: str
    verification: Verification | None
    body: Prose
    waivers: tuple[Waiver, ...] = ()
    effect: str = ""

    @property
    def key(self) -> str:
        """The finding's key, such as 2024-06-28-leaked-admin-token/01."""
        return f"{self.incident}/{self.number}"

    def in_force(self, today: date) -> Finding:
        """The finding with the decision that is in force on that day."""
        decision = self.decision.in_force(today)
        return self if decision is self.decision else replace(self, decision=decision)

    @property
    def teams(self) -> tuple[str, ...]:
        """The owner and every other team involved, each once."""
        return tuple(dict.fromkeys((self.owner, *self.involves)))
