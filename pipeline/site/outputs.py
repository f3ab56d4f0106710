"""The outputs of each incident: its page, its JSON, its text for the search. Many are rendered on every processor."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pipeline.analysis.precedents import Precedents
from pipeline.host.parallel import shared_out
from pipeline.layout import incident_address
from pipeline.markdown.links import links as links_in
from pipeline.model import Incident
from pipeline.site import links
from pipeline.site.data import SiteData
from pipeline.site.feeds.api import incident_document, incident_document_address
from pipeline.site.incident.earlier import Earlier, earlier_incidents
from pipeline.site.incident.page import incident_page
from pipeline.site.incident.view import CrossReferences, cross_references, incident_view
from pipeline.site.page.record import Page
from pipeline.site.search.page import search_page
from pipeline.site.tree import DOCS, SEARCHED

BATCH = 25
"""How many incidents a process is given at a time; fewer are made in this one."""

_MAY_LEAD_OUT = re.compile(r"\.\.|[%&\\]")
"""What every text has of which a link leads out of the incident's own folder, however it is written."""


@dataclass(frozen=True, slots=True)
class IncidentOutputs:
    """An incident's page, its JSON document, and the HTML that the search indexes for it."""

    page: Page
    document: str
    searched: str

    def files(self, id_: str) -> dict[str, Page | str]:
        """The outputs by their places in the tree."""
        return dict(zip(output_files(id_), (self.page, self.document, self.searched), strict=True))


def output_files(id_: str) -> tuple[str, str, str]:
    """The places in the tree of an incident's page, its JSON document, and what is searched."""
    return (
        f"{DOCS}/incidents/{id_}.md",
        f"{DOCS}/{incident_document_address(id_)}",
        f"{SEARCHED}/{incident_address(id_)}index.html",
    )


class OutputsCache:
    """The outputs of the last build, so that the next build renders only what would differ."""

    def __init__(self) -> None:
        """The cache before the first build."""
        self.shared: object = None
        self.outputs: dict[str, tuple[object, IncidentOutputs]] = {}

    def key(self, inputs: object) -> object:
        """What stands for inputs: equal ones have the same."""
        return inputs


def incident_outputs(site: SiteData, cache: OutputsCache, generator: str = "") -> dict[str, IncidentOutputs]:
    """The outputs of each incident by its id, in the order of the corpus. `cache` holds these afterwards.

    `generator` is the configuration of what makes files of the pages.
    """
    job = _job(site, {incident.id for incident in site.corpus.incidents})
    shared = cache.key((generator, *job.shared_inputs))
    if cache.shared != shared:
        cache.shared, cache.outputs = shared, {}
    inputs = {incident.id: cache.key(job.inputs(incident)) for incident in site.corpus.incidents}
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
    def shared_inputs(self) -> tuple[object, ...]:
        """What the outputs of any incident may depend on besides its own inputs."""
        procedures = tuple(procedure.name for procedure in self.site.corpus.procedures)
        return (self.site.config, self.site.audience, self.site.today, procedures)

    def inputs(self, incident: Incident) -> object:
        """What the outputs of this incident depend on.

        Its record, its findings' states, what others say of it, and the earlier incidents that it repeats.
        """
        referrers = self.cross_references.referrers.get(incident.id, ())
        named = (*(related.incident for related in incident.related), incident.duplicate_of)
        titles = [self.cross_references.titles.get(id_) for id_ in (*named, *(id_ for id_, _ in referrers))]
        states = [self.site.finding_states[finding.key] for finding in incident.findings]
        return (incident, states, referrers, titles, self.earlier[incident.id], list(self._linked(incident)))

    def _linked(self, incident: Incident) -> Iterator[object]:
        """What is outside the incident's folder that its texts link to: its address, and the text with its headings."""
        for prose in incident.bodies:
            if _MAY_LEAD_OUT.search(prose.text):
                for link in links_in(prose):
                    path = links.linked_path(link.target, prose.path)
                    text = self.targets.texts.get(path) if "#" in link.target else None
                    yield path, self.targets.addresses.get(path), text

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
