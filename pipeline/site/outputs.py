"""What is made of each incident by itself: its page, its JSON, what is searched. For many, on every processor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Incident
from pipeline.parallel import shared_out
from pipeline.site import links
from pipeline.site.data import SiteData
from pipeline.site.feeds.api import incident_document
from pipeline.site.incident.page import Others, incident_page, incident_view, others
from pipeline.site.search.page import search_page

BATCH = 25
"""How many incidents a process is given at a time; fewer are made in this one."""


@dataclass(frozen=True, slots=True)
class Made:
    """An incident's page, its JSON document, and the page that the search indexes for it."""

    page: str
    document: str
    searched: str


class Kept:
    """What was made before, so that only what shows something new is made again."""

    def __init__(self) -> None:
        """Nothing was made yet."""
        self.shared: object = None
        self.made: dict[str, tuple[object, Made]] = {}


def make_each(site: SiteData, kept: Kept) -> dict[str, Made]:
    """The files of each incident by its id, in the order of the corpus; `kept` keeps them for the next time."""
    job = _Job(site, links.targets(site.corpus), others(site.corpus))
    if kept.shared != job.shared:
        kept.shared, kept.made = job.shared, {}
    shown = {incident.id: job.shown(incident) for incident in site.corpus.incidents}
    before = {id_: made for id_, (what, made) in kept.made.items() if what == shown.get(id_)}
    fresh = dict(shared_out(job.run, [id_ for id_ in shown if id_ not in before], BATCH))
    made = {id_: before.get(id_) or fresh[id_] for id_ in shown}
    kept.made = {id_: (shown[id_], made[id_]) for id_ in shown}
    return made


@dataclass(frozen=True, slots=True)
class _Job:
    """What a process needs to make the files of an incident."""

    site: SiteData
    known: links.Targets
    others: Others

    @property
    def shared(self) -> object:
        """What any incident's files may show besides what `shown` says."""
        return (self.site.config, self.site.audience, self.site.today, self.known)

    def shown(self, incident: Incident) -> object:
        """What the incident's own files show of it and of others."""
        naming = self.others.naming.get(incident.id, ())
        named = (*(other.incident for other in incident.related), incident.duplicate_of, *(id_ for id_, _ in naming))
        states = [self.site.finding_states[finding.key] for finding in incident.findings]
        return (incident, states, naming, [self.others.titles.get(id_) for id_ in named])

    def run(self, ids: list[str]) -> Iterator[tuple[str, Made]]:
        """Make the files of these incidents."""
        chosen = set(ids)
        return ((incident.id, self._made(incident)) for incident in self.site.corpus.incidents if incident.id in chosen)

    def _made(self, incident: Incident) -> Made:
        view = incident_view(self.site, incident, self.known)
        page = incident_page(self.site, view, self.known, self.others)
        searched = search_page(self.site.language, incident, page)
        return Made(page, incident_document(self.site, view), searched)
