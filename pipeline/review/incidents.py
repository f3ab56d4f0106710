"""The lines of the review that are about incidents as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pipeline.model import Corpus, Incident
from pipeline.review.line import Ask, Line, Reason
from pipeline.tracking.lifecycle import FindingState

_RAN = ("detected", "contained", "eradicated")
"""The milestones after which a recovery is to be expected."""


def incident_lines(corpus: Corpus, states: Mapping[str, FindingState], response_team: str) -> Iterator[Line]:
    """The incidents that can be closed, and those whose recovery was never recorded. `states` are by finding's key."""
    for incident in corpus.incidents:
        if incident.status not in ("published", "in-review"):
            continue
        if _never_recovered(incident) and incident.timeline is not None:
            write = "events: [{at: …, what: …, milestone: recovered}]"
            ask = Ask("record when it was over, as far as is known", (response_team,), incident.timeline.path, write)
            yield Line(Reason.UNRECOVERED, incident.id, incident.title, "its timeline has no recovery", ask)
        elif incident.status == "published" and all(_is_settled(states, finding.key) for finding in incident.findings):
            ask = Ask("close the incident", (response_team,), incident.readme, "status: closed")
            yield Line(Reason.CLOSABLE, incident.id, incident.title, "each of its findings is settled", ask)


def broken_lines(names: Mapping[str, str], response_team: str) -> Iterator[Line]:
    """The incidents with errors: titles by id."""
    for name, title in names.items():
        ask = Ask(f"correct what `postmortem check incidents/{name}` says", (response_team,), f"incidents/{name}", "")
        yield Line(Reason.BROKEN, name, title, "its files have errors; its issues stay as they are", ask)


def last_day(incident: Incident) -> date | None:
    """The day of the incident's last event; None if it has none with a time."""
    events = incident.timeline.events if incident.timeline else ()
    return max((event.at.latest.date() for event in events if event.at), default=None)


def _never_recovered(incident: Incident) -> bool:
    milestones = {event.milestone for event in incident.timeline.events} if incident.timeline else set()
    return not milestones.isdisjoint(_RAN) and "recovered" not in milestones


def _is_settled(states: Mapping[str, FindingState], key: str) -> bool:
    return key in states and states[key].state.settled
