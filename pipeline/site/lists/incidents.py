"""The list of all incidents: by year, on pages of a size that a browser likes, and what it can be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.model import Incident, Technique
from pipeline.site.components import WIDE, incident_list, nothing
from pipeline.site.data import SiteData, day_of, newest_first, rows
from pipeline.site.i18n.formats import attack_name, partial_date
from pipeline.site.lists import filters
from pipeline.site.lists.filters import INDEX, Facet, facet, index, team_names
from pipeline.site.page import block, heading, page
from pipeline.tracking.lifecycle import State
from pipeline.vocabulary import ordered

_FOLDER = "docs/incidents/"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the list: its address from the first one, and its incidents by year."""

    address: str
    years: tuple[tuple[str, Sequence[Incident]], ...]

    @property
    def size(self) -> int:
        """How many incidents stand on it."""
        return sum(len(incidents) for _, incidents in self.years)


def incident_lists(site: SiteData) -> dict[str, str]:
    """The pages of the list, and its index, by their places in the tree."""
    incidents = newest_first(site.corpus.incidents)
    if not incidents:
        title, text = site.language.gettext("Incidents"), site.language.gettext("No incident is published yet.")
        return {f"{_FOLDER}index.md": page(title, text, nothing(site, text), updated=site.today, hide=WIDE)}
    found, offered = sheets(incidents), facets(site, incidents)
    filters = {"": block("filters.html", site=site, facets=offered, orders={})}
    pages = {
        f"{_FOLDER}{sheet.address}index.md": _page(site, found, place, filters.get(sheet.address, ""))
        for place, sheet in enumerate(found)
    }
    return pages | {_FOLDER + INDEX: index([(sheet.address, sheet.size) for sheet in found], offered)}


def sheets(incidents: Sequence[Incident]) -> list[Sheet]:
    """The pages. The first has the latest years as far as there is room; then each year has its own, or several."""
    years = [(year, list(those)) for year, those in groupby(incidents, _year)]
    first, room = [], filters.PAGE
    while years and len(years[0][1]) <= room:
        room -= len(years[0][1])
        first.append(years.pop(0))
    if not first:
        year, those = years[0]
        first, years[0] = [(year, those[: filters.PAGE])], (year, those[filters.PAGE :])
    found = [Sheet("", tuple(first))]
    for year, those in years:
        for number, some in enumerate(filters.sheets(those), start=1):
            found.append(Sheet(f"{year}/{number}/" if number > 1 else f"{year}/", ((year, some),)))
    return found


def facets(site: SiteData, incidents: Sequence[Incident]) -> list[Facet]:
    """What the list can be narrowed by."""
    _, word = site.language.gettext, site.language.word
    years = {_year(incident): partial_date(site.language, _year(incident)) for incident in incidents}
    severities = {one: word("severity", one).upper() for one in ordered("incident", "severity")}
    severities |= {"unknown": _("severity unknown")}
    services = sorted({service for incident in incidents for service in incident.services})
    techniques = {known_as(one): named(one) for incident in incidents for one in incident.techniques}
    categories = {one: word("category", one) for one in ordered("finding", "category")}
    states = {status: word("status", status) for status in ordered("incident", "status")}
    states |= {"unsettled": _("something still open"), "overdue": _("something overdue"), "settled": _("nothing open")}
    return [
        facet("year", _("Year"), years, [{_year(one)} for one in incidents]),
        facet("severity", _("Severity"), severities, [{one.severity} for one in incidents]),
        facet("service", _("Service"), {one: one for one in services}, [one.services for one in incidents]),
        facet("team", _("Team"), team_names(site), [_teams(one) for one in incidents]),
        facet(
            "technique",
            _("Technique"),
            dict(sorted(techniques.items())),
            [{known_as(technique) for technique in one.techniques} for one in incidents],
        ),
        facet(
            "category", _("Category"), categories, [{finding.category for finding in one.findings} for one in incidents]
        ),
        facet("state", _("State"), states, [_states(site, one) for one in incidents]),
    ]


def known_as(technique: Technique) -> str:
    """What a technique is known by: its ATT&CK id, or the name of a vector that has none."""
    return technique.id or technique.name


def named(technique: Technique) -> str:
    """A technique's id and name."""
    return " ".join(part for part in (technique.id, attack_name(technique.id) or technique.name) if part)


def _year(incident: Incident) -> str:
    return day_of(incident)[:4]


def _teams(incident: Incident) -> set[str]:
    taking_part = {participant.team for participant in incident.participants}
    return taking_part.union(*(finding.teams for finding in incident.findings))


def _states(site: SiteData, incident: Incident) -> set[str]:
    states = {row.finding_state.state for row in rows(site, [incident])}
    overdue = {"overdue"} if State.OVERDUE in states else set()
    return {incident.status, "settled" if all(state.settled for state in states) else "unsettled"} | overdue


def _page(site: SiteData, found: list[Sheet], place: int, filters: str) -> str:
    language, sheet = site.language, found[place]
    root = "../" * (1 + sheet.address.count("/"))
    count = language.ngettext(
        "%(count)s incident, the latest first.", "%(count)s incidents, the latest first.", len(site.corpus.incidents)
    )
    blocks = [filters, block("years.html", site=site, root=f"{root}incidents/", years=_years(found))]
    for year, incidents in sheet.years:
        blocks += [heading(2, partial_date(language, year)), incident_list(site, incidents, root, f"Y{year}")]
    pages = [one.address for one in found]
    blocks.append(block("pager.html", site=site, root=f"{root}incidents/", pages=pages, place=place))
    year = partial_date(language, sheet.years[0][0])
    title = language.gettext("Incidents of %(year)s", year=year) if place else language.gettext("Incidents")
    return page(title, count, *blocks, updated=site.today, hide=WIDE, scripts=() if place else ("filters",))


def _years(found: list[Sheet]) -> dict[str, tuple[str, int]]:
    """Each year with where its list begins, from the first page, and how many incidents it has."""
    years: dict[str, tuple[str, int]] = {}
    for sheet in found:
        for year, incidents in sheet.years:
            address, before = years.get(year, (f"{sheet.address}#Y{year}", 0))
            years[year] = (address, before + len(incidents))
    return years
