"""What is made of each incident by itself: its page, its JSON, what is searched. For many, on every processor."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from pipeline.model import Incident
from pipeline.site import links
from pipeline.site.api import incident_document
from pipeline.site.data import SiteData
from pipeline.site.incident_page import Others, incident_page, incident_view, others
from pipeline.site.search_page import search_page

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
    fresh = dict(_each(job, [incident for incident in site.corpus.incidents if incident.id not in before]))
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
        states = [self.site.standings[finding.key] for finding in incident.findings]
        return (incident, states, naming, [self.others.titles.get(id_) for id_ in named])

    def make(self, incident: Incident) -> tuple[str, Made]:
        view = incident_view(self.site, incident, self.known)
        page = incident_page(self.site, view, self.known, self.others)
        searched = search_page(self.site.language, incident, page)
        return incident.id, Made(page, incident_document(self.site, view), searched)


def _each(job: _Job, incidents: list[Incident]) -> Iterable[tuple[str, Made]]:
    workers = os.cpu_count() or 1
    if workers == 1 or len(incidents) <= BATCH:
        return map(job.make, incidents)
    return _shared_out(job, [incident.id for incident in incidents], workers)


def _shared_out(job: _Job, ids: list[str], workers: int) -> Iterator[tuple[str, Made]]:
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(job,)) as pool:
        batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
        for made in pool.map(_make, batches):
            yield from made


_job: _Job
"""The job of a process of the pool: sent to it once, and not with each batch."""


def _start(job: _Job) -> None:
    global _job  # noqa: PLW0603  # a process of a pool has no other place for what it is started with
    _job = job


def _make(ids: list[str]) -> list[tuple[str, Made]]:
    chosen = set(ids)
    return [_job.make(incident) for incident in _job.site.corpus.incidents if incident.id in chosen]
