"""The lines of the review that are about findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.layout import SOPS
from pipeline.model import Corpus
from pipeline.repository.config import Config
from pipeline.review.line import Ask, Line, Reason
from pipeline.review.periods import later
from pipeline.text.pluralize import pluralize
from pipeline.tracking.lifecycle import Conflict, FindingState, State

SOON = timedelta(days=14)
"""How long before it is due a finding is due soon."""

RISK_SOON = timedelta(days=30)
"""How long before the acceptance of a risk expires it has to be decided again."""

_PROCEDURE = (Conflict.SOP_UNCHANGED, Conflict.SOP_DOES_NOT_NAME_IT)


@dataclass(frozen=True, slots=True)
class Activity:
    """What people did on an issue: the last day on which they did anything, and whether somebody has begun.

    The day on which the issue was created counts as one.
    """

    last: date | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class FindingLines:
    """Makes lines from the states of findings on the day `today`.

    `ended` is the last day of each incident. `settled` are the keys of findings that the plan changes by itself:
    nothing is asked of anybody about how their file and issue differ. `activity` is what people did on the issues, by
    the finding's key.
    """

    corpus: Corpus
    config: Config
    today: date
    ended: Mapping[str, date | None]
    settled: Collection[str]
    activity: Mapping[str, Activity]

    def lines(self, states: Iterable[FindingState]) -> Iterator[Line]:
        """At most one line for each finding: the reason that comes first."""
        drafts = {incident.id for incident in self.corpus.incidents if incident.is_draft}
        makers: dict[State, Callable[[FindingState], Line | None]] = {
            State.OVERDUE: self._overdue,
            State.REOPENED: self._disagreeing,
            State.FIXED: self._fixed,
            State.PROPOSED: self._proposed,
            State.RISK_ACCEPTED: self._risk,
            State.OPEN: self._open,
            State.RESOLVED: self._again,
        }
        for state in states:
            maker = makers.get(state.state)
            line = maker(state) if maker and state.finding.incident not in drafts else None
            if line is not None:
                yield line

    def _made(self, reason: Reason, state: FindingState, why: str, ask: Ask) -> Line:
        finding, issue = state.finding, state.issue
        return Line(
            reason=reason,
            key=finding.key,
            title=finding.title,
            why=why,
            ask=ask,
            owner=finding.owner,
            priority=finding.priority,
            issue=issue.reference if issue else None,
            due=state.due,
        )

    def _response_team(self, wanted: str, file: str, write: str) -> Ask:
        return Ask(wanted, (self.config.response_team,), file, write)

    def _more_time(self, state: FindingState) -> Ask:
        finding = state.finding
        days = self.config.priorities.get(finding.priority, SOON.days)
        until = self.today + timedelta(days=days)
        write = f"decision: {{extended: {{until: {until}, reason: …, approved_by: …, on: {self.today}}}}}"
        return Ask("finish it and close its issue, or get more time approved", (finding.owner,), finding.path, write)

    def _overdue(self, state: FindingState) -> Line:
        why = f"{pluralize(state.overdue_by(self.today), 'day')} overdue{self._silence(state)}"
        return self._made(Reason.OVERDUE, state, why, self._more_time(state))

    def _disagreeing(self, state: FindingState) -> Line | None:
        """Let file and issue say the same: either can be what is right."""
        finding, conflict = state.finding, state.disagreement.conflict if state.disagreement else None
        if finding.key in self.settled:
            return None
        accepted = f"decision: {{status: accepted, on: {self.today}}}"
        wanted = "reopen the issue, or decline the finding"
        write = f"decision: {{status: declined, on: {self.today}, reason: …, consulted: […]}}"
        if conflict is Conflict.OPEN:
            wanted, write = (
                "close the issue, or accept the finding",
                f"decision: {{status: accepted, on: {self.today}}}",
            )
        elif conflict is Conflict.VERIFIED_BUT_OPEN:
            wanted, write = "close the issue, or remove the verification", ""
        elif conflict is Conflict.CLOSED_UNDECIDED or finding.decision.status == "proposed":
            wanted, write = "decide, or reopen the issue", accepted
        ask = self._response_team(wanted, finding.path, write)
        return self._made(Reason.DISAGREEING, state, str(state.disagreement), ask)

    def _fixed(self, state: FindingState) -> Line:
        finding, conflict = state.finding, state.disagreement.conflict if state.disagreement else None
        if conflict in _PROCEDURE:
            owners = {procedure.name: procedure.owner for procedure in self.corpus.procedures}
            what = f"changes: [{{on: {self.today}, finding: {finding.key}, what: …}}]"
            owner = owners.get(finding.sop) or finding.owner
            ask = Ask("add the change to the procedure", (owner,), f"{SOPS}/{finding.sop}.md", what)
            return self._made(Reason.PROCEDURE, state, str(state.disagreement), ask)
        if conflict is Conflict.HOLDS_NO_LONGER:
            ask = self._response_team("reopen the issue and remove the verification", finding.path, "")
            return self._made(Reason.UNVERIFIED, state, str(state.disagreement), ask)
        closed = state.issue.closed_at.date() if state.issue and state.issue.closed_at else self.today
        days = (self.today - closed).days
        late = _over(self.config.verify_within_days) if days > self.config.verify_within_days else ""
        when = f"{pluralize(days, 'day')} ago" if days else "today"
        write = f"verification: {{by: …, on: {self.today}, how: …}}"
        ask = self._response_team("show that the change holds", finding.path, write)
        return self._made(Reason.UNVERIFIED, state, f"fixed {when}{late}; not verified", ask)

    def _proposed(self, state: FindingState) -> Line:
        finding, decision = state.finding, state.finding.decision
        if decision.until is not None:
            return self._risk(state) or self._undecided(state)
        if not decision.asked:
            return self._undecided(state)
        *most, last = decision.asked
        teams = f"{', '.join(most)} and {last}" if most else last
        write = f"decision: {{consulted: [{', '.join((*decision.consulted, *decision.asked))}]}}"
        where = f"answer on {state.issue.reference}" if state.issue else "answer"
        ask = Ask(
            f"{where}; the response team then moves you from `asked` to `consulted`",
            decision.asked,
            finding.path,
            write,
        )
        return self._made(Reason.UNANSWERED, state, f"{teams} {'have' if most else 'has'} not answered", ask)

    def _undecided(self, state: FindingState) -> Line:
        finding = state.finding
        ended = self.ended.get(finding.incident)
        days = (self.today - ended).days if ended else None
        asked = ", ".join(finding.decision.consulted) or "nobody yet"
        late = days is not None and days > self.config.decide_within_days
        waited = f"{pluralize(days, 'day')} after the incident" if days is not None else "(the incident has no date)"
        why = f"undecided {waited}{_over(self.config.decide_within_days) if late else ''}; asked: {asked}"
        write = f"decision: {{status: accepted, on: {self.today}}}"
        ask = self._response_team("decide with the teams: accept, decline, or accept the risk", finding.path, write)
        return self._made(Reason.UNDECIDED, state, why, ask)

    def _risk(self, state: FindingState) -> Line | None:
        until = state.finding.decision.until
        if until is None or until > self.today + RISK_SOON:
            return None
        why = f"the risk is accepted until {until}" if until >= self.today else f"the risk was accepted until {until}"
        write = f"decision: {{status: risk-accepted, on: {self.today}, until: {later(self.today, 'P1Y')}}}"
        ask = self._response_team("accept the risk again, or accept the finding", state.finding.path, write)
        return self._made(Reason.RISK, state, why, ask)

    def _open(self, state: FindingState) -> Line | None:
        if state.due is not None and state.due <= self.today + SOON:
            return self._made(Reason.DUE, state, f"due {state.due}{self._silence(state)}", self._more_time(state))
        silence = self._silence(state) or self._not_begun(state)
        if not silence:
            return None
        ask = Ask("post an update on the issue", (state.finding.owner,), state.finding.path, "")
        return self._made(Reason.SILENT, state, silence.removeprefix("; "), ask)

    def _silence(self, state: FindingState) -> str:
        """How long nobody has done anything, where that is longer than the priority's cadence."""
        cadence = self.config.cadence.get(state.finding.priority)
        activity = self.activity.get(state.finding.key)
        last = max(
            (day for day in (activity.last if activity else None, state.finding.decision.on) if day), default=None
        )
        if cadence is None or activity is None or last is None or (self.today - last).days <= cadence:
            return ""
        return f"; no activity for {pluralize((self.today - last).days, 'day')}{_over(cadence)}"

    def _not_begun(self, state: FindingState) -> str:
        """That half of the time is gone, where nobody has begun."""
        decided, activity = state.finding.decision.on, self.activity.get(state.finding.key)
        if activity is None or activity.begun or decided is None or state.due is None:
            return ""
        half_gone = (self.today - decided) * 2 >= state.due - decided
        return "; half of its time is over, and nobody has started" if half_gone else ""

    def _again(self, state: FindingState) -> Line | None:
        shown = state.finding.verification
        due = later(shown.latest, shown.again_after) if shown and shown.latest and shown.again_after else None
        if due is None or due > self.today:
            return None
        write = f"verification: {{repeats: [{{by: …, on: {self.today}, how: …, holds: true}}]}}"
        ask = self._response_team("verify it again", state.finding.path, write)
        return self._made(Reason.AGAIN, state, f"to be verified again since {due}", ask)


def _over(days: int) -> str:
    return f", over the limit of {pluralize(days, 'day')}"
