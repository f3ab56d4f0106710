"""The earlier incidents that an incident repeats, with what was left undone then."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.analysis.precedents import Precedent, Precedents
from pipeline.model import Incident
from pipeline.site.data import FindingRow, SiteData, by_urgency, finding_rows

MOST = 5
"""How many earlier incidents a page shows."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier incident, and its findings that are not settled, the most urgent first."""

    precedent: Precedent
    unsettled: tuple[FindingRow, ...]


def earlier_incidents(site: SiteData, precedents: Precedents, incident: Incident) -> tuple[Earlier, ...]:
    """What the incident repeats of the incidents of `site`."""
    return tuple(
        Earlier(precedent, tuple(_unsettled(site, precedent.incident)))
        for precedent in precedents.of(incident)[:MOST]
        if precedent.incident.id not in (incident.duplicate_of, *incident.aliases)
    )


def _unsettled(site: SiteData, incident: Incident) -> list[FindingRow]:
    rows = (row for row in finding_rows(site, [incident]) if not row.finding_state.state.settled)
    return by_urgency(rows, site.today)
