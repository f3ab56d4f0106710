"""The review's issue: which there are, and the changes that lead to one open issue for the week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.review.rounds import Round, recorded
from pipeline.tracking.plan import Action, Change
from pipeline.tracking.tracker import Edit, Issue, NewIssue


@dataclass(frozen=True, slots=True)
class RoundIssue:
    """An issue of the review, and the round that it is for."""

    issue: Issue
    round: Round


def round_issues(issues: Iterable[Issue]) -> list[RoundIssue]:
    """The issues of the review among the response team's, by week and number."""
    found = ((issue, recorded(issue.body)) for issue in issues if issue.from_inside)
    rounds = [RoundIssue(issue, round_) for issue, round_ in found if round_ is not None]
    return sorted(rounds, key=lambda item: (item.round.week, item.issue.number))


def latest(existing: Iterable[RoundIssue]) -> RoundIssue | None:
    """The issue of the latest week; the older one if two runs filed two."""
    return max(existing, key=lambda item: (item.round.week, -item.issue.number), default=None)


def post(repository: str, week: str, body: str, existing: Iterable[RoundIssue]) -> Iterator[Change]:
    """File the week's issue unless it has one, and close those of earlier weeks, and the younger of two for one."""
    rounds = list(existing)
    of_this_week = [item.issue for item in rounds if item.round.week == week]
    about = f"review of {week}"
    if not of_this_week:
        new = NewIssue(title(week), body, frozenset())
        yield Change(Action.CREATE, about, repository, 0, "a new week", new.title, new)
    for item in rounds:
        issue = item.issue
        if not issue.open:
            continue
        if item.round.week < week:
            reason, state = f"the review of {week} takes its place", Edit(state="completed")
        elif item.round.week == week and issue != of_this_week[0]:
            reason = f"filed twice by two runs at once; {of_this_week[0].reference} is kept"
            state = Edit(state="duplicate")
        else:
            continue
        yield Change(Action.CLOSE, about, repository, issue.number, reason, issue.title, edit=state)


def narrowed(current: RoundIssue, body: str) -> Change:
    """Take out of the week's issue what its readers may no longer see."""
    reason = "what it lists is above this repository's level now"
    issue = current.issue
    edit = Edit(body=body)
    about = f"review of {current.round.week}"
    place = (issue.repository, issue.number)
    return Change(Action.UPDATE, about, *place, reason, issue.title, edit=edit, restricted=False, narrows=True)


def title(week: str) -> str:
    """The title of the week's issue."""
    return f"Security review of {week}"
