"""What several pages show: lists of incidents, tables of findings, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Incident
from pipeline.site.data import Row, SiteData, day_of, rows
from pipeline.site.page import block, heading
from pipeline.tracking.lifecycle import State

WIDE = ("navigation", "toc")
"""What a page of tables and lists hides, so that they have the room."""


def numbers(found: Sequence[Row]) -> dict[str, int]:
    """How many of these findings are in which state, as templates say it."""
    states = [row.finding_state.state for row in found]
    return {
        "total": len(states),
        "unsettled": sum(not state.settled for state in states),
        "overdue": states.count(State.OVERDUE),
        "fixed": states.count(State.FIXED),
        "resolved": states.count(State.RESOLVED),
    }


def listed(title: str, *content: str) -> list[str]:
    """A section; nothing where it has no content."""
    return [heading(2, title), *content] if any(content) else []


def finding_table(site: SiteData, found: Sequence[Row], root: str) -> str:
    """These findings in this order; `root` leads to the site's root."""
    return block("table.html", site=site, root=root, found=found) if found else ""


def incident_list(site: SiteData, incidents: Sequence[Incident], root: str, anchor: str = "") -> str:
    """These incidents in this order; `root` leads to the site's root, `anchor` is the list's own id."""
    entries = [(incident, day_of(incident), numbers(rows(site, [incident]))) for incident in incidents]
    return block("incidents.html", site=site, root=root, listed=entries, anchor=anchor) if entries else ""


def nothing(site: SiteData, text: str) -> str:
    """A sentence in the place of what there is none of."""
    return block("nothing.html", site=site, text=text)
