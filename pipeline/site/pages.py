"""Records → the tree of the site's Markdown: {relative path: content}. Pure; the same records give the same bytes."""

from __future__ import annotations

from itertools import groupby

from pipeline.config import Team
from pipeline.model import Incident
from pipeline.site import api, links
from pipeline.site.data import Row, SiteData, by_urgency, day_of, newest_first, rows
from pipeline.site.feed import feed
from pipeline.site.files import mermaid_files, shared_files
from pipeline.site.incident_page import incident_page, incident_view, others
from pipeline.site.markup import DIAGRAM, block, heading, page
from pipeline.site.mkdocs_config import mkdocs_config
from pipeline.site.redirects import redirects
from pipeline.site.trends import Trends, trends
from pipeline.site.trends_page import trends_page
from pipeline.site.words import partial_date, published_name
from pipeline.tracking.lifecycle import State

_LATEST = 10
_WIDE = ("navigation", "toc")
_URGENT = (State.OVERDUE, State.REOPENED)

Tree = dict[str, str | bytes]
"""Relative paths, with forward slashes, and what the files hold."""


def render(site: SiteData) -> Tree:
    """The whole tree: the generator's configuration, every page, and the files that go into it as they are."""
    known = links.targets(site.corpus)
    named = others(site.corpus)
    found = by_urgency(rows(site, site.corpus.incidents), site.today)
    over_time = trends(site)
    tree: Tree = {
        "mkdocs.yml": mkdocs_config(site.config.site, site.language),
        "docs/index.md": _home(site, found, over_time),
        "docs/incidents/index.md": _incidents(site),
        "docs/findings/index.md": _findings(site, found),
        "docs/teams/index.md": _teams(site, found),
        "docs/trends/index.md": trends_page(site, over_time),
        **shared_files(),
    }
    views = [incident_view(site, incident, known) for incident in site.corpus.incidents]
    for view in views:
        tree[f"docs/incidents/{view.incident.id}.md"] = incident_page(site, view, known, named)
    for team in site.config.teams.values():
        # A folder, since a team may be called "index".
        tree[f"docs/teams/{team.id}/index.md"] = _team(site, team, found)
    if any(DIAGRAM in content for content in tree.values() if isinstance(content, str)):
        tree |= mermaid_files()
    machines = api.documents(site, views, found) | redirects(site, named.titles) | feed(site)
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
    urgent = [row for row in found if row.standing.state in _URGENT][:_LATEST]
    return page(
        site.config.site.name,
        _("Security incidents: what happened, what was decided, and what is still open."),
        block("home.html", site=site, root="", found=found, trends=over_time, **_numbers(found)),
        *_listed(_("Latest incidents"), _incident_list(site, latest, "")),
        *_listed(_("Most overdue"), _table(site, urgent, "")),
        updated=site.today,
        hide=_WIDE,
    )


def _incidents(site: SiteData) -> str:
    blocks: list[str] = []
    for year, incidents in groupby(newest_first(site.corpus.incidents), lambda incident: day_of(incident)[:4]):
        blocks += [heading(2, partial_date(site.language, year)), _incident_list(site, list(incidents), "../")]
    language = site.language
    nothing = language.gettext("No incident is published yet.")
    count = len(site.corpus.incidents)
    said = language.ngettext("%(count)s incident, the latest first.", "%(count)s incidents, the latest first.", count)
    return page(language.gettext("Incidents"), said, *(blocks or [_nothing(site, nothing)]), updated=site.today)


def _findings(site: SiteData, found: list[Row]) -> str:
    intro = block("findings.html", site=site, root="../", found=found, **_numbers(found))
    language = site.language
    table = _table(site, found, "../") or _nothing(site, language.gettext("No finding is published yet."))
    said = language.ngettext(
        "%(count)s finding, the most urgent first.", "%(count)s findings, the most urgent first.", len(found)
    )
    return page(language.gettext("Findings"), said, intro, table, updated=site.today, hide=_WIDE)


def _teams(site: SiteData, found: list[Row]) -> str:
    owned = {
        team: [row for row in found if row.finding.owner == team and not row.standing.state.settled]
        for team in site.config.teams
    }
    return page(
        site.language.gettext("Teams"),
        site.language.gettext("The teams that own findings or take part in responses."),
        block("teams.html", site=site, root="../", owned=owned),
        updated=site.today,
        hide=_WIDE,
    )


def _team(site: SiteData, team: Team, found: list[Row]) -> str:
    _ = site.language.gettext
    owned = [row for row in found if row.finding.owner == team.id]
    involved = [row for row in found if team.id in row.finding.involves and row.finding.owner != team.id]
    roles = [
        (incident, participant.role)
        for incident in newest_first(site.corpus.incidents)
        for participant in incident.participants
        if participant.team == team.id
    ]
    part = block("took_part.html", site=site, root="../../", roles=roles) if roles else ""
    return page(
        team.name,
        _("Findings and incidents of %(team)s.", team=team.name),
        block("team.html", site=site, root="../../", team=team, **_numbers(owned)),
        *_listed(_("Findings it owns"), _table(site, owned, "../../")),
        *_listed(_("Findings it is involved in"), _table(site, involved, "../../")),
        *_listed(_("Incidents it took part in"), part),
        updated=site.today,
        hide=_WIDE,
    )


def _numbers(found: list[Row]) -> dict[str, int]:
    states = [row.standing.state for row in found]
    return {
        "total": len(states),
        "unsettled": sum(not state.settled for state in states),
        "overdue": states.count(State.OVERDUE),
        "fixed": states.count(State.FIXED),
        "resolved": states.count(State.RESOLVED),
    }


def _listed(title: str, content: str) -> list[str]:
    return [heading(2, title), content] if content else []


def _table(site: SiteData, found: list[Row], root: str) -> str:
    return block("table.html", site=site, root=root, found=found) if found else ""


def _incident_list(site: SiteData, incidents: list[Incident], root: str) -> str:
    listed = [(incident, day_of(incident), _numbers(rows(site, [incident]))) for incident in incidents]
    return block("incidents.html", site=site, root=root, listed=listed) if listed else ""


def _nothing(site: SiteData, text: str) -> str:
    return block("nothing.html", site=site, text=text)
