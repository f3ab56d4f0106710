"""What a site shows: the records that an audience may see, with the states of their findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.model import Corpus, Finding, Incident
from pipeline.redaction.redact import LastRedaction, redact
from pipeline.repository.config import Config
from pipeline.site.i18n.language import Language, language
from pipeline.tracking.lifecycle import FindingState, State
from pipeline.tracking.routing import destination

WITHHELD = "███"
"""What a text shows in place of a passage that is withheld: the same in every language and every format."""

_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
BY_URGENCY = (
    State.OVERDUE,
    State.REOPENED,
    State.OPEN,
    State.FIXED,
    State.PROPOSED,
    State.RESOLVED,
    State.RISK_ACCEPTED,
    State.DECLINED,
    State.DUPLICATE,
)
"""The states of a finding, the most urgent first; what is settled comes last."""


@dataclass(frozen=True, slots=True)
class SiteData:
    """One audience's view: `corpus` holds only what it may see; `finding_states` are by finding's key."""

    corpus: Corpus
    finding_states: Mapping[str, FindingState]
    config: Config
    audience: str
    today: date

    @property
    def language(self) -> Language:
        """The language of the site's own text."""
        return language(self.config.site.language)

    def url(self, address: str) -> str:
        """The URL of an address of the site; the address itself where the configuration gives no URL of the site."""
        return f"{self.config.site.url}{address}"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding of the visible corpus with its state.

    The state's own finding is never shown: it may stem from a corpus that nobody redacted.
    """

    incident: Incident
    finding: Finding
    finding_state: FindingState

    def age(self, today: date) -> int | None:
        """For how many days it has been open since its decision; None if it is settled or not decided."""
        decided = self.finding.decision.on
        return (today - decided).days if decided and not self.finding_state.state.settled else None

    def lane(self, config: Config) -> str:
        """Where its issue belongs: "technical" or "response"; "" if it names a team that is not configured."""
        if not set(self.finding.teams) <= set(config.teams):
            return ""
        return "response" if destination(self.finding, self.incident, config).own_record else "technical"


def visible(
    corpus: Corpus,
    audience: str,
    today: date,
    *,
    say_withheld: bool = False,
    drafts: bool = False,
    last: LastRedaction | None = None,
) -> Corpus:
    """The corpus that a site for this audience may show: nothing above its level, and no drafts but in a preview.

    `last` is the last one for this site, which saves work.
    """
    return redact(corpus, audience, today, WITHHELD if say_withheld else "", drafts=drafts, last=last)


def finding_rows(site: SiteData, incidents: Iterable[Incident]) -> list[FindingRow]:
    """The findings of these incidents in order of their keys."""
    return [
        FindingRow(incident, finding, site.finding_states[finding.key])
        for incident in incidents
        for finding in incident.findings
    ]


def by_urgency(rows: Iterable[FindingRow], today: date) -> list[FindingRow]:
    """The most urgent first: the longest overdue, then what is open by due date; what is settled comes last."""

    def urgency(row: FindingRow) -> tuple[int, int, str, str, str]:
        finding_state, due = row.finding_state, row.finding_state.due
        return (
            BY_URGENCY.index(finding_state.state),
            -finding_state.overdue_by(today),
            due.isoformat() if due else "9999",
            row.finding.priority,
            row.finding.key,
        )

    return sorted(rows, key=urgency)


def newest_first(incidents: Iterable[Incident]) -> list[Incident]:
    """Incidents by the date in their ids, the latest first."""
    return sorted(incidents, key=lambda incident: incident.id, reverse=True)


def day_of(incident: Incident) -> str:
    """The date in an incident's id, as exact as the id has it; 2025-13-00-problems is of 2025. "" if it has none."""
    match = _DATE.match(incident.id)
    date_in_id = match.group() if match else ""
    return next((text for text in (date_in_id, date_in_id[:7], date_in_id[:4]) if _first_day(text)), "")


def _first_day(text: str) -> date | None:
    """The first day of a year, a month or a day in ISO 8601; None if the calendar has no such day."""
    try:
        return date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return None


def updated(incident: Incident) -> date:
    """The latest day that the incident's records name; where they name none, the first day that its id may mean.

    Not when its files were committed: that would reveal changes to what is withheld.
    """
    events = incident.timeline.events if incident.timeline else ()
    decided = [finding.decision.on for finding in incident.findings]
    extended = [finding.decision.extended.on for finding in incident.findings if finding.decision.extended]
    verified = [finding.verification.latest for finding in incident.findings if finding.verification]
    recorded = [*(signoff.on for signoff in incident.signoffs), *decided, *extended, *verified]
    times = [at for event in events for at in (event.at, event.ended) if at]
    happened = [instant.date() for at in times if (instant := at.earliest or at.latest)]
    first = _first_day(day_of(incident)) or date.min
    return max([first, *happened, *(day for day in recorded if day)])
