"""The pages of a team, a service and a technique: what happened here, what is still open, what keeps coming back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from pipeline.model import Incident, Technique
from pipeline.repository.config import Team
from pipeline.site import links
from pipeline.site.data import FindingRow, SiteData, day_of, newest_first
from pipeline.site.lists.incidents import technique_key, technique_name
from pipeline.site.page.components import (
    FindingCounts,
    count_findings,
    finding_table,
    incident_list,
    overview_page,
    sentence,
)
from pipeline.site.page.record import Block, HtmlBlock, Page, section
from pipeline.site.page.templates import block
from pipeline.site.tree import Tree
from pipeline.site.trends.recurrence import Recurrence, recurrences
from pipeline.text.bidirectional import isolated

_ROOT = "../../"
_MAX_FINDINGS = 100
_MAX_INCIDENTS = 50
_MAX_RECURRENCES = 10

Kind = Literal["service", "technique"]
"""What an entity is; also the parameter by which the lists are narrowed to it."""

Ranked = tuple[int, FindingRow]
"""A finding with its position in the order of urgency."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A service or a technique that incidents name.

    `key` is what the lists know it by; `address` is that of its page, "" if it has none. `incidents` are those
    that name it, the latest first, and `rows` their findings in order of urgency.
    """

    kind: Kind
    key: str
    name: str
    address: str
    incidents: tuple[Incident, ...]
    rows: tuple[FindingRow, ...]

    @property
    def first_day(self) -> str:
        """The date of the first incident."""
        return day_of(self.incidents[-1])

    @property
    def latest_day(self) -> str:
        """The date of the latest incident."""
        return day_of(self.incidents[0])

    @property
    def counts(self) -> FindingCounts:
        """The numbers of the findings."""
        return count_findings(self.rows)


@dataclass(frozen=True, slots=True)
class Participation:
    """An incident that a team took part in, and its role there, "" if that is not recorded."""

    incident: Incident
    role: str


def entity_pages(site: SiteData, rows: Sequence[FindingRow]) -> Tree:
    """All these pages by their paths below `docs/`. `rows` are the site's findings in order of urgency."""
    _ = site.language.gettext
    of_services, of_techniques = services(site, rows), techniques(site, rows)
    tree: Tree = {
        "services/index.md": _overview(
            site, of_services, "service", _("Services"), _("No incident names a service yet.")
        ),
        "techniques/index.md": _overview(
            site, of_techniques, "technique", _("Techniques"), _("No incident names a technique yet.")
        ),
        "teams/index.md": _teams(site, rows),
    }
    tree |= {
        f"{entity.address}index.md": _entity(site, entity)
        for entity in (*of_services, *of_techniques)
        if entity.address
    }
    # A folder, since a team may be called "index".
    return tree | {
        f"{links.team_address(team.id)}index.md": _team(site, team, rows) for team in site.config.teams.values()
    }


def services(site: SiteData, rows: Iterable[FindingRow]) -> list[Entity]:
    """Every service that an incident names, the most often named first."""
    naming: dict[str, list[Incident]] = {}
    for incident in newest_first(site.corpus.incidents):
        for service in incident.services:
            naming.setdefault(service, []).append(incident)
    ranked = _ranked(rows)
    return _most_frequent_first(
        Entity("service", name, name, links.service_address(name), tuple(incidents), _rows_of(ranked, incidents))
        for name, incidents in naming.items()
    )


def techniques(site: SiteData, rows: Iterable[FindingRow]) -> list[Entity]:
    """Every technique that an incident names, the most often named first."""
    naming: dict[str, tuple[Technique, dict[str, Incident]]] = {}
    for incident in newest_first(site.corpus.incidents):
        for technique in incident.techniques:
            naming.setdefault(technique_key(technique), (technique, {}))[1][incident.id] = incident
    ranked = _ranked(rows)
    return _most_frequent_first(
        Entity(
            "technique",
            key,
            technique_name(technique),
            links.technique_address(technique.id),
            tuple(incidents.values()),
            _rows_of(ranked, incidents.values()),
        )
        for key, (technique, incidents) in naming.items()
    )


def _ranked(rows: Iterable[FindingRow]) -> dict[str, list[Ranked]]:
    """The findings by their incidents' ids; `rows` are in order of urgency."""
    ranked: dict[str, list[Ranked]] = {}
    for rank, row in enumerate(rows):
        ranked.setdefault(row.incident.id, []).append((rank, row))
    return ranked


def _rows_of(ranked: dict[str, list[Ranked]], incidents: Iterable[Incident]) -> tuple[FindingRow, ...]:
    """The findings of these incidents in order of urgency."""
    pairs = (pair for incident in incidents for pair in ranked.get(incident.id, ()))
    return tuple(row for _, row in sorted(pairs, key=lambda pair: pair[0]))


def _most_frequent_first(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (-len(entity.incidents), entity.key))


def _overview(site: SiteData, entities: Sequence[Entity], kind: Kind, title: str, none: str) -> Page:
    description = site.language.gettext("Each with its incidents, what is still open, and what keeps coming back.")
    if not entities:
        return overview_page(site, title, description, sentence(site, none))
    table = block("entities.html", site=site, root="../", entities=entities, kind=kind, title=title)
    return overview_page(site, title, description, table)


def _entity(site: SiteData, entity: Entity) -> Page:
    _ = site.language.gettext
    query = urlencode([(entity.kind, entity.key)])
    unsettled = [row for row in entity.rows if not row.finding_state.state.settled]
    if entity.kind == "service":
        description = _("Incidents that affected %(service)s.", service=isolated(entity.name))
        all_open = f"findings/?{query}&state=unsettled"
    else:
        description = _("Incidents in which %(technique)s was used.", technique=isolated(entity.name))
        # The board cannot be narrowed to a technique: its incidents are listed.
        all_open = f"incidents/?{query}&state=unsettled"
    return overview_page(
        site,
        entity.name,
        description,
        block("entity.html", site=site, root=_ROOT, entity=entity),
        *_recurring(site, entity.incidents, entity),
        *_findings(site, _("Still open"), unsettled, all_open),
        *_incidents(site, _("What happened"), entity.incidents, f"incidents/?{query}"),
    )


def _teams(site: SiteData, rows: Sequence[FindingRow]) -> Page:
    _ = site.language.gettext
    owned = {team: count_findings(row for row in rows if row.finding.owner == team) for team in site.config.teams}
    table = block("teams.html", site=site, root="../", owned=owned)
    return overview_page(site, _("Teams"), _("The teams that own findings or take part in responses."), table)


def _team(site: SiteData, team: Team, rows: Sequence[FindingRow]) -> Page:
    _ = site.language.gettext
    query = urlencode({"team": team.id})
    owned = [row for row in rows if row.finding.owner == team.id]
    involved = [row for row in rows if team.id in row.finding.involves and row.finding.owner != team.id]
    unsettled = [row for row in owned if not row.finding_state.state.settled]
    settled = [row for row in owned if row.finding_state.state.settled]
    return overview_page(
        site,
        team.name,
        _("Findings and incidents of %(team)s.", team=isolated(team.name)),
        block("team.html", site=site, root=_ROOT, team=team, counts=count_findings(owned)),
        *_findings(site, _("Still open"), unsettled, f"findings/?{query}"),
        *_findings(site, _("Findings it is involved in"), involved, f"findings/?{query}"),
        *(_recurring(site, _reduced_to(team, owned)) if owned else ()),
        *_participations(site, team, f"incidents/?{query}"),
        *_findings(site, _("Settled"), settled, f"findings/?{query}"),
    )


def _reduced_to(team: Team, owned: Iterable[FindingRow]) -> list[Incident]:
    """The incidents of these findings with no other findings than the team's."""
    incidents = {row.incident.id: row.incident for row in owned}
    return [
        replace(incident, findings=tuple(finding for finding in incident.findings if finding.owner == team.id))
        for incident in newest_first(incidents.values())
    ]


def _participations(site: SiteData, team: Team, list_address: str) -> list[Block | None]:
    participations = [
        Participation(incident, participant.role)
        for incident in newest_first(site.corpus.incidents)
        for participant in incident.participants
        if participant.team == team.id
    ]
    shown = participations[:_MAX_INCIDENTS]
    return section(
        site.language.gettext("Incidents it took part in"),
        block("took_part.html", site=site, root=_ROOT, participations=shown) if shown else None,
        _more(site, len(participations), _MAX_INCIDENTS, list_address),
    )


def _findings(site: SiteData, title: str, rows: Sequence[FindingRow], list_address: str) -> list[Block | None]:
    table = finding_table(site, rows[:_MAX_FINDINGS], _ROOT)
    return section(title, table, _more(site, len(rows), _MAX_FINDINGS, list_address))


def _incidents(site: SiteData, title: str, incidents: Sequence[Incident], list_address: str) -> list[Block | None]:
    entries = incident_list(site, incidents[:_MAX_INCIDENTS], _ROOT)
    return section(title, entries, _more(site, len(incidents), _MAX_INCIDENTS, list_address))


def _more(site: SiteData, total: int, shown: int, list_address: str) -> HtmlBlock | None:
    """Where the whole of a list is that is not shown in full."""
    if total <= shown:
        return None
    return block("more.html", site=site, root=_ROOT, total=total, shown=shown, address=list_address)


def _recurring(site: SiteData, incidents: Sequence[Incident], entity: Entity | None = None) -> list[Block | None]:
    """What several of these incidents share besides `entity`, which the page is about."""
    recurring = [item for item in recurrences(incidents) if _says_more(item, entity)][:_MAX_RECURRENCES]
    service = entity.key if entity and entity.kind == "service" else ""
    table = block(
        "recurring.html", site=site, root=_ROOT, recurring=recurring, count=len(incidents), page_service=service
    )
    return section(site.language.gettext("What keeps coming back"), table)


def _says_more(recurrence: Recurrence, entity: Entity | None) -> bool:
    """Whether it says more than that the incidents share the entity. Of services, a service's page has only its own."""
    if recurrence.kind == "service" and entity is not None and entity.kind == "service":
        return recurrence.names[0] == entity.key
    return recurrence.kind != "technique" or entity is None or recurrence.names[0] != entity.key
