"""The page of one incident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pipeline.model import Event, Evidence, Incident, Timeline
from pipeline.moment import Moment, between
from pipeline.prose import Prose, citations
from pipeline.site import links
from pipeline.site.data import DURATIONS, Row, SiteData, by_urgency, day_of, rows, updated
from pipeline.site.language import Language
from pipeline.site.markup import block, heading, html_block, page
from pipeline.site.prose_html import Context, Part, fragment, parts
from pipeline.site.words import measured, span
from pipeline.vocabulary import ordered

_GAP = timedelta(days=1)
_ROOT = "../../"


@dataclass(frozen=True, slots=True)
class Step:
    """An event on the page: its anchor, and the gap before it in words, "" where it is short."""

    anchor: str
    event: Event
    gap: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of evidence on the page: the artefact's size where there is one, and what cites it."""

    evidence: Evidence
    link: str
    size: int | None
    cited_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A finding on the page, with its body as HTML."""

    row: Row
    body: Part


@dataclass(frozen=True, slots=True)
class View:
    """An incident with its prose as HTML: what its page and its JSON are both made from."""

    incident: Incident
    report: tuple[Part, ...]
    timeline_notes: Part
    evidence_notes: Part
    cards: tuple[Card, ...]


def incident_view(site: SiteData, incident: Incident, known: links.Targets) -> View:
    """The incident as the site shows it."""

    def html(prose: Prose) -> Part:
        return fragment(prose, _context(site.language, incident, prose, known))

    return View(
        incident=incident,
        report=tuple(parts(incident.body, _context(site.language, incident, incident.body, known))),
        timeline_notes=html(incident.timeline.notes if incident.timeline else Prose("")),
        evidence_notes=html(incident.register.notes if incident.register else Prose("")),
        cards=tuple(Card(row, html(row.finding.body)) for row in rows(site, [incident])),
    )


def incident_page(site: SiteData, view: View, known: links.Targets, titles: Mapping[str, str]) -> str:
    """The page of this incident; sections that have nothing to say are left out.

    `titles` are those of all incidents on the site, by id.
    """
    language, incident, timeline = site.language, view.incident, view.incident.timeline
    shared: dict[str, Any] = {"site": site, "incident": incident, "root": _ROOT}
    _ = language.gettext
    events = steps(language, timeline) if timeline else []
    return page(
        incident.title,
        incident.summary,
        block("lead.html", **shared, **_lead(site, incident, [card.row for card in view.cards]), titles=titles),
        *_section(
            _("Timeline"),
            block("timeline.html", **shared, steps=events) if events else "",
            *_notes(view.timeline_notes),
        ),
        *_report(view.report),
        *_section(
            _("Evidence"),
            block("evidence.html", **shared, items=items(language, incident, view.report, known)),
            *_notes(view.evidence_notes),
        ),
        *_section(_("Actors and techniques"), block("actors.html", **shared)),
        *_section(_("Response"), block("response.html", **shared)),
        *_section(_("Findings"), block("cards.html", **shared, cards=view.cards)),
        *_section(_("Related incidents"), block("related.html", **shared, titles=titles)),
        *_section(_("References"), block("references.html", **shared)),
        updated=updated(incident),
    )


def steps(language: Language, timeline: Timeline) -> list[Step]:
    """The events in their order, each with the gap before it where that is longer than a day."""
    found = []
    before: Moment | None = None
    for number, event in enumerate(timeline.events, start=1):
        gap = between(before, event.at)
        said = span(language, gap) if gap is not None and gap.shortest >= _GAP else ""
        found.append(Step(f"T{number}", event, said))
        before = event.at
    return found


def items(language: Language, incident: Incident, report: Sequence[Part], known: links.Targets) -> list[Item]:
    """The evidence, with links to everything on the page that cites it."""
    sizes = {artefact.path: artefact.size for artefact in incident.artefacts}
    page_address = links.page_of(incident.id)
    found = []
    for evidence in incident.register.items if incident.register else ():
        target = known.get(f"{incident.path}/{evidence.path}", "") if evidence.path in sizes else ""
        cited_by = tuple(_citing(language, incident, report, evidence.id))
        found.append(Item(evidence, target.removeprefix(page_address), sizes.get(evidence.path), cited_by))
    return found


def _citing(language: Language, incident: Incident, report: Sequence[Part], name: str) -> Iterator[tuple[str, str]]:
    _ = language.gettext
    events = incident.timeline.events if incident.timeline else ()
    citing = [number for number, event in enumerate(events, start=1) if name in event.evidence]
    if citing:
        yield (f"T{citing[0]}", _("Timeline (%(count)s)", count=len(citing)) if len(citing) > 1 else _("Timeline"))
    for number, part in enumerate(report):
        if name in part.cites:
            yield f"S{number}", part.heading or _("Report")
    supported = [one.evidence for one in incident.actors] + [one.evidence for one in incident.techniques]
    if any(name in evidence for evidence in supported):
        yield "Actors", _("Actors and techniques")
    for finding in incident.findings:
        if name in finding.evidence or any(cited.id == name for cited in citations(finding.body)):
            yield f"F{finding.number}", _("Finding %(number)s", number=finding.number)


def _lead(site: SiteData, incident: Incident, found: list[Row]) -> dict[str, Any]:
    """What the first screen answers: who was affected, is it over, what is still open."""
    moments = {name: _milestone(incident.timeline, name) for name in ordered("timeline", "events", "milestone")}
    reached = {name: event.at if event else None for name, event in moments.items()}
    ending = next((name for name in reversed(moments) if reached[name]), "")
    return {
        "day": day_of(incident),
        "milestones": moments,
        "over": ending if ending == list(moments)[-1] else "",
        "latest": ending,
        "durations": [
            (*measured(site.language, verb), between(reached[start], reached[end]))
            for verb, (start, end) in DURATIONS.items()
        ],
        "total": len(found),
        "unsettled": sum(not row.standing.state.settled for row in found),
        "states": Counter(row.standing.state for row in by_urgency(found, site.today)),
    }


def _milestone(timeline: Timeline | None, name: str) -> Event | None:
    events = timeline.events if timeline else ()
    return next((event for event in events if event.milestone == name), None)


def _context(language: Language, incident: Incident, prose: Prose, known: links.Targets) -> Context:
    evidence = frozenset(item.id for item in incident.register.items) if incident.register else frozenset()
    page_address = links.page_of(incident.id)
    return Context(lambda href: links.resolve(href, prose.path, page_address, known), evidence, language)


def _report(report: Sequence[Part]) -> Iterator[str]:
    for number, part in enumerate(report):
        if part.heading:
            yield heading(part.level, part.heading)
        yield html_block(f'<div class="pm-prose" id="S{number}">\n{part.html}\n</div>')


def _notes(notes: Part) -> Iterator[str]:
    if notes.html:
        yield html_block(f'<div class="pm-prose pm-notes">\n{notes.html}\n</div>')


def _section(title: str, *blocks: str) -> Iterator[str]:
    if any(blocks):
        yield heading(2, title)
        yield from blocks
