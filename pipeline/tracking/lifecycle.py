"""Where a finding is in its life: its file and its issue → a state, an age, a due date.

Git says what was decided and verified; the tracker says whether the work is closed. Where the two
disagree, the state says so; nothing is reverted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pipeline.model import Finding
from pipeline.tracking.tracker import Issue


class State(StrEnum):
    """The states of a finding, in the order of its life."""

    PROPOSED = "proposed"
    OPEN = "open"
    OVERDUE = "overdue"
    FIXED = "fixed, not verified"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    DECLINED = "declined"
    RISK_ACCEPTED = "risk accepted"
    DUPLICATE = "duplicate"

    @property
    def settled(self) -> bool:
        """Whether nothing more has to happen."""
        return self in (State.RESOLVED, State.DECLINED, State.RISK_ACCEPTED, State.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where file and issue contradict each other, or what is missing: a sentence, and what fills its placeholders.

    A value that is a word of the schemas stands under what it is, such as `decision`; so a page can say it in
    another language.
    """

    sentence: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The sentence in English, without a full stop."""
        return self.sentence % dict(self.values)


@dataclass(frozen=True, slots=True)
class FindingState:
    """A finding's state on a day.

    `disagreement` is None where file and issue agree. `due` is None where nothing is due; `issue` is
    None where none is filed.
    """

    finding: Finding
    issue: Issue | None
    state: State
    due: date | None
    disagreement: Disagreement | None = None

    def overdue_by(self, today: date) -> int:
        """How many days past its due date; 0 where it is not overdue."""
        return (today - self.due).days if self.state is State.OVERDUE and self.due else 0


def due_date(finding: Finding, priorities: dict[str, int]) -> date | None:
    """The day by which the finding has to be done: its own, or its priority's days from the decision."""
    if finding.due is not None:
        return finding.due
    days = priorities.get(finding.priority)
    return finding.decision.on + timedelta(days=days) if days is not None and finding.decision.on else None


def finding_state(
    finding: Finding,
    issue: Issue | None,
    *,
    today: date,
    priorities: dict[str, int],
    sop_changed: date | None = None,
) -> FindingState:
    """Derive the state. `sop_changed` is the day its operating procedure last changed in Git, if known."""
    due = due_date(finding, priorities)
    status = finding.decision.status
    if finding.duplicate_of:
        return FindingState(finding, issue, State.DUPLICATE, None)
    if status in ("declined", "risk-accepted"):
        return _refused(finding, issue, State.DECLINED if status == "declined" else State.RISK_ACCEPTED)
    if issue is not None and issue.closed_as in ("not_planned", "duplicate"):
        return FindingState(finding, issue, State.REOPENED, due, _closed_against(status, issue))
    if status == "proposed":
        if issue is None or issue.open:
            return FindingState(finding, issue, State.PROPOSED, finding.due)
        early = Disagreement("the issue was closed before a decision was made")
        return FindingState(finding, issue, State.REOPENED, due, early)
    return _accepted(finding, issue, due, today, sop_changed)


def _refused(finding: Finding, issue: Issue | None, state: State) -> FindingState:
    if issue is not None and issue.open:
        why = Disagreement("the issue is open; the repository says %(state)s", (("state", state),))
        return FindingState(finding, issue, State.REOPENED, None, why)
    return FindingState(finding, issue, state, None)


def _closed_against(status: str, issue: Issue) -> Disagreement:
    decision = (("decision", status),)
    if issue.closed_as == "duplicate":
        return Disagreement("the team closed the issue as a duplicate; the repository says %(decision)s", decision)
    return Disagreement("the team closed the issue as not planned; the repository says %(decision)s", decision)


def _accepted(
    finding: Finding, issue: Issue | None, due: date | None, today: date, sop_changed: date | None
) -> FindingState:
    if issue is None or issue.open:
        if finding.verification is not None and issue is not None:
            still_open = Disagreement("verified in the repository, but its issue is open")
            return FindingState(finding, issue, State.REOPENED, due, still_open)
        late = due is not None and due < today
        return FindingState(finding, issue, State.OVERDUE if late else State.OPEN, due)
    if finding.verification is None:
        return FindingState(finding, issue, State.FIXED, due)
    if finding.kind == "process-change" and not _sop_follows(finding, sop_changed):
        sop = (("sop", finding.sop),)
        why = Disagreement("verified, but docs/sops/%(sop)s.md has not changed since the decision", sop)
        return FindingState(finding, issue, State.FIXED, due, why)
    return FindingState(finding, issue, State.RESOLVED, due)


def _sop_follows(finding: Finding, sop_changed: date | None) -> bool:
    return sop_changed is not None and finding.decision.on is not None and sop_changed >= finding.decision.on
