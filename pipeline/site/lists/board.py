"""The board of all findings, the most urgent first: its pages, filters, sort orders and CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.site.data import FindingRow, SiteData
from pipeline.site.feeds.findings_csv import findings_csv
from pipeline.site.lists.pagination import INDEX, Filter, index, make_filter, paginate, team_names
from pipeline.site.page.components import count_findings, finding_table, overview_page, sentence
from pipeline.site.page.record import Block, Page
from pipeline.site.page.templates import block
from pipeline.site.tree import Tree
from pipeline.tracking.lifecycle import State
from pipeline.vocabulary import ordered

CSV = "findings.csv"
_FOLDER = "findings/"
_AGES = (30, 90, 180, 365)


def board(site: SiteData, rows: Sequence[FindingRow]) -> Tree:
    """The pages of the board, its index and its CSV, by their paths below `docs/`. `rows` are all findings in order."""
    csv: Tree = {_FOLDER + CSV: findings_csv(site, rows)}
    if not rows:
        title, text = site.language.gettext("Findings"), site.language.gettext("No findings have been published yet.")
        return {f"{_FOLDER}index.md": overview_page(site, title, text, sentence(site, text))} | csv
    filters, ranks = board_filters(site, rows), orders(site, rows)
    by_address = {f"{number}/" if number > 1 else "": part for number, part in enumerate(paginate(rows), start=1)}
    sizes = [(address, len(part)) for address, part in by_address.items()]
    lead = (
        block("findings.html", site=site, root="../", csv=CSV, counts=count_findings(rows)),
        block("filters.html", site=site, filters=filters, orders=_columns(site)),
    )
    pages: Tree = {
        f"{_FOLDER}{address}index.md": _page(site, position, list(by_address), part, () if position else lead)
        for position, (address, part) in enumerate(by_address.items())
    }
    return pages | {_FOLDER + INDEX: index(sizes, filters, ranks)} | csv


def board_filters(site: SiteData, rows: Sequence[FindingRow]) -> list[Filter]:
    """The filters of the board."""
    _, word = site.language.gettext, site.language.word
    states = {"unsettled": _("still open")} | {state.slug: word("state", state) for state in State}
    priorities = {value: word("priority", value).upper() for value in ordered("finding", "priority")}
    categories = {value: word("category", value) for value in ordered("finding", "category")}
    services = {name: name for name in sorted({service for row in rows for service in row.incident.services})}
    lanes = {"technical": _("the team's repository"), "response": _("the response team's repository")}
    ages = {str(days): _("%(count)s days or more", count=days) for days in _AGES}
    open_for = [row.age(site.today) or 0 for row in rows]
    return [
        make_filter("state", _("State"), states, [_states(row) for row in rows]),
        make_filter("team", _("Team"), team_names(site), [row.finding.teams for row in rows]),
        make_filter("priority", _("Priority"), priorities, [{row.finding.priority} for row in rows]),
        make_filter("category", _("Category"), categories, [{row.finding.category} for row in rows]),
        make_filter("service", _("Service"), services, [row.incident.services for row in rows]),
        make_filter("lane", _("Filed in"), lanes, [{row.lane(site.config)} for row in rows]),
        make_filter("age", _("Open for"), ages, [{str(days) for days in _AGES if days <= age} for age in open_for]),
    ]


def orders(site: SiteData, rows: Sequence[FindingRow]) -> dict[str, list[int | None]]:
    """Each finding's rank by the columns of the table that it can be sorted by."""
    states = dict.fromkeys(row.finding_state.state for row in rows)
    due = [None if row.finding_state.state.settled else row.finding_state.due for row in rows]
    return {
        "state": _ranks(states, [row.finding_state.state for row in rows]),
        "owner": _ranks(team_names(site), [row.finding.owner for row in rows]),
        "priority": _ranks(ordered("finding", "priority"), [row.finding.priority for row in rows]),
        "due": [(day - site.today).days if day else None for day in due],
        "age": [row.age(site.today) for row in rows],
        "category": _ranks(ordered("finding", "category"), [row.finding.category for row in rows]),
    }


def _ranks(order: Iterable[str], values: Iterable[str]) -> list[int | None]:
    ranks = {value: rank for rank, value in enumerate(order)}
    return [ranks.get(value) for value in values]


def _states(row: FindingRow) -> set[str]:
    state = row.finding_state.state
    return {state.slug} if state.settled else {state.slug, "unsettled"}


def _page(
    site: SiteData, position: int, addresses: Sequence[str], rows: Sequence[FindingRow], lead: Sequence[Block | None]
) -> Page:
    """The page at this position among `addresses`, from 0."""
    language, root = site.language, "../../" if position else "../"
    title = language.gettext("Findings")
    if position:
        title = language.gettext("Findings, page %(number)s", number=position + 1)
    count = sum(len(incident.findings) for incident in site.corpus.incidents)
    description = language.ngettext(
        "%(count)s finding, the most urgent first.", "%(count)s findings, the most urgent first.", count
    )
    return overview_page(
        site,
        title,
        description,
        *lead,
        finding_table(site, rows, root),
        block("pager.html", site=site, root=f"{root}{_FOLDER}", pages=addresses, position=position),
        scripts=() if position else ("filters",),
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
