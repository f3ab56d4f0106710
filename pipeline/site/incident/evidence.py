"""The evidence register of a page: each item with everything on the page that cites it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.layout import finding_anchor, incident_address
from pipeline.markdown.page import Part
from pipeline.model import Evidence, Incident
from pipeline.site import links
from pipeline.site.i18n.language import Language
from pipeline.site.incident.view import IncidentProse, IncidentView


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the page: its anchor, and the text of a link to it, "" if the name of its section is enough."""

    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class CitingSection:
    """A section of the page that cites an item, and each place in it that does."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """An item of evidence on the page. `link` ("" if there is none) and `size` in bytes are those of its artefact."""

    evidence: Evidence
    link: str
    size: int | None
    cited_in: tuple[CitingSection, ...]


def evidence_items(language: Language, view: IncidentView, targets: links.LinkTargets) -> list[EvidenceItem]:
    """The evidence in the register's order."""
    incident = view.incident
    sizes = {artefact.path: artefact.size for artefact in incident.artefacts}
    page_address = incident_address(incident.id)
    items = []
    for evidence in incident.register.items if incident.register else ():
        target = targets.addresses.get(f"{incident.path}/{evidence.path}", "") if evidence.path in sizes else ""
        sections = _citing_sections(language, incident, view.prose, evidence.id)
        cited_in = tuple(section for section in sections if section.places)
        items.append(EvidenceItem(evidence, target.removeprefix(page_address), sizes.get(evidence.path), cited_in))
    return items


def _citing_sections(
    language: Language, incident: Incident, prose: IncidentProse, evidence_id: str
) -> Iterator[CitingSection]:
    _ = language.gettext
    events = enumerate(incident.timeline.events if incident.timeline else (), start=1)
    citing = [number for number, event in events if evidence_id in event.evidence]
    yield CitingSection(_("Timeline"), tuple(Place(links.event_anchor(number), str(number)) for number in citing))
    yield CitingSection(_("Notes on the timeline"), _paragraphs(prose.timeline_notes, evidence_id))
    for part in prose.report:
        yield CitingSection(language.heading(part.heading) or _("Report"), _paragraphs(part, evidence_id))
    yield CitingSection(_("Notes on the evidence"), _paragraphs(prose.evidence_notes, evidence_id))
    counts = any(evidence_id in count.evidence for count in incident.counts)
    yield CitingSection(_("What was counted"), (Place(links.COUNTS_ANCHOR, ""),) if counts else ())
    stated = incident.timeline.stated if incident.timeline else ()
    lengths = any(evidence_id in item.evidence for item in stated)
    yield CitingSection(_("Stated durations"), (Place(links.DURATIONS_ANCHOR, ""),) if lengths else ())
    yield CitingSection(
        _("What was affected"),
        tuple(
            Place(links.thing_anchor(number), thing.label)
            for number, thing in enumerate(incident.affected, start=1)
            if evidence_id in thing.evidence
        ),
    )
    yield CitingSection(
        _("Actors"),
        tuple(
            Place(links.actor_anchor(number), actor.name or _("Unknown actor"))
            for number, actor in enumerate(incident.actors, start=1)
            if evidence_id in actor.evidence
        ),
    )
    yield CitingSection(
        _("Techniques"),
        tuple(
            Place(links.technique_anchor(number), technique.id or technique.name)
            for number, technique in enumerate(incident.techniques, start=1)
            if evidence_id in technique.evidence
        ),
    )
    yield CitingSection(
        _("Contributing factors"),
        tuple(
            Place(links.factor_anchor(number), factor.id or str(number))
            for number, factor in enumerate(incident.factors, start=1)
            if evidence_id in factor.evidence
        ),
    )
    yield CitingSection(
        _("Indicators"),
        tuple(
            Place(links.indicator_anchor(number), str(number))
            for number, indicator in enumerate(incident.indicators, start=1)
            if evidence_id in indicator.evidence
        ),
    )
    yield CitingSection(
        _("Notifications"),
        tuple(
            Place(links.notification_anchor(number), str(number))
            for number, notification in enumerate(incident.notifications, start=1)
            if evidence_id in notification.evidence
        ),
    )
    yield CitingSection(_("Findings"), tuple(_findings(incident, prose, evidence_id)))


def _paragraphs(part: Part, evidence_id: str) -> tuple[Place, ...]:
    """The paragraphs that cite the item, numbered where there are several."""
    anchors = part.cites.get(evidence_id, [])
    return tuple(
        Place(anchor, str(number) if len(anchors) > 1 else "") for number, anchor in enumerate(anchors, start=1)
    )


def _findings(incident: Incident, prose: IncidentProse, evidence_id: str) -> Iterator[Place]:
    """Each finding where all of it, or its verification, rests on the item, else its first paragraph that cites it."""
    for finding in incident.findings:
        anchors = prose.findings[finding.number].cites.get(evidence_id, [])
        shown_by = finding.verification.evidence if finding.verification else ()
        if evidence_id in (*finding.evidence, *shown_by):
            yield Place(finding_anchor(finding.number), finding.number)
        elif anchors:
            yield Place(anchors[0], finding.number)
