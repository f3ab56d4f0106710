"""The Atom feed (RFC 4287) of the incidents that the site shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.model import Incident
from pipeline.site import links
from pipeline.site.data import SiteData, address, newest_first, updated
from pipeline.site.feeds import api
from pipeline.site.page import block

FEED = "feed.xml"
"""The feed's path from the site's root."""

_AT_LEAST = 10
_WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entry:
    """An incident in the feed. `id` has the id that the incident had first: readers know it by that for ever."""

    incident: Incident
    id: str
    address: str
    updated: str
    words: tuple[tuple[str, str], ...]


def feed(site: SiteData) -> dict[str, str]:
    """The feed by its path: what changed in the week up to the latest change, or the last ten, whichever is more.

    Nothing where the site has no web address: an entry's id is one, and it has to stay.
    """
    if not site.config.site.url:
        return {}
    days = {incident.id: updated(incident) for incident in site.corpus.incidents}
    latest = max(days.values(), default=site.today)
    changed = sorted(newest_first(site.corpus.incidents), key=lambda incident: days[incident.id], reverse=True)
    recent = sum(day > latest - _WINDOW for day in days.values())
    first_ids = {now: alias for alias, now in reversed(links.moved(site.corpus).items())}
    entries = [
        Entry(
            incident=incident,
            id=address(site, links.page_of(first_ids.get(incident.id, incident.id))),
            address=address(site, links.page_of(incident.id)),
            updated=_instant(days[incident.id]),
            words=tuple(_words(incident)),
        )
        for incident in changed[: max(_AT_LEAST, recent)]
    ]
    schema = address(site, f"{api.ROOT}schema/incident.schema.json")
    return {FEED: block("feed.xml", site=site, feed=FEED, entries=entries, latest=_instant(latest), schema=schema)}


def _instant(day: date) -> str:
    """A day as RFC 3339 has an instant, which is what Atom takes."""
    return f"{day}T00:00:00Z"


def _words(incident: Incident) -> Iterator[tuple[str, str]]:
    """What readers filter by: the key of the incident's schema, and its word."""
    yield "status", incident.status
    yield "severity", incident.severity
    yield from (("services", service) for service in incident.services)
    yield from (("tags", tag) for tag in incident.tags)
