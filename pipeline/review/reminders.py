"""Reminders on the owners' issues: one before a finding is due, one when it is overdue, then one for each cadence.

They are dates and fixed words, so that nothing restricted can be in them. What was sent stands on the issue, in the
comments themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.repository.config import Config
from pipeline.tracking.lifecycle import FindingState, State
from pipeline.tracking.tracker import Comment

_MARKER = re.compile(r"\A<!-- postmortem:reminder (before|overdue) (\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d) -->")
_MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Reminder:
    """A comment to write on a finding's issue; `marker` is its first line, by which it is known again.

    `restricted` is whether not everybody may know of the finding.
    """

    key: str
    repository: str
    number: int
    marker: str
    text: str
    restricted: bool = True

    @property
    def body(self) -> str:
        """The comment."""
        return f"{self.marker}\n{self.text}"

    def is_among(self, comments: Iterable[Comment]) -> bool:
        """Whether it was written already."""
        return any(comment.body.startswith(self.marker) for comment in comments)


def reminder(state: FindingState, comments: Iterable[Comment], today: date, config: Config) -> Reminder | None:
    """What the owner of a finding is to be reminded of on that day; None for nothing.

    Nobody is reminded while the issue is in an open milestone whose due date has not passed.
    """
    issue, due = state.issue, state.due
    if issue is None or not issue.open or due is None or (issue.milestone_due and issue.milestone_due >= today):
        return None
    sent = {(kind, day): on for kind, day, on in sorted(_sent(comments))}
    if state.state is State.OPEN and config.remind_before_days:
        soon = due - timedelta(days=min(config.remind_before_days, _MOST_DAYS)) <= today
        if soon and ("before", due) not in sent:
            text = f"**Reminder:** this is due on {due}. If that is not possible, please say so below."
            return _made(state, "before", due, today, text)
    if state.state is State.OVERDUE and config.remind_overdue:
        last = sent.get(("overdue", due))
        cadence = timedelta(days=config.cadence.get(state.finding.priority, _MOST_DAYS))
        if last is None or last + cadence <= today:
            text = f"**Reminder:** this was due on {due}. Please say below by when it will be done."
            return _made(state, "overdue", due, today, text)
    return None


def _made(state: FindingState, kind: str, due: date, today: date, text: str) -> Reminder | None:
    if state.issue is None:
        return None
    marker = f"<!-- postmortem:reminder {kind} {due} {today} -->"
    return Reminder(state.finding.key, state.issue.repository, state.issue.number, marker, text)


def _sent(comments: Iterable[Comment]) -> Iterable[tuple[str, date, date]]:
    for comment in comments:
        match = _MARKER.match(comment.body)
        if match is not None:
            try:
                yield match[1], date.fromisoformat(match[2]), date.fromisoformat(match[3])
            except ValueError:
                continue  # somebody edited it
