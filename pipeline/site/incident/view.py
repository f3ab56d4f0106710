"""An incident with its prose as HTML: the source of both its page and its JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.layout import finding_anchor, incident_address
from pipeline.markdown.page import Context, Part, fragment, parts
from pipeline.markdown.prose import Prose
from pipeline.model import Corpus, Incident
from pipeline.site import links
from pipeline.site.data import FindingRow, SiteData, finding_rows
from pipeline.site.incident.prose import prose_context


@dataclass(frozen=True, slots=True)
class IncidentProse:
    """What authors wrote below the front matter of each file. `findings` are the bodies of the findings by number."""

    report: tuple[Part, ...]
    timeline_notes: Part
    evidence_notes: Part
    findings: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its body as HTML."""

    row: FindingRow
    body: Part


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident as a site shows it."""

    incident: Incident
    prose: IncidentProse
    findings: tuple[FindingView, ...]

    @property
    def rows(self) -> list[FindingRow]:
        """Its findings with their states."""
        return [finding.row for finding in self.findings]


@dataclass(frozen=True, slots=True)
class CrossReferences:
    """References between incidents: all titles by id; and by id, which incidents refer to it, each with why.

    The reason is "" if the other incident is a duplicate.
    """

    titles: Mapping[str, str]
    referrers: Mapping[str, Sequence[tuple[str, str]]]


def cross_references(corpus: Corpus) -> CrossReferences:
    """The references between the incidents of this corpus."""
    referrers: dict[str, list[tuple[str, str]]] = {}
    for incident in corpus.incidents:
        for related in incident.related:
            referrers.setdefault(related.incident, []).append((incident.id, related.because))
        if incident.duplicate_of:
            referrers.setdefault(incident.duplicate_of, []).append((incident.id, ""))
    return CrossReferences({incident.id: incident.title for incident in corpus.incidents}, referrers)


def incident_view(site: SiteData, incident: Incident, targets: links.LinkTargets) -> IncidentView:
    """The incident as the site shows it; `targets` is where links in its prose may lead."""
    evidence = frozenset(item.id for item in incident.register.items) if incident.register else frozenset()
    page_address = incident_address(incident.id)

    def context(prose: Prose, anchor: str) -> Context:
        def resolve(href: str) -> str:
            return links.resolve(href, prose.path, page_address, targets)

        return prose_context(resolve, evidence, site.language, anchor)

    def html(prose: Prose, anchor: str) -> Part:
        return fragment(prose, context(prose, anchor))

    prose = IncidentProse(
        report=tuple(parts(incident.body, context(incident.body, links.REPORT_ANCHOR))),
        timeline_notes=html(incident.timeline.notes if incident.timeline else Prose(""), links.TIMELINE_ANCHOR),
        evidence_notes=html(incident.register.notes if incident.register else Prose(""), links.EVIDENCE_ANCHOR),
        findings={finding.number: html(finding.body, finding_anchor(finding.number)) for finding in incident.findings},
    )
    rows = finding_rows(site, [incident])
    return IncidentView(incident, prose, tuple(FindingView(row, prose.findings[row.finding.number]) for row in rows))
