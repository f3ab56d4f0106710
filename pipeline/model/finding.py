"""A finding: what to change, what was decided about it, and whether the change holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.markdown.prose import Prose
from pipeline.model.facts import Waiver

WONT_FIX = ("declined", "risk-accepted")
"""The decisions after which nothing changes, and the issue is closed as not planned."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a finding, with whom and why."""

    status: str
    consulted: tuple[str, ...]
    reason: str
    on: date | None

    @property
    def wont_fix(self) -> bool:
        """Whether it was decided that nothing changes: the finding is declined, or its risk is accepted."""
        return self.status in WONT_FIX


@dataclass(frozen=True, slots=True)
class Verification:
    """How the security response team showed that a change holds."""

    by: str
    on: date | None
    how: str


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

    @property
    def teams(self) -> tuple[str, ...]:
        """The owner and every other team involved, each once."""
        return tuple(dict.fromkeys((self.owner, *self.involves)))
