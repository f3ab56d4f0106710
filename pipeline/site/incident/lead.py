"""The first screen of an incident's page: who was affected, is it over, what is still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model import Event, Timeline
from pipeline.moment import Span, between
from pipeline.site.data import DURATIONS, FindingRow, SiteData, by_urgency, day_of, updated
from pipeline.site.i18n.formats import measured
from pipeline.site.i18n.language import Language
from pipeline.site.incident.view import IncidentView
from pipeline.tracking.lifecycle import State
from pipeline.vocabulary import response_milestones

_MAIN_LEVEL = 2
"""The deepest level of the headings of a report's main parts."""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A main part of the page: its anchor and its name."""

    anchor: str
    name: str


@dataclass(frozen=True, slots=True)
class MeasuredDuration:
    """One of `data.DURATIONS`: what it measures, from when, and how long it took, None if that is unknown."""

    name: str
    since: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Lead:
    """What the first screen shows beside the incident's own record.

    `day` is the date in the incident's id, `updated` the day of its latest record. `milestones` has the event of every
    milestone by name in the order of a response, None if the timeline has none. `latest` is the last milestone that
    is dated, "" for none, and `over` the same where it is the last of all, else "". `total`, `unsettled` and `overdue`
    count findings, `states` counts them by state, and `next` is the most urgent one that is not settled.
    """

    day: str
    updated: date
    contents: Sequence[ContentsEntry]
    milestones: Mapping[str, Event | None]
    latest: str
    over: str
    durations: Sequence[MeasuredDuration]
    total: int
    unsettled: int
    overdue: int
    states: Mapping[State, int]
    next: FindingRow | None

    @property
    def has_times(self) -> bool:
        """Whether it shows a time of day."""
        return any(event.at.has_time for event in self.milestones.values() if event and event.at)


def lead(site: SiteData, view: IncidentView) -> Lead:
    """The first screen of this incident."""
    timeline, rows = view.incident.timeline, view.rows
    milestones = {name: _milestone(timeline, name) for name in response_milestones()}
    reached = {name: event.at if event else None for name, event in milestones.items()}
    urgent = by_urgency(rows, site.today)
    latest = next((name for name in reversed(milestones) if reached[name]), "")
    return Lead(
        day=day_of(view.incident),
        updated=updated(view.incident),
        contents=_contents(site.language, view),
        milestones=milestones,
        latest=latest,
        over=latest if latest == list(milestones)[-1] else "",
        durations=[
            MeasuredDuration(*measured(site.language, verb), between(reached[start], reached[end]))
            for verb, (start, end) in DURATIONS.items()
        ],
        total=len(rows),
        unsettled=sum(not row.finding_state.state.settled for row in rows),
        overdue=sum(row.finding_state.overdue_by(site.today) > 0 for row in rows),
        states=Counter(row.finding_state.state for row in urgent),
        next=urgent[0] if urgent and not urgent[0].finding_state.state.settled else None,
    )


def _contents(language: Language, view: IncidentView) -> list[ContentsEntry]:
    """The page's main parts, for screens that have no room for the table of contents."""
    _, incident = language.gettext, view.incident
    entries = []
    if incident.timeline and incident.timeline.events:
        entries.append(ContentsEntry("Timeline", _("Timeline")))
    entries += [
        ContentsEntry(part.anchor, language.heading(part.heading))
        for part in view.prose.report
        if part.level <= _MAIN_LEVEL and part.heading
    ]
    if incident.register and incident.register.items:
        entries.append(ContentsEntry("Evidence", _("Evidence")))
    if view.findings:
        entries.append(ContentsEntry("Findings", _("Findings")))
    return entries


def _milestone(timeline: Timeline | None, name: str) -> Event | None:
    events = timeline.events if timeline else ()
    return next((event for event in events if event.milestone == name), None)
