"""The security response team's review: findings that are due, overdue, fixed but not verified, or undecided."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.config import Config
from pipeline.model import Corpus, Timeline
from pipeline.pluralize import pluralize
from pipeline.tracking.lifecycle import FindingState, State

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that need the same action, the earliest due date first. `reason` says why a finding is listed."""

    name: str
    heading: str
    finding_states: tuple[FindingState, ...]
    reason: Callable[[FindingState], str]


def review(finding_states: Sequence[FindingState], corpus: Corpus, config: Config, today: date) -> tuple[Group, ...]:
    """The groups, in the order in which the team goes through them."""
    ended = {
        incident.id: max(map(datetime.date, _ends(incident.timeline)), default=None)
        for incident in corpus.incidents
        if incident.timeline is not None
    }
    drafts = {incident.id for incident in corpus.incidents if incident.is_draft}
    live = sorted(
        (item for item in finding_states if item.finding.incident not in drafts),
        key=lambda item: (item.due or date.max, item.finding.key),
    )

    def in_state(state: State) -> tuple[FindingState, ...]:
        return tuple(item for item in live if item.state is state)

    def undecided(item: FindingState) -> str:
        since = ended.get(item.finding.incident)
        days = (today - since).days if since else None
        asked = ", ".join(item.finding.decision.consulted) or "nobody yet"
        late = days is not None and days > config.decide_within_days
        waited = f"{pluralize(days, 'day')} after the incident" if days is not None else "(the incident has no date)"
        return f"undecided {waited}{_over(config.decide_within_days) if late else ''}; asked: {asked}"

    def unverified(item: FindingState) -> str:
        if item.disagreement:
            return str(item.disagreement)
        closed = item.issue.closed_at.date() if item.issue and item.issue.closed_at else today
        days = (today - closed).days
        late = _over(config.verify_within_days) if days > config.verify_within_days else ""
        return f"fixed {pluralize(days, 'day')} ago{late}; not verified"

    def overdue(item: FindingState) -> str:
        return f"{pluralize(item.overdue_by(today), 'day')} overdue"

    soon = tuple(item for item in in_state(State.OPEN) if item.due is not None and item.due <= today + SOON)
    return (
        Group("overdue", "Overdue", in_state(State.OVERDUE), overdue),
        Group("due", f"Due within {pluralize(SOON.days, 'day')}", soon, lambda item: f"due {item.due}"),
        Group("unverified", "Fixed, not verified", in_state(State.FIXED), unverified),
        Group("undecided", "Not decided", in_state(State.PROPOSED), undecided),
        Group("disagreeing", "File and issue disagree", in_state(State.REOPENED), lambda item: str(item.disagreement)),
    )


def _ends(timeline: Timeline) -> Iterator[datetime]:
    """When each event was over at the latest, as far as that is known."""
    for event in timeline.events:
        for when in (event.at, event.ended):
            if when is not None and (instant := when.latest or when.earliest) is not None:
                yield instant


def _over(days: int) -> str:
    return f", over the limit of {pluralize(days, 'day')}"


def as_text(groups: Sequence[Group]) -> Iterator[str]:
    """The review for a terminal, one line at a time; groups without findings are left out."""
    for group in groups:
        if not group.finding_states:
            continue
        yield f"{group.heading} ({len(group.finding_states)})"
        for item in group.finding_states:
            where = item.issue.reference if item.issue else "not filed"
            yield f"  {item.finding.key}  {item.finding.title}"
            yield f"      {item.finding.owner}, {item.finding.priority}, {where}: {group.reason(item)}"
    listed = sum(len(group.finding_states) for group in groups)
    if listed == 0:
        yield "no findings need attention"
    else:
        yield f"{pluralize(listed, 'finding')} {'needs' if listed == 1 else 'need'} attention"


def as_json(groups: Sequence[Group]) -> str:
    """The review as JSON, by the groups' names."""
    content = {
        group.name: [
            {
                "finding": item.finding.key,
                "title": item.finding.title,
                "owner": item.finding.owner,
                "issue": item.issue.reference if item.issue else None,
                "due": item.due.isoformat() if item.due else None,
                "why": group.reason(item),
            }
            for item in group.finding_states
        ]
        for group in groups
    }
    return json.dumps({"version": 1, **content}, indent=2, ensure_ascii=False)
