"""The board of all findings: the most urgent first, on pages, what it can be narrowed and sorted by, and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.site.components import WIDE, finding_table, nothing, numbers
from pipeline.site.data import Row, SiteData
from pipeline.site.feeds.findings_csv import findings_csv
from pipeline.site.i18n.formats import css
from pipeline.site.lists.filters import INDEX, Facet, facet, index, sheets, team_names
from pipeline.site.page import block, page
from pipeline.tracking.lifecycle import State
from pipeline.vocabulary import ordered

CSV = "findings.csv"
_FOLDER = "docs/findings/"
_AGES = (30, 90, 180, 365)


def board(site: SiteData, found: list[Row]) -> dict[str, str]:
    """The pages of the board, its index and its CSV, by their places in the tree. `found` are all findings in order."""
    csv = {_FOLDER + CSV: findings_csv(site, found)}
    if not found:
        title, text = site.language.gettext("Findings"), site.language.gettext("No finding is published yet.")
        return {f"{_FOLDER}index.md": page(title, text, nothing(site, text), updated=site.today, hide=WIDE)} | csv
    offered, ranks = facets(site, found), orders(site, found)
    shown = {f"{number}/" if number > 1 else "": those for number, those in enumerate(sheets(found), start=1)}
    sizes = [(address, len(those)) for address, those in shown.items()]
    lead = block("findings.html", site=site, root="../", csv=CSV, **numbers(found))
    lead_of = {"": [lead, block("filters.html", site=site, facets=offered, orders=_columns(site))]}
    pages = {
        f"{_FOLDER}{address}index.md": _page(site, place, list(shown), those, lead_of.get(address, []))
        for place, (address, those) in enumerate(shown.items())
    }
    return pages | {_FOLDER + INDEX: index(sizes, offered, ranks)} | csv


def facets(site: SiteData, found: Sequence[Row]) -> list[Facet]:
    """What the board can be narrowed by."""
    _, word = site.language.gettext, site.language.word
    states = {"unsettled": _("still open")} | {css(state): word("state", state) for state in State}
    priorities = {one: word("priority", one).upper() for one in ordered("finding", "priority")}
    categories = {one: word("category", one) for one in ordered("finding", "category")}
    services = sorted({service for row in found for service in row.incident.services})
    lanes = {"technical": _("the team's repository"), "response": _("the response team's record")}
    ages = {str(days): _("%(count)s days or more", count=days) for days in _AGES}
    ago = [row.age(site.today) or 0 for row in found]
    return [
        facet("state", _("State"), states, [_states(row) for row in found]),
        facet("team", _("Team"), team_names(site), [row.finding.teams for row in found]),
        facet("priority", _("Priority"), priorities, [{row.finding.priority} for row in found]),
        facet("category", _("Category"), categories, [{row.finding.category} for row in found]),
        facet("service", _("Service"), {one: one for one in services}, [row.incident.services for row in found]),
        facet("lane", _("Filed in"), lanes, [{row.lane(site.config)} for row in found]),
        facet("age", _("Open for"), ages, [{str(days) for days in _AGES if days <= age} for age in ago]),
    ]


def orders(site: SiteData, found: Sequence[Row]) -> dict[str, list[int | None]]:
    """Each finding's rank by the columns of the table that it can be sorted by."""
    states = dict.fromkeys(row.finding_state.state for row in found)
    due = [None if row.finding_state.state.settled else row.finding_state.due for row in found]
    return {
        "state": _ranks(states, [row.finding_state.state for row in found]),
        "owner": _ranks(team_names(site), [row.finding.owner for row in found]),
        "priority": _ranks(ordered("finding", "priority"), [row.finding.priority for row in found]),
        "due": [(day - site.today).days if day else None for day in due],
        "age": [row.age(site.today) for row in found],
        "category": _ranks(ordered("finding", "category"), [row.finding.category for row in found]),
    }


def _ranks(order: Iterable[str], values: Iterable[str]) -> list[int | None]:
    ranks = {value: rank for rank, value in enumerate(order)}
    return [ranks.get(value) for value in values]


def _states(row: Row) -> set[str]:
    state = row.finding_state.state
    return {css(state)} if state.settled else {css(state), "unsettled"}


def _page(site: SiteData, place: int, addresses: list[str], found: Sequence[Row], lead: list[str]) -> str:
    language, root = site.language, "../../" if place else "../"
    count = sum(len(incident.findings) for incident in site.corpus.incidents)
    said = language.ngettext(
        "%(count)s finding, the most urgent first.", "%(count)s findings, the most urgent first.", count
    )
    return page(
        language.gettext("Findings, page %(number)s", number=place + 1) if place else language.gettext("Findings"),
        said,
        *lead,
        finding_table(site, found, root),
        block("pager.html", site=site, root=f"{root}findings/", pages=addresses, place=place),
        updated=site.today,
        hide=WIDE,
        scripts=() if place else ("filters",),
    )


def _columns(site: SiteData) -> dict[str, str]:
    """The columns that the board can be sorted by, as the table calls them."""
    _ = site.language.gettext
    return {
        "state": _("State"),
        "owner": _("Owner"),
        "priority": _("Priority"),
        "due": _("Due"),
        "age": _("Open for"),
        "category": _("Category"),
    }
