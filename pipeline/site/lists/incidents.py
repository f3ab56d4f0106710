"""The list of all incidents: by year, on pages of limited size, with its filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.model import Incident, Technique
from pipeline.site.data import SiteData, day_of, finding_rows, newest_first
from pipeline.site.i18n.formats import attack_name, partial_date, severity
from pipeline.site.lists import pagination
from pipeline.site.lists.pagination import INDEX, Filter, index, make_filter, paginate, team_names
from pipeline.site.page.components import incident_list, overview_page, sentence
from pipeline.site.page.record import Block, Page, heading
from pipeline.site.page.templates import block
from pipeline.site.tree import Tree
from pipeline.tracking.lifecycle import State
from pipeline.vocabulary import ordered

_FOLDER = "incidents/"


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list: its address from the first one, and its incidents by year."""

    address: str
    years: tuple[tuple[str, Sequence[Incident]], ...]

    @property
    def size(self) -> int:
        """How many incidents it has."""
        return sum(len(incidents) for _, incidents in self.years)


@dataclass(frozen=True, slots=True)
class YearLink:
    """A year: where its incidents begin, from the list's first page, and how many there are on all pages."""

    year: str
    address: str
    count: int


def incident_lists(site: SiteData) -> Tree:
    """The pages of the list, and its index, by their paths below `docs/`."""
    incidents = newest_first(site.corpus.incidents)
    if not incidents:
        title, text = site.language.gettext("Incidents"), site.language.gettext("No incidents have been published yet.")
        return {f"{_FOLDER}index.md": overview_page(site, title, text, sentence(site, text))}
    pages, filters = list_pages(incidents), incident_filters(site, incidents)
    tree: Tree = {
        f"{_FOLDER}{page.address}index.md": _page(site, pages, position, filters if position == 0 else ())
        for position, page in enumerate(pages)
    }
    return tree | {_FOLDER + INDEX: index([(page.address, page.size) for page in pages], filters)}


def list_pages(incidents: Sequence[Incident]) -> list[ListPage]:
    """The pages. The first has the latest years as far as there is room; then each year has its own, or several."""
    years = [(year, list(of_year)) for year, of_year in groupby(incidents, _year)]
    first, room = [], pagination.PAGE_SIZE
    while years and len(years[0][1]) <= room:
        room -= len(years[0][1])
        first.append(years.pop(0))
    if not first:
        year, of_year = years[0]
        first, years[0] = [(year, of_year[: pagination.PAGE_SIZE])], (year, of_year[pagination.PAGE_SIZE :])
    pages = [ListPage("", tuple(first))]
    for year, of_year in years:
        for number, part in enumerate(paginate(of_year), start=1):
            pages.append(ListPage(f"{year}/{number}/" if number > 1 else f"{year}/", ((year, part),)))
    return pages


def incident_filters(site: SiteData, incidents: Sequence[Incident]) -> list[Filter]:
    """The filters of the list."""
    _, word, language = site.language.gettext, site.language.word, site.language
    years = {_year(incident): partial_date(language, _year(incident)) for incident in incidents}
    severities = {value: severity(language, value) for value in ordered("incident", "severity")}
    services = {name: name for name in sorted({service for incident in incidents for service in incident.services})}
    techniques = {
        technique_key(technique): technique_name(technique)
        for incident in incidents
        for technique in incident.techniques
    }
    categories = {value: word("category", value) for value in ordered("finding", "category")}
    states = {status: word("status", status) for status in ordered("incident", "status")}
    states |= {"unsettled": _("something still open"), "overdue": _("something overdue"), "settled": _("nothing open")}
    return [
        make_filter("year", _("Year"), years, [{_year(incident)} for incident in incidents]),
        make_filter("severity", _("Severity"), severities, [{incident.severity} for incident in incidents]),
        make_filter("service", _("Service"), services, [incident.services for incident in incidents]),
        make_filter("team", _("Team"), team_names(site), [_teams(incident) for incident in incidents]),
        make_filter(
            "technique",
            _("Technique"),
            dict(sorted(techniques.items())),
            [set(map(technique_key, incident.techniques)) for incident in incidents],
        ),
        make_filter(
            "category",
            _("Category"),
            categories,
            [{finding.category for finding in incident.findings} for incident in incidents],
        ),
        make_filter("kind", _("Kind of report"), _kinds(site), [_kind(incident) for incident in incidents]),
        make_filter("state", _("State"), states, [_states(site, incident) for incident in incidents]),
    ]


def technique_key(technique: Technique) -> str:
    """The key of a technique: its ATT&CK id, or the name of a vector that has none."""
    return technique.id or technique.name


def technique_name(technique: Technique) -> str:
    """A technique's id and name."""
    return " ".join(part for part in (technique.id, attack_name(technique.id) or technique.name) if part)


def _year(incident: Incident) -> str:
    return day_of(incident)[:4]


def _teams(incident: Incident) -> set[str]:
    taking_part = {participant.team for participant in incident.participants}
    return taking_part.union(*(finding.teams for finding in incident.findings))


def _states(site: SiteData, incident: Incident) -> set[str]:
    states = {row.finding_state.state for row in finding_rows(site, [incident])}
    overdue = {"overdue"} if State.OVERDUE in states else set()
    return {incident.status, "settled" if all(state.settled for state in states) else "unsettled"} | overdue


def _kinds(site: SiteData) -> dict[str, str]:
    _ = site.language.gettext
    return {"near-miss": _("near miss"), "retold": _("of others")}


def _kind(incident: Incident) -> set[str]:
    """What kind of report it is; none for the usual one."""
    near_miss = {"near-miss"} if incident.report.near_miss else set()
    return near_miss | ({"retold"} if incident.report.retold_from else set())


def _page(site: SiteData, pages: Sequence[ListPage], position: int, filters: Sequence[Filter]) -> Page:
    """The page at this position among `pages`, from 0."""
    language, page = site.language, pages[position]
    root = "../" * (1 + page.address.count("/"))
    folder = f"{root}{_FOLDER}"
    blocks: list[Block | None] = [
        block("filters.html", site=site, filters=filters, orders={}) if filters else None,
        block("years.html", site=site, root=folder, years=_year_links(pages)),
    ]
    for year, incidents in page.years:
        blocks += [heading(2, partial_date(language, year)), incident_list(site, incidents, root, f"Y{year}")]
    addresses = [each.address for each in pages]
    blocks.append(block("pager.html", site=site, root=folder, pages=addresses, position=position))
    title = language.gettext("Incidents")
    if position:
        title = language.gettext("Incidents of %(year)s", year=partial_date(language, page.years[0][0]))
    description = language.ngettext(
        "%(count)s incident, the latest first.", "%(count)s incidents, the latest first.", len(site.corpus.incidents)
    )
    return overview_page(site, title, description, *blocks, scripts=() if position else ("filters",))


def _year_links(pages: Sequence[ListPage]) -> list[YearLink]:
    """All years, in the order of the list."""
    addresses: dict[str, str] = {}
    counts: dict[str, int] = {}
    for page in pages:
        for year, incidents in page.years:
            addresses.setdefault(year, f"{page.address}#Y{year}")
            counts[year] = counts.get(year, 0) + len(incidents)
    return [YearLink(year, address, counts[year]) for year, address in addresses.items()]
