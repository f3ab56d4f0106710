"""The life cycle of a finding: its file and its issue → its state and its due date.

Git says what was decided and verified; the tracker says whether the work is done. Where the two disagree, the state
says so, and nothing is reverted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from pipeline.model import Finding
from pipeline.tracking.tracker import Issue


class State(StrEnum):
    """The states of a finding, in the order of its life cycle.

    The value is what people read; `slug` is what JSON, CSV, addresses and CSS classes say.
    """

    slug: str

    PROPOSED = "proposed"
    OPEN = "open"
    OVERDUE = "overdue"
    FIXED = "fixed, not verified", "fixed-not-verified"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    DECLINED = "declined"
    RISK_ACCEPTED = "risk accepted", "risk-accepted"
    DUPLICATE = "duplicate"

    def __new__(cls, words: str, slug: str = "") -> Self:
        """A state; the slug is the words themselves where none is given."""
        state = str.__new__(cls, words)
        state._value_ = words
        state.slug = slug or words
        return state

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return self in (State.RESOLVED, State.DECLINED, State.RISK_ACCEPTED, State.DUPLICATE)


class Conflict(StrEnum):
    """How a finding's file and its issue can contradict each other.

    The value is an English sentence without a full stop, and the message that translations are looked up by.
    """

    OPEN = "the issue is open; the repository says %(state)s"
    CLOSED_UNDECIDED = "the issue was closed before a decision was made"
    CLOSED_AS_DUPLICATE = "the team closed the issue as a duplicate; the repository says %(decision)s"
    CLOSED_AS_NOT_PLANNED = "the team closed the issue as not planned; the repository says %(decision)s"
    VERIFIED_BUT_OPEN = "verified in the repository, but its issue is open"
    SOP_UNCHANGED = "verified, but docs/sops/%(sop)s.md has not changed since the decision"
    SOP_DOES_NOT_NAME_IT = "verified, but docs/sops/%(sop)s.md does not name it among its changes"
    HOLDS_NO_LONGER = "verified, but a later verification showed that the change does not hold"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A conflict between a finding's file and its issue, with the words that its sentence asks for.

    Each word is under the kind of word it is (`state`, `decision`, `sop`), so that a page can translate it.
    """

    conflict: Conflict
    words: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The sentence in English, without a full stop."""
        return self.conflict % dict(self.words)


@dataclass(frozen=True, slots=True)
class FindingState:
    """A finding's state on a day.

    `disagreement` is None if file and issue agree. `due` is None if nothing is due; `issue` is
    None if none is filed.
    """

    finding: Finding
    issue: Issue | None
    state: State
    due: date | None
    disagreement: Disagreement | None = None

    def overdue_by(self, today: date) -> int:
        """How many days it is past its due date; 0 if it is not overdue."""
        return (today - self.due).days if self.state is State.OVERDUE and self.due else 0


def due_date(finding: Finding, priorities: dict[str, int]) -> date | None:
    """The day by which the finding has to be done, None if nothing says one.

    It is what it was extended to, else its own, else the decision's plus the days that its priority allows, which
    `priorities` has by priority.
    """
    if finding.decision.extended is not None and finding.decision.extended.until is not None:
        return finding.decision.extended.until
    if finding.due is not None:
        return finding.due
    days = priorities.get(finding.priority)
    return finding.decision.on + timedelta(days=days) if days is not None and finding.decision.on else None


@dataclass(frozen=True, slots=True)
class ProcedureState:
    """What is known of the operating procedure of a finding.

    `changed` is the day on which it last changed in Git, None if that is not known; `names_it` whether it, or a commit
    to it, names the finding. Where the decision was made before `names_needed_from`, `changed` is enough.
    """

    changed: date | None = None
    names_it: bool = False
    names_needed_from: date = date.max


def finding_state(
    finding: Finding,
    issue: Issue | None,
    *,
    today: date,
    priorities: dict[str, int],
    procedure: ProcedureState = ProcedureState(),  # frozen
) -> FindingState:
    """The finding's state on the day `today`.

    `issue` is the finding's own, `priorities` the days that each priority allows, `procedure` what is known of its
    operating procedure.
    """
    due = due_date(finding, priorities)
    status = finding.decision.status
    if finding.duplicate_of:
        return FindingState(finding, issue, State.DUPLICATE, None)
    if finding.decision.wont_fix:
        return _wont_fix(finding, issue, today)
    if issue is not None and issue.closed_as in ("not_planned", "duplicate"):
        return FindingState(finding, issue, State.REOPENED, due, _closed_against(status, issue))
    if status == "proposed":
        if issue is None or issue.open:
            return FindingState(finding, issue, State.PROPOSED, finding.due)
        return FindingState(finding, issue, State.REOPENED, due, Disagreement(Conflict.CLOSED_UNDECIDED))
    return _accepted(finding, issue, due, today, procedure)


def _wont_fix(finding: Finding, issue: Issue | None, today: date) -> FindingState:
    if not finding.decision.in_force(today).wont_fix:
        if issue is not None and issue.closed_as == "completed":  # by a person: the pipeline closes as not planned
            undecided = Disagreement(Conflict.CLOSED_UNDECIDED)
            return FindingState(finding, issue, State.REOPENED, finding.due, undecided)
        return FindingState(finding, issue, State.PROPOSED, finding.due)
    state = State.DECLINED if finding.decision.status == "declined" else State.RISK_ACCEPTED
    if issue is not None and issue.open:
        why = Disagreement(Conflict.OPEN, (("state", state),))
        return FindingState(finding, issue, State.REOPENED, None, why)
    return FindingState(finding, issue, state, None)


def _closed_against(status: str, issue: Issue) -> Disagreement:
    duplicate = issue.closed_as == "duplicate"
    conflict = Conflict.CLOSED_AS_DUPLICATE if duplicate else Conflict.CLOSED_AS_NOT_PLANNED
    return Disagreement(conflict, (("decision", status),))


def _accepted(
    finding: Finding, issue: Issue | None, due: date | None, today: date, procedure: ProcedureState
) -> FindingState:
    if issue is None or issue.open:
        if finding.verification is not None and issue is not None:
            return FindingState(finding, issue, State.REOPENED, due, Disagreement(Conflict.VERIFIED_BUT_OPEN))
        late = due is not None and due < today
        return FindingState(finding, issue, State.OVERDUE if late else State.OPEN, due)
    if finding.verification is None:
        return FindingState(finding, issue, State.FIXED, due)
    if not finding.verification.holds:
        return FindingState(finding, issue, State.FIXED, due, Disagreement(Conflict.HOLDS_NO_LONGER))
    missing = _missing_in_procedure(finding, procedure) if finding.kind == "process-change" else None
    if missing is not None:
        return FindingState(finding, issue, State.FIXED, due, Disagreement(missing, (("sop", finding.sop),)))
    return FindingState(finding, issue, State.RESOLVED, due)


def has_to_be_named(finding: Finding, names_needed_from: date) -> bool:
    """Whether the operating procedure of a process change has to name it; else it only has to change."""
    return finding.decision.on is not None and finding.decision.on >= names_needed_from


def _missing_in_procedure(finding: Finding, procedure: ProcedureState) -> Conflict | None:
    """What is missing for the procedure to have changed because of the finding; None if nothing is."""
    decided = finding.decision.on
    if procedure.names_it:
        return None
    if has_to_be_named(finding, procedure.names_needed_from):
        return Conflict.SOP_DOES_NOT_NAME_IT
    changed = procedure.changed is not None and decided is not None and procedure.changed >= decided
    return None if changed else Conflict.SOP_UNCHANGED
