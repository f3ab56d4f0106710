"""The security response team's round: what is due, overdue, closed but not verified, and undecided."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.config import Config
from pipeline.model import Corpus
from pipeline.tracking.lifecycle import FindingState, State

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that wait for the same thing, the longest waiting first."""

    name: str
    heading: str
    finding_states: tuple[FindingState, ...]
    say: Callable[[FindingState], str]


def review(finding_states: Sequence[FindingState], corpus: Corpus, config: Config, today: date) -> tuple[Group, ...]:
    """Who waits for what, in the order in which the team goes through it."""
    ended = {
        incident.id: max((event.at.latest.date() for event in incident.timeline.events if event.at), default=None)
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
        waited = f"{days} days since the incident" if days is not None else "since an unknown day"
        return f"undecided {waited}{', too long' if late else ''}; asked: {asked}"

    def unverified(item: FindingState) -> str:
        closed = item.issue.closed_at.date() if item.issue and item.issue.closed_at else None
        days = (today - closed).days if closed else 0
        late = ", too long" if days > config.verify_within_days else ""
        return str(item.disagreement or f"closed {days} days ago{late}; nobody has shown that it holds")

    soon = tuple(item for item in in_state(State.OPEN) if item.due is not None and item.due <= today + SOON)
    return (
        Group("overdue", "Overdue", in_state(State.OVERDUE), lambda item: f"{item.overdue_by(today)} days overdue"),
        Group("due", f"Due within {SOON.days} days", soon, lambda item: f"due {item.due}"),
        Group("unverified", "Closed, not verified", in_state(State.FIXED), unverified),
        Group("undecided", "Not decided", in_state(State.PROPOSED), undecided),
        Group("disagreeing", "File and issue disagree", in_state(State.REOPENED), lambda item: str(item.disagreement)),
    )


def as_text(groups: Sequence[Group]) -> Iterator[str]:
    """The round for a terminal; groups without findings are left out."""
    for group in groups:
        if not group.finding_states:
            continue
        yield f"{group.heading} ({len(group.finding_states)})"
        for item in group.finding_states:
            where = item.issue.reference if item.issue else "not filed"
            yield f"  {item.finding.key}  {item.finding.title}"
            yield f"      {item.finding.owner}, {item.finding.priority}, {where}: {group.say(item)}"
    waiting = sum(len(group.finding_states) for group in groups)
    wait = "1 finding waits" if waiting == 1 else f"{waiting} findings wait"
    yield f"{wait} for somebody" if waiting else "nothing waits for anybody"


def as_json(groups: Sequence[Group]) -> str:
    """The round for machines, by the groups' names."""
    content = {
        group.name: [
            {
                "finding": item.finding.key,
                "title": item.finding.title,
                "owner": item.finding.owner,
                "issue": item.issue.reference if item.issue else None,
                "due": item.due.isoformat() if item.due else None,
                "why": group.say(item),
            }
            for item in group.finding_states
        ]
        for group in groups
    }
    return json.dumps({"version": 1, **content}, indent=2, ensure_ascii=False)
