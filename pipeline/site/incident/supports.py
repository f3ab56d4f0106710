"""What each item of evidence supports: everything on an incident's page that cites it, with links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.model import Evidence, Incident
from pipeline.site import links
from pipeline.site.i18n.language import Language
from pipeline.site.incident.prose import Part


@dataclass(frozen=True, slots=True)
class Written:
    """The prose of a page: its report, the notes of the timeline and the register, findings' bodies by number."""

    report: tuple[Part, ...]
    timeline: Part
    register: Part
    findings: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Support:
    """A part of the page that cites an item, and each place there: its anchor and its name, "" where it needs none."""

    part: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of evidence on the page: the artefact's size where there is one, and what it supports."""

    evidence: Evidence
    link: str
    size: int | None
    supports: tuple[Support, ...]


def items(language: Language, incident: Incident, written: Written, known: links.Targets) -> list[Item]:
    """The evidence in the register's order."""
    sizes = {artefact.path: artefact.size for artefact in incident.artefacts}
    page_address = links.page_of(incident.id)
    found = []
    for evidence in incident.register.items if incident.register else ():
        target = known.get(f"{incident.path}/{evidence.path}", "") if evidence.path in sizes else ""
        supports = (Support(part, tuple(places)) for part, places in _citing(language, incident, written, evidence.id))
        said = tuple(support for support in supports if support.places)
        found.append(Item(evidence, target.removeprefix(page_address), sizes.get(evidence.path), said))
    return found


def _citing(
    language: Language, incident: Incident, written: Written, name: str
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    _ = language.gettext
    events = incident.timeline.events if incident.timeline else ()
    yield _("Timeline"), [(f"T{at}", str(at)) for at, event in enumerate(events, start=1) if name in event.evidence]
    yield _("Notes on the timeline"), _paragraphs(written.timeline, name)
    for part in written.report:
        yield language.heading(part.heading) or _("Report"), _paragraphs(part, name)
    yield _("Notes on the evidence"), _paragraphs(written.register, name)
    actors = [(f"A{at}", one.name or _("Unknown actor"), one.evidence) for at, one in enumerate(incident.actors, 1)]
    techniques = [(f"X{at}", one.id or one.name, one.evidence) for at, one in enumerate(incident.techniques, 1)]
    yield _("Actors"), [(anchor, called) for anchor, called, cited in actors if name in cited]
    yield _("Techniques"), [(anchor, called) for anchor, called, cited in techniques if name in cited]
    findings = [
        (_first(finding.number, written.findings[finding.number], name, whole=name in finding.evidence), finding.number)
        for finding in incident.findings
    ]
    yield _("Findings"), [(anchor, number) for anchor, number in findings if anchor]


def _paragraphs(part: Part, name: str) -> list[tuple[str, str]]:
    places = part.cites.get(name, [])
    return [(place, str(at) if len(places) > 1 else "") for at, place in enumerate(places, start=1)]


def _first(number: str, body: Part, name: str, *, whole: bool) -> str:
    """The finding where all of it rests on the item, else its first paragraph that cites it, "" for none."""
    return f"F{number}" if whole else next(iter(body.cites.get(name, ())), "")
