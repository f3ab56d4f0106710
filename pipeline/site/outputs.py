"""The outputs of each incident: its page, its JSON, its text for the search. Many are rendered on every processor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pipeline.markdown.links import links as links_in
from pipeline.model import Incident
from pipeline.parallel import shared_out
from pipeline.precedents import Precedents
from pipeline.site import links
from pipeline.site.data import SiteData
from pipeline.site.feeds.api import incident_document
from pipeline.site.incident.earlier import Earlier, earlier_incidents
from pipeline.site.incident.page import incident_page
from pipeline.site.incident.view import CrossReferences, cross_references, incident_view
from pipeline.site.page.record import Page
from pipeline.site.search.page import search_page

BATCH = 25
"""How many incidents a process is given at a time; fewer are made in this one."""


@dataclass(frozen=True, slots=True)
class IncidentOutputs:
    """An incident's page, its JSON document, and the HTML that the search indexes for it."""

    page: Page
    document: str
    searched: str


class OutputsCache:
    """The outputs of the last build, so that the next build renders only what would differ."""

    def __init__(self) -> None:
        """The cache before the first build."""
        self.shared: object = None
        self.outputs: dict[str, tuple[object, IncidentOutputs]] = {}


def incident_outputs(site: SiteData, cache: OutputsCache) -> dict[str, IncidentOutputs]:
    """The outputs of each incident by its id, in the order of the corpus. `cache` holds these afterwards."""
    job = _job(site, {incident.id for incident in site.corpus.incidents})
    if cache.shared != job.shared_inputs:
        cache.shared, cache.outputs = job.shared_inputs, {}
    inputs = {incident.id: job.inputs(incident) for incident in site.corpus.incidents}
    unchanged = {id_: outputs for id_, (before, outputs) in cache.outputs.items() if before == inputs.get(id_)}
    fresh = dict(shared_out(job.run, [id_ for id_ in inputs if id_ not in unchanged], BATCH))
    outputs = {id_: unchanged.get(id_) or fresh[id_] for id_ in inputs}
    cache.outputs = {id_: (inputs[id_], outputs[id_]) for id_ in inputs}
    return outputs


def incident_pages(site: SiteData, ids: Collection[str]) -> dict[str, Page]:
    """The pages of these incidents by their paths, as far as they are on the site; nothing else is made."""
    job = _job(site, ids)
    return {f"incidents/{id_}.md": outputs.page for id_, outputs in job.run(list(ids))}


def _job(site: SiteData, ids: Collection[str]) -> _Job:
    """What is needed to make the outputs of these incidents."""
    precedents = Precedents(site.corpus.incidents)
    chosen = (incident for incident in site.corpus.incidents if incident.id in ids)
    earlier = {incident.id: earlier_incidents(site, precedents, incident) for incident in chosen}
    return _Job(site, links.link_targets(site.corpus), cross_references(site.corpus), earlier)


@dataclass(frozen=True, slots=True)
class _Job:
    """What a process needs to make the outputs of an incident."""

    site: SiteData
    targets: links.LinkTargets
    cross_references: CrossReferences
    earlier: Mapping[str, tuple[Earlier, ...]]

    @property
    def shared_inputs(self) -> object:
        """What the outputs of any incident may depend on besides its own inputs."""
        return (self.site.config, self.site.audience, self.site.today, self.targets)

    def inputs(self, incident: Incident) -> object:
        """What the outputs of this incident depend on.

        Its record, its findings' states, what others say of it, and the earlier incidents that it repeats.
        """
        referrers = self.cross_references.referrers.get(incident.id, ())
        named = (*(related.incident for related in incident.related), incident.duplicate_of)
        titles = [self.cross_references.titles.get(id_) for id_ in (*named, *(id_ for id_, _ in referrers))]
        states = [self.site.finding_states[finding.key] for finding in incident.findings]
        return (incident, states, referrers, titles, self.earlier[incident.id], list(self._linked_texts(incident)))

    def _linked_texts(self, incident: Incident) -> Iterator[object]:
        """The texts into which the incident's own link: its page names the ids of their headings."""
        for prose in incident.bodies:
            if ".md#" in prose.text:
                paths = (links.linked_path(link.target, prose.path) for link in links_in(prose) if "#" in link.target)
                yield from (self.targets.texts.get(path) for path in paths)

    def run(self, ids: list[str]) -> Iterator[tuple[str, IncidentOutputs]]:
        """The outputs of these incidents."""
        chosen = set(ids)
        return ((incident.id, self._make(incident)) for incident in self.site.corpus.incidents if incident.id in chosen)

    def _make(self, incident: Incident) -> IncidentOutputs:
        view = incident_view(self.site, incident, self.targets)
        earlier = self.earlier[incident.id]
        page = incident_page(self.site, view, self.targets, self.cross_references, earlier)
        searched = search_page(self.site.language, incident, page)
        return IncidentOutputs(page, incident_document(self.site, view), searched)
