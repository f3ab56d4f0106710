"""The page of one incident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pipeline.model import Corpus, Event, Incident, Timeline
from pipeline.moment import Moment, between
from pipeline.prose import Prose
from pipeline.site import links
from pipeline.site.data import DURATIONS, Row, SiteData, address, by_urgency, day_of, rows, updated
from pipeline.site.i18n.formats import measured, patterns, span
from pipeline.site.i18n.language import Language
from pipeline.site.incident.prose import Context, Part, fragment, parts
from pipeline.site.incident.supports import Written, items
from pipeline.site.page import block, heading, html_block, page
from pipeline.site.timeline.picture import picture
from pipeline.vocabulary import ordered

_GAP = timedelta(days=1)
_ROOT = "../../"
_TOP = 2


@dataclass(frozen=True, slots=True)
class Step:
    """An event on the page: its anchor, and the gap before it in words, "" where it is short."""

    anchor: str
    event: Event
    gap: str


@dataclass(frozen=True, slots=True)
class Card:
    """A finding on the page, with its body as HTML."""

    row: Row
    body: Part


@dataclass(frozen=True, slots=True)
class View:
    """An incident with its prose as HTML: what its page and its JSON are both made from."""

    incident: Incident
    written: Written
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Others:
    """The other incidents of a site: their titles, and which incidents name one as related, and why; by id."""

    titles: Mapping[str, str]
    naming: Mapping[str, Sequence[tuple[str, str]]]


def others(corpus: Corpus) -> Others:
    """What every page needs to know of the others."""
    naming: dict[str, list[tuple[str, str]]] = {}
    for incident in corpus.incidents:
        for related in incident.related:
            naming.setdefault(related.incident, []).append((incident.id, related.because))
        if incident.duplicate_of:
            naming.setdefault(incident.duplicate_of, []).append((incident.id, ""))
    return Others({incident.id: incident.title for incident in corpus.incidents}, naming)


def incident_view(site: SiteData, incident: Incident, known: links.Targets) -> View:
    """The incident as the site shows it."""
    evidence = frozenset(item.id for item in incident.register.items) if incident.register else frozenset()
    page_address = links.page_of(incident.id)

    def context(prose: Prose, anchor: str) -> Context:
        def resolve(href: str) -> str:
            return links.resolve(href, prose.path, page_address, known)

        return Context(resolve, evidence, site.language, anchor)

    def html(prose: Prose, anchor: str) -> Part:
        return fragment(prose, context(prose, anchor))

    written = Written(
        report=tuple(parts(incident.body, context(incident.body, "S"))),
        timeline=html(incident.timeline.notes if incident.timeline else Prose(""), "TN"),
        register=html(incident.register.notes if incident.register else Prose(""), "EN"),
        findings={finding.number: html(finding.body, f"F{finding.number}") for finding in incident.findings},
    )
    cards = tuple(Card(row, written.findings[row.finding.number]) for row in rows(site, [incident]))
    return View(incident, written, cards)


def incident_page(site: SiteData, view: View, known: links.Targets, others: Others) -> str:
    """The page of this incident; sections that have nothing to say are left out."""
    language, incident, written, _ = site.language, view.incident, view.written, site.language.gettext
    found = [card.row for card in view.cards]
    shared: dict[str, Any] = {"site": site, "incident": incident, "root": _ROOT, "titles": others.titles}
    return page(
        incident.title,
        incident.summary,
        block("lead.html", **shared, **_lead(site, incident, found), contents=_contents(language, view)),
        *_section(_("Timeline"), _timeline(language, incident.timeline, shared), *_notes(written.timeline)),
        *_report(language, written.report),
        *_section(
            _("Evidence"),
            block("evidence.html", **shared, items=items(language, incident, written, known)),
            *_notes(written.register),
        ),
        *_section(_("Actors and techniques"), block("actors.html", **shared)),
        *_section(_("Response"), block("response.html", **shared, found={row.finding.number: row for row in found})),
        *_section(_("Findings"), block("cards.html", **shared, cards=view.cards)),
        *_section(_("Related incidents"), block("related.html", **shared, **_related(incident, others))),
        *_section(_("References"), block("references.html", **shared)),
        *_section(
            _("How to cite this page"),
            block("cite.html", **shared, day=updated(incident), address=address(site, links.page_of(incident.id))),
        ),
        updated=updated(incident),
        scripts=("incident",),
    )


def _contents(language: Language, view: View) -> list[tuple[str, str]]:
    """The page's main parts with their anchors, for screens that have no room for the table of contents."""
    _ = language.gettext
    told = [("Timeline", _("Timeline"))] if view.incident.timeline and view.incident.timeline.events else []
    told += [
        (part.anchor, language.heading(part.heading))
        for part in view.written.report
        if part.level <= _TOP and part.heading
    ]
    told += [("Evidence", _("Evidence"))] if view.incident.register and view.incident.register.items else []
    return told + ([("Findings", _("Findings"))] if view.cards else [])


def _timeline(language: Language, timeline: Timeline | None, shared: dict[str, Any]) -> str:
    if timeline is None or not timeline.events:
        return ""
    drawn = picture(language, timeline)
    return block("timeline.html", **shared, steps=steps(language, timeline), picture=drawn, patterns=patterns(language))


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


def _lead(site: SiteData, incident: Incident, found: list[Row]) -> dict[str, Any]:
    """What the first screen answers: who was affected, is it over, what is still open."""
    moments = {name: _milestone(incident.timeline, name) for name in ordered("timeline", "events", "milestone")}
    reached = {name: event.at if event else None for name, event in moments.items()}
    urgent = by_urgency(found, site.today)
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
        "unsettled": sum(not row.finding_state.state.settled for row in found),
        "states": Counter(row.finding_state.state for row in urgent),
        "overdue": sum(row.finding_state.overdue_by(site.today) > 0 for row in urgent),
        "next": urgent[0] if urgent and not urgent[0].finding_state.state.settled else None,
        "patterns": patterns(site.language),
        "updated": updated(incident),
    }


def _milestone(timeline: Timeline | None, name: str) -> Event | None:
    events = timeline.events if timeline else ()
    return next((event for event in events if event.milestone == name), None)


def _related(incident: Incident, others: Others) -> dict[str, Any]:
    """What this incident names as related, then what names it; the same reason is not said twice."""
    related = {other.incident: other.because for other in incident.related}
    naming = [
        (other, because) for other, because in others.naming.get(incident.id, ()) if related.get(other) != because
    ]
    return {"related": related, "naming": naming}


def _report(language: Language, report: Sequence[Part]) -> Iterator[str]:
    for part in report:
        if part.heading:
            yield heading(part.level, language.heading(part.heading))
        yield html_block(f'<div class="pm-prose" id="{part.anchor}">\n{part.html}\n</div>')


def _notes(notes: Part) -> Iterator[str]:
    if notes.html:
        yield html_block(f'<div class="pm-prose pm-notes">\n{notes.html}\n</div>')


def _section(title: str, *blocks: str) -> Iterator[str]:
    if any(blocks):
        yield heading(2, title)
        yield from blocks
