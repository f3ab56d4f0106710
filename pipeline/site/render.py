"""Records → the files of the site. Pure: the same records give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.site.data import FindingRow, SiteData, by_urgency, day_of, finding_rows, newest_first
from pipeline.site.feeds.api import documents
from pipeline.site.feeds.atom import feed
from pipeline.site.feeds.redirects import redirects
from pipeline.site.generator.config import SearchFilters, mkdocs_config
from pipeline.site.i18n.formats import partial_date, severity
from pipeline.site.lists.board import board
from pipeline.site.lists.entities import entity_pages
from pipeline.site.lists.incidents import incident_lists
from pipeline.site.lists.procedures import procedure_pages
from pipeline.site.lists.responses import responses_page
from pipeline.site.outputs import OutputsCache, incident_outputs
from pipeline.site.page.components import count_findings, finding_table, incident_list, overview_page
from pipeline.site.page.record import DIAGRAM_SCRIPT, Page, section
from pipeline.site.page.templates import block
from pipeline.site.static import mermaid_files, shared_files
from pipeline.site.tree import DOCS, Tree, pages
from pipeline.site.trends.page import trends_page
from pipeline.site.trends.statistics import Trends, trends
from pipeline.tracking.lifecycle import State
from pipeline.vocabulary import ordered

_LATEST = 10
_URGENT = (State.OVERDUE, State.REOPENED)


def render(site: SiteData, cache: OutputsCache | None = None) -> Tree:
    """The whole tree: the generator's configuration, every page, what is searched, and the files that go in as is.

    With the `cache` of an earlier tree, less is rendered again, with the same result.
    """
    rows = by_urgency(finding_rows(site, site.corpus.incidents), site.today)
    statistics = trends(site)
    generator = mkdocs_config(site.config.site, site.language, _search_filters(site))
    outputs = incident_outputs(site, cache or OutputsCache(), generator)
    by_address: Tree = {
        "index.md": _home(site, rows, statistics),
        **incident_lists(site),
        **board(site, rows),
        **entity_pages(site, rows),
        **procedure_pages(site, rows),
        "responses/index.md": responses_page(site),
        "trends/index.md": trends_page(site, statistics),
        "search.md": _search(site),
        **documents(site, {id_: output.document for id_, output in outputs.items()}, rows),
        **redirects(site),
        **feed(site),
    }
    tree: Tree = {"mkdocs.yml": generator}
    tree |= {f"{DOCS}/{path}": content for path, content in by_address.items()}
    for id_, output in outputs.items():
        tree |= output.files(id_)
    tree |= shared_files()
    if any(DIAGRAM_SCRIPT in page.scripts for page in pages(tree).values()):
        tree |= mermaid_files()
    return tree


def _home(site: SiteData, rows: Sequence[FindingRow], statistics: Trends) -> Page:
    _ = site.language.gettext
    latest = newest_first(site.corpus.incidents)[:_LATEST]
    urgent = [row for row in rows if row.finding_state.state in _URGENT][:_LATEST]
    return overview_page(
        site,
        site.config.site.name,
        _("Security incidents: what happened, what was decided, and what is still open."),
        block("home.html", site=site, root="", trends=statistics, counts=count_findings(rows)),
        *section(_("Latest incidents"), incident_list(site, latest, "")),
        *section(_("Most overdue"), finding_table(site, urgent, "")),
    )


def _search(site: SiteData) -> Page:
    _ = site.language.gettext
    description = _("Search the reports, findings and timelines of all incidents.")
    return overview_page(site, _("Search"), description, block("search.html", site=site, root="../"))


def _search_filters(site: SiteData) -> SearchFilters:
    incidents = site.corpus.incidents
    years = sorted({day_of(incident)[:4] for incident in incidents}, reverse=True)
    severities = {incident.severity for incident in incidents}
    return {
        "severity": {
            value: severity(site.language, value) for value in ordered("incident", "severity") if value in severities
        },
        "year": {year: partial_date(site.language, year) for year in years if year},
    }
