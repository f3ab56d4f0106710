"""Records → the tree of the site's Markdown: {relative path: content}. Pure; the same records give the same bytes."""

from __future__ import annotations

from pipeline.site import links
from pipeline.site.components import WIDE, finding_table, incident_list, listed, numbers
from pipeline.site.data import Row, SiteData, by_urgency, day_of, newest_first, rows
from pipeline.site.feeds import api
from pipeline.site.feeds.atom import feed
from pipeline.site.feeds.redirects import redirects
from pipeline.site.generator.config import SearchFilters, mkdocs_config
from pipeline.site.i18n.formats import partial_date, published_name, severity
from pipeline.site.lists.board import board
from pipeline.site.lists.entities import subject_pages
from pipeline.site.lists.incidents import incident_lists
from pipeline.site.outputs import Kept, make_each
from pipeline.site.page import DIAGRAM, block, page
from pipeline.site.static import mermaid_files, shared_files
from pipeline.site.trends.page import trends_page
from pipeline.site.trends.statistics import Trends, trends
from pipeline.tracking.lifecycle import State
from pipeline.vocabulary import ordered

_LATEST = 10
_URGENT = (State.OVERDUE, State.REOPENED)

SEARCHED = "search"
"""The folder of the tree for what the search indexes, at the addresses of the pages."""

Tree = dict[str, str | bytes]
"""Relative paths, with forward slashes, and what the files hold."""


def render(site: SiteData, kept: Kept | None = None) -> Tree:
    """The whole tree: the generator's configuration, every page, what is searched, and the files that go in as is.

    `kept` holds what an earlier tree was made with; less is made anew then, to the same bytes.
    """
    found = by_urgency(rows(site, site.corpus.incidents), site.today)
    over_time = trends(site)
    tree: Tree = {
        "mkdocs.yml": mkdocs_config(site.config.site, site.language, _search_filters(site)),
        "docs/index.md": _home(site, found, over_time),
        **incident_lists(site),
        **board(site, found),
        **subject_pages(site, found),
        "docs/trends/index.md": trends_page(site, over_time),
        "docs/search.md": _search(site),
        **shared_files(),
    }
    each = make_each(site, kept or Kept())
    tree |= {f"docs/incidents/{id_}.md": made.page for id_, made in each.items()}
    tree |= {f"{SEARCHED}/{links.page_of(id_)}index.html": made.searched for id_, made in each.items()}
    if any(DIAGRAM in content for content in tree.values() if isinstance(content, str)):
        tree |= mermaid_files()
    machines = api.documents(site, {id_: made.document for id_, made in each.items()}, found)
    titles = {incident.id: incident.title for incident in site.corpus.incidents}
    machines |= redirects(site, titles) | feed(site)
    return tree | {f"docs/{path}": content for path, content in machines.items()}


def artefacts(site: SiteData) -> dict[str, str]:
    """The files to copy: address on the site → path in the repository."""
    return {
        f"{links.page_of(incident.id)}{published_name(path)}": f"{incident.path}/{path}"
        for incident in site.corpus.incidents
        for path in links.artefact_paths(incident)
    }


def _home(site: SiteData, found: list[Row], over_time: Trends) -> str:
    _ = site.language.gettext
    latest = newest_first(site.corpus.incidents)[:_LATEST]
    urgent = [row for row in found if row.finding_state.state in _URGENT][:_LATEST]
    return page(
        site.config.site.name,
        _("Security incidents: what happened, what was decided, and what is still open."),
        block("home.html", site=site, root="", found=found, trends=over_time, **numbers(found)),
        *listed(_("Latest incidents"), incident_list(site, latest, "")),
        *listed(_("Most overdue"), finding_table(site, urgent, "")),
        updated=site.today,
        hide=WIDE,
    )


def _search_filters(site: SiteData) -> SearchFilters:
    incidents = site.corpus.incidents
    years = sorted({day_of(incident)[:4] for incident in incidents}, reverse=True)
    found = {incident.severity for incident in incidents}
    return {
        "severity": {
            value: severity(site.language, value) for value in ordered("incident", "severity") if value in found
        },
        "year": {year: partial_date(site.language, year) for year in years if year},
    }


def _search(site: SiteData) -> str:
    _ = site.language.gettext
    return page(
        _("Search"),
        _("Search the reports, findings and timelines of all incidents."),
        block("search.html", site=site, root="../"),
        updated=site.today,
        hide=WIDE,
    )
