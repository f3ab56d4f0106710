"""The Atom feed (RFC 4287) of the incidents that the site shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.layout import incident_address
from pipeline.model import Incident
from pipeline.site import links
from pipeline.site.data import SiteData, newest_first, updated
from pipeline.site.feeds.api import schema_address
from pipeline.site.page.templates import document

_AT_LEAST = 10
_WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entry:
    """An incident in the feed. `id` is the URL under the incident's first id, which never changes.

    `categories` are pairs of a key of the incident's schema and a value.
    """

    incident: Incident
    id: str
    url: str
    updated: str
    categories: tuple[tuple[str, str], ...]


def feed(site: SiteData) -> dict[str, str]:
    """The feed by its address: what changed in the week up to the latest change, or the last ten, whichever is more.

    There is none where the configuration gives no URL of the site: an entry's id is a URL, and it has to stay.
    """
    if not site.config.site.url:
        return {}
    days = {incident.id: updated(incident) for incident in site.corpus.incidents}
    latest = max(days.values(), default=site.today)
    changed = sorted(newest_first(site.corpus.incidents), key=lambda incident: days[incident.id], reverse=True)
    recent = sum(day > latest - _WINDOW for day in days.values())
    first_ids = {present: former for former, present in reversed(links.renamed_incidents(site.corpus).items())}
    entries = [
        Entry(
            incident=incident,
            id=site.url(incident_address(first_ids.get(incident.id, incident.id))),
            url=site.url(incident_address(incident.id)),
            updated=_instant(days[incident.id]),
            categories=tuple(_categories(incident)),
        )
        for incident in changed[: max(_AT_LEAST, recent)]
    ]
    text = document(
        "feed.xml",
        site=site,
        feed=links.FEED,
        entries=entries,
        latest=_instant(latest),
        schema=site.url(schema_address("incident")),
    )
    return {links.FEED: text}


def _instant(day: date) -> str:
    """A day as RFC 3339 has an instant, which is what Atom takes."""
    return f"{day}T00:00:00Z"


def _categories(incident: Incident) -> Iterator[tuple[str, str]]:
    """What a feed reader can filter by."""
    yield "status", incident.status
    yield "severity", incident.severity
    yield from (("services", service) for service in incident.services)
    yield from (("tags", tag) for tag in incident.tags)
