"""The first screen of an incident's page: who was affected, is it over, what is still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.analysis.durations import Measured, Reached, duration_milestones, measured, milestones
from pipeline.site import links
from pipeline.site.data import FindingRow, SiteData, by_urgency, day_of, updated
from pipeline.site.i18n.formats import duration, since
from pipeline.site.i18n.language import Language
from pipeline.site.incident.view import IncidentView
from pipeline.time.span import Span
from pipeline.tracking.lifecycle import State

_MAIN_LEVEL = 2
"""The deepest level of the headings of a report's main parts."""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A main part of the page: its anchor and its name."""

    anchor: str
    name: str


@dataclass(frozen=True, slots=True)
class MeasuredDuration:
    """A duration: what it measures, from when, and how long it took, None if that is unknown.

    `evidence` are the ids of what a source states it in.
    """

    name: str
    since: str
    span: Span | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """What the first screen shows beside the incident's own record.

    `day` is the date in the incident's id, `updated` the day of its latest record. `milestones` says when each
    milestone was reached by name in the order of a response, None if that is unknown. `latest` is the last milestone
    that is dated, "" for none, and `over` the same where it is the last of all, else "". `durations` are none where
    they do not apply. `total`, `unsettled` and `overdue` count findings, `states` counts them by state, and `next` is
    the most urgent one that is not settled.
    """

    day: str
    updated: date
    contents: Sequence[ContentsEntry]
    milestones: Mapping[str, Reached | None]
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
        return any(reached.at.has_time for reached in self.milestones.values() if reached)


def lead(site: SiteData, view: IncidentView) -> Lead:
    """The first screen of this incident."""
    incident, rows = view.incident, view.rows
    reached = milestones(incident)
    urgent = by_urgency(rows, site.today)
    latest = next((name for name in reversed(list(reached)) if reached[name]), "")
    return Lead(
        day=day_of(incident),
        updated=updated(incident),
        contents=_contents(site.language, view),
        milestones=reached,
        latest=latest,
        over=latest if latest == list(reached)[-1] else "",
        durations=list(measured_durations(site.language, measured(incident))) if incident.report.is_measured else [],
        total=len(rows),
        unsettled=sum(not row.finding_state.state.settled for row in rows),
        overdue=sum(row.finding_state.overdue_by(site.today) > 0 for row in rows),
        states=Counter(row.finding_state.state for row in urgent),
        next=urgent[0] if urgent and not urgent[0].finding_state.state.settled else None,
    )


def measured_durations(language: Language, found: Measured) -> Iterator[MeasuredDuration]:
    """What is measured, how long until the cause was gone only where that is known; then what else a source states."""
    for name, (start, end) in duration_milestones().items():
        if found.spans[name] is not None or end != "eradicated":
            evidence = found.used[name].evidence if name in found.used else ()
            yield MeasuredDuration(duration(language, name), since(language, start), found.spans[name], evidence)
    for item in found.stated:
        yield MeasuredDuration(duration(language, item.duration), since(language, item.since), item.span, item.evidence)


def _contents(language: Language, view: IncidentView) -> list[ContentsEntry]:
    """The page's main parts, for screens that have no room for the table of contents."""
    _, incident = language.gettext, view.incident
    entries = []
    if incident.affected:
        entries.append(ContentsEntry(links.AFFECTED_ANCHOR, _("What was affected")))
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
