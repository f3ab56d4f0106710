"""The lines of the review that are about incidents as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pipeline.analysis.durations import reached_by
from pipeline.analysis.notifications import running_out
from pipeline.model import Corpus, Incident
from pipeline.repository.config import Regime
from pipeline.review.line import Ask, Line, Reason
from pipeline.tracking.lifecycle import FindingState
from pipeline.vocabulary import response_milestones

SOON = timedelta(days=14)
"""How long before its deadline a notification is in the review."""


def incident_lines(corpus: Corpus, states: Mapping[str, FindingState], response_team: str) -> Iterator[Line]:
    """The incidents that can be closed, and those of which something is not recorded: recovery, or an assessment.

    `states` are by finding's key.
    """
    for incident in corpus.incidents:
        if incident.is_draft:
            continue
        if incident.unassessed:
            questions = " and ".join(incident.unassessed)
            write = "response: {" + ", ".join(f"{question}: {{verdict: …}}" for question in incident.unassessed) + "}"
            ask = Ask("assess the response", (response_team,), incident.readme, write)
            why = f"nobody has assessed whether the response was {questions}"
            yield Line(Reason.UNASSESSED, incident.id, incident.title, why, ask)
        if incident.status == "closed":
            continue
        if _never_recovered(incident) and incident.timeline is not None:
            write = "events: [{at: …, what: …, milestone: recovered}]"
            ask = Ask("record when it was over, as far as is known", (response_team,), incident.timeline.path, write)
            yield Line(Reason.UNRECOVERED, incident.id, incident.title, "its timeline has no recovery", ask)
        elif _can_be_closed(incident, states):
            ask = Ask("close the incident", (response_team,), incident.readme, "status: closed")
            yield Line(Reason.CLOSABLE, incident.id, incident.title, "each of its findings is settled", ask)


def broken_lines(names: Mapping[str, str], response_team: str) -> Iterator[Line]:
    """The incidents with errors: titles by id."""
    for name, title in names.items():
        ask = Ask(
            f"correct what `postmortem check incidents/{name}` reports", (response_team,), f"incidents/{name}", ""
        )
        yield Line(Reason.BROKEN, name, title, "its files have errors; its issues stay as they are", ask)


def deadline_lines(corpus: Corpus, regimes: Mapping[str, Regime], today: date, response_team: str) -> Iterator[Line]:
    """The notifications that are still to be sent and whose deadline has passed, or passes within two weeks."""
    titles = {incident.id: incident for incident in corpus.incidents if not incident.is_draft}
    for item in running_out(corpus, regimes, today, SOON):
        incident = titles.get(item.incident)
        if incident is None or item.deadline is None:
            continue
        step = f"{item.regime.id}, {item.step.id}" + (f", to {item.party}" if item.party else "")
        passed = "should have been sent" if item.is_overdue(today) else "has to be sent"
        party = f", party: {item.party}" if item.party else ""
        write = f"notifications: [{{regime: {item.regime.id}, step: {item.step.id}{party}, sent: …}}]"
        ask = Ask("send it, or say why it is not required", (response_team,), incident.readme, write)
        yield Line(Reason.DEADLINE, incident.id, incident.title, f"{step}: {passed} by {item.deadline}", ask)


def last_day(incident: Incident) -> date | None:
    """The day of the incident's last event; None if it has none with a time."""
    events = incident.timeline.events if incident.timeline else ()
    return max((instant.date() for event in events for instant in event.instants), default=None)


def _never_recovered(incident: Incident) -> bool:
    if incident.timeline is None or not incident.report.is_measured:
        return False  # there is nothing to recover from, or it is not ours to record
    milestones = {event.milestone for event in incident.timeline.events}
    milestones |= {reached_by(item.duration) for item in incident.timeline.stated}
    _, *ran, recovered = response_milestones()
    return not milestones.isdisjoint(ran) and recovered not in milestones


def _can_be_closed(incident: Incident, states: Mapping[str, FindingState]) -> bool:
    settled = (finding.key in states and states[finding.key].state.settled for finding in incident.findings)
    return incident.status == "published" and not incident.unassessed and all(settled)
