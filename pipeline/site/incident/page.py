"""The page of one incident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pipeline.layout import incident_address
from pipeline.markdown.page import Part
from pipeline.model import Event, Incident, Timeline
from pipeline.site import links
from pipeline.site.data import SiteData, updated
from pipeline.site.i18n.formats import patterns, span
from pipeline.site.i18n.language import Language
from pipeline.site.incident.affected import affected_things
from pipeline.site.incident.earlier import Earlier
from pipeline.site.incident.evidence import evidence_items
from pipeline.site.incident.lead import lead
from pipeline.site.incident.notifications import notification_items
from pipeline.site.incident.view import CrossReferences, IncidentView
from pipeline.site.page.record import Block, HtmlBlock, Page, heading, html_block, make_page, section
from pipeline.site.page.templates import block, document
from pipeline.site.timeline.picture import picture
from pipeline.time.moment import When
from pipeline.time.span import between

_LONG_GAP = timedelta(days=1)
_ROOT = "../../"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An event on the page: its anchor, and how long after the one before in words, "" if that is not long."""

    anchor: str
    event: Event
    gap: str


@dataclass(frozen=True, slots=True)
class RelatedIncidents:
    """What the incident names as related, each id with the reason; and what refers to it, pairs of id and reason."""

    named: Mapping[str, str]
    referrers: Sequence[tuple[str, str]]


def incident_page(
    site: SiteData,
    view: IncidentView,
    targets: links.LinkTargets,
    cross_references: CrossReferences,
    earlier: Sequence[Earlier] = (),
) -> Page:
    """The page of this incident, which repeats the `earlier` ones. Sections that have nothing to say are left out."""
    language, incident, prose, _ = site.language, view.incident, view.prose, site.language.gettext
    things = affected_things(language, incident)
    shared: dict[str, Any] = {
        "site": site,
        "incident": incident,
        "root": _ROOT,
        "titles": cross_references.titles,
        "patterns": patterns(language),
        "things": things,
    }
    address = site.url(incident_address(incident.id))
    response_rows = {row.finding.number: row for row in view.rows}
    items = evidence_items(language, view, targets)
    notified = notification_items(incident, site.config.regimes)
    related = _related(incident, cross_references)
    blocks = [
        block("lead.html", **shared, lead=lead(site, view)),
        *section(_("What was affected"), block("affected.html", **shared)),
        *section(_("Timeline"), _timeline(language, incident.timeline, shared), _notes(prose.timeline_notes)),
        *_report(language, prose.report),
        *section(_("Evidence"), block("evidence.html", **shared, items=items), _notes(prose.evidence_notes)),
        *section(_("Actors and techniques"), block("actors.html", **shared)),
        *section(_("Contributing factors"), block("factors.html", **shared, rows=response_rows)),
        *section(_("Indicators"), block("indicators.html", **shared)),
        *section(_("Response"), block("response.html", **shared, rows=response_rows)),
        *section(_("Notifications"), block("notifications.html", **shared, items=notified)),
        *section(_("Findings"), block("cards.html", **shared, findings=view.findings)),
        *section(_("Earlier incidents like this one"), block("earlier.html", **shared, earlier=earlier)),
        *section(_("Related incidents"), block("related.html", **shared, related=related)),
        *section(_("References"), block("references.html", **shared)),
        *section(_("How to cite this page"), block("cite.html", **shared, day=updated(incident), address=address)),
    ]
    return make_page(incident.title, incident.summary, blocks, updated=updated(incident), scripts=("incident",))


def _timeline(language: Language, timeline: Timeline | None, shared: dict[str, Any]) -> HtmlBlock | None:
    """The picture and the list of the events. The list says what the picture shows, so the search reads the list."""
    if timeline is None or not timeline.events:
        return None
    drawing = picture(language, timeline)
    svg = document("picture.html", **shared, picture=drawing) if drawing else ""
    return block("timeline.html", **shared, entries=timeline_entries(language, timeline), svg=svg, unsearched=svg)


def timeline_entries(language: Language, timeline: Timeline) -> list[TimelineEntry]:
    """The events in their order, each with the gap before it where that is longer than a day."""
    entries = []
    before: When | None = None
    for number, event in enumerate(timeline.events, start=1):
        gap = between(before, event.at)
        in_words = span(language, gap) if gap is not None and gap.shortest >= _LONG_GAP else ""
        entries.append(TimelineEntry(links.event_anchor(number), event, in_words))
        before = event.ended or event.at
    return entries


def _related(incident: Incident, cross_references: CrossReferences) -> RelatedIncidents:
    """What this incident names as related, then what refers to it; the same reason is not given twice."""
    named = {related.incident: related.because for related in incident.related}
    referrers = [
        (other, because)
        for other, because in cross_references.referrers.get(incident.id, ())
        if named.get(other) != because
    ]
    return RelatedIncidents(named, referrers)


def _report(language: Language, report: Sequence[Part]) -> Iterator[Block | None]:
    for part in report:
        if part.heading:
            yield heading(part.level, language.heading(part.heading))
        yield html_block(f'<div class="pm-prose" id="{part.anchor}">\n{part.html}\n</div>')


def _notes(notes: Part) -> HtmlBlock | None:
    return html_block(f'<div class="pm-prose pm-notes">\n{notes.html}\n</div>') if notes.html else None
