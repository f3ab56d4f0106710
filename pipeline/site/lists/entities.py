"""The pages of a team, a service and a technique: what happened here, what is still open, what keeps coming back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pipeline.config import Team
from pipeline.model import Incident, Technique
from pipeline.site import links
from pipeline.site.components import WIDE, finding_table, incident_list, listed, nothing, numbers
from pipeline.site.data import Row, SiteData, day_of, newest_first
from pipeline.site.lists.incidents import known_as, named
from pipeline.site.page import block, page
from pipeline.site.trends.recurrence import Recurrence, recurrences

_ROOT = "../../"
_FINDINGS = 100
_INCIDENTS = 50
_AGAIN = 10


@dataclass(frozen=True, slots=True)
class Subject:
    """A service or a technique: its page from the site's root ("" where it has none), its name, what touched it.

    `value` is what the lists know it by. `incidents` come latest first, `found` are their findings by urgency.
    """

    value: str
    name: str
    address: str
    incidents: tuple[Incident, ...]
    found: tuple[Row, ...]

    @property
    def first(self) -> str:
        """The day of the first incident."""
        return day_of(self.incidents[-1])

    @property
    def latest(self) -> str:
        """The day of the latest incident."""
        return day_of(self.incidents[0])


def subject_pages(site: SiteData, found: list[Row]) -> dict[str, str]:
    """All these pages by their places in the tree. `found` are the site's findings in order of urgency."""
    _ = site.language.gettext
    by_service = services(site, found)
    by_technique = techniques(site, found)
    tree = {
        "docs/services/index.md": _overview(
            site, by_service, _("Services"), _("No incident names a service yet."), "service"
        ),
        "docs/techniques/index.md": _overview(
            site, by_technique, _("Techniques"), _("No incident names a technique yet."), "technique"
        ),
        "docs/teams/index.md": _teams(site, found),
    }
    for name, subjects in (("service", by_service), ("technique", by_technique)):
        tree |= {f"docs/{one.address}index.md": _subject(site, one, name) for one in subjects if one.address}
    # A folder, since a team may be called "index".
    return tree | {f"docs/teams/{team.id}/index.md": _team(site, team, found) for team in site.config.teams.values()}


def services(site: SiteData, found: Iterable[Row]) -> list[Subject]:
    """Every service that an incident names, the most often named first."""
    touched: dict[str, list[Incident]] = {}
    for incident in newest_first(site.corpus.incidents):
        for service in incident.services:
            touched.setdefault(service, []).append(incident)
    rows = _rows_of(found)
    return _most_first(
        Subject(name, name, links.service_page(name), tuple(those), _of(rows, those)) for name, those in touched.items()
    )


def techniques(site: SiteData, found: Iterable[Row]) -> list[Subject]:
    """Every technique that an incident names, the most often named first."""
    used: dict[str, tuple[Technique, dict[str, Incident]]] = {}
    for incident in newest_first(site.corpus.incidents):
        for technique in incident.techniques:
            used.setdefault(known_as(technique), (technique, {}))[1][incident.id] = incident
    rows = _rows_of(found)
    return _most_first(
        Subject(value, named(one), links.technique_page(one.id), tuple(those.values()), _of(rows, those.values()))
        for value, (one, those) in used.items()
    )


def _rows_of(found: Iterable[Row]) -> dict[str, list[tuple[int, Row]]]:
    """The findings of each incident, each with its place in the order of urgency."""
    rows: dict[str, list[tuple[int, Row]]] = {}
    for place, row in enumerate(found):
        rows.setdefault(row.incident.id, []).append((place, row))
    return rows


def _of(rows: dict[str, list[tuple[int, Row]]], incidents: Iterable[Incident]) -> tuple[Row, ...]:
    theirs = (pair for incident in incidents for pair in rows.get(incident.id, ()))
    return tuple(row for _, row in sorted(theirs, key=lambda pair: pair[0]))


def _most_first(subjects: Iterable[Subject]) -> list[Subject]:
    return sorted(subjects, key=lambda one: (-len(one.incidents), one.value))


def _overview(site: SiteData, subjects: list[Subject], title: str, none: str, kind: str) -> str:
    shown = [(one, numbers(one.found)) for one in subjects]
    table = block("subjects.html", site=site, root="../", subjects=shown, kind=kind, title=title) if shown else ""
    said = site.language.gettext("Each with its incidents, what is still open, and what keeps coming back.")
    return page(title, said, table or nothing(site, none), updated=site.today, hide=WIDE)


def _subject(site: SiteData, one: Subject, kind: str) -> str:
    _ = site.language.gettext
    query = urlencode({kind: one.value})
    unsettled = [row for row in one.found if not row.finding_state.state.settled]
    # The board knows services; of a technique it is its incidents that are listed.
    every = f"findings/?{query}&state=unsettled" if kind == "service" else f"incidents/?{query}&state=unsettled"
    said = _("Incidents that touched %(service)s.", service=one.name)
    if kind == "technique":
        said = _("Incidents in which %(technique)s was used.", technique=one.name)
    return page(
        one.name,
        said,
        block("subject.html", site=site, root=_ROOT, subject=one, kind=kind, **numbers(one.found)),
        *_again(site, one.incidents, one.value),
        *_findings(site, _("Still open"), unsettled, every),
        *_incidents(site, _("What happened"), one.incidents, query),
        updated=site.today,
        hide=WIDE,
    )


def _teams(site: SiteData, found: list[Row]) -> str:
    owned = {team: numbers([row for row in found if row.finding.owner == team]) for team in site.config.teams}
    return page(
        site.language.gettext("Teams"),
        site.language.gettext("The teams that own findings or take part in responses."),
        block("teams.html", site=site, root="../", owned=owned),
        updated=site.today,
        hide=WIDE,
    )


def _team(site: SiteData, team: Team, found: list[Row]) -> str:
    _ = site.language.gettext
    query = urlencode({"team": team.id})
    owned = [row for row in found if row.finding.owner == team.id]
    involved = [row for row in found if team.id in row.finding.involves and row.finding.owner != team.id]
    roles = [
        (incident, participant.role)
        for incident in newest_first(site.corpus.incidents)
        for participant in incident.participants
        if participant.team == team.id
    ]
    concerned = {row.incident.id: row.incident for row in owned}
    its_own = [
        replace(one, findings=tuple(finding for finding in one.findings if finding.owner == team.id))
        for one in newest_first(concerned.values())
    ]
    part = block("took_part.html", site=site, root=_ROOT, roles=roles[:_INCIDENTS]) if roles else ""
    unsettled = [row for row in owned if not row.finding_state.state.settled]
    settled = [row for row in owned if row.finding_state.state.settled]
    return page(
        team.name,
        _("Findings and incidents of %(team)s.", team=team.name),
        block("team.html", site=site, root=_ROOT, team=team, **numbers(owned)),
        *(_again(site, its_own) if owned else ()),
        *_findings(site, _("Still open"), unsettled, f"findings/?{query}"),
        *_findings(site, _("Findings it is involved in"), involved, f"findings/?{query}"),
        *listed(_("Incidents it took part in"), part, _more(site, len(roles), _INCIDENTS, f"incidents/?{query}")),
        *_findings(site, _("Settled"), settled, f"findings/?{query}"),
        updated=site.today,
        hide=WIDE,
    )


def _findings(site: SiteData, title: str, found: Sequence[Row], every: str) -> list[str]:
    return listed(title, finding_table(site, found[:_FINDINGS], _ROOT), _more(site, len(found), _FINDINGS, every))


def _incidents(site: SiteData, title: str, incidents: Sequence[Incident], query: str) -> list[str]:
    shown = incident_list(site, incidents[:_INCIDENTS], _ROOT)
    return listed(title, shown, _more(site, len(incidents), _INCIDENTS, f"incidents/?{query}"))


def _more(site: SiteData, count: int, shown: int, address: str) -> str:
    """Where the rest of a list is that is not shown in full."""
    return block("more.html", site=site, root=_ROOT, count=count, shown=shown, address=address) if count > shown else ""


def _again(site: SiteData, incidents: Sequence[Incident], itself: str = "") -> list[str]:
    """What several of these incidents share besides `itself`, the service or technique that the page is about."""
    about_service = any(itself in incident.services for incident in incidents)

    def says_more(one: Recurrence) -> bool:
        if one.kind == "service" and about_service:
            return one.names[0] == itself
        return one.kind != "technique" or one.names[0] != itself

    shared = [one for one in recurrences(incidents) if says_more(one)][:_AGAIN]
    shown = block("again.html", site=site, root=_ROOT, shared=shared, count=len(incidents), itself=itself)
    return listed(site.language.gettext("What keeps coming back"), shown)
