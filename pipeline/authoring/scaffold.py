"""The files of a new incident or finding. They pass `check` as a draft; comments say what to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline import layout
from pipeline.diagnostic import UsageError
from pipeline.documents.front_matter import as_yaml
from pipeline.text.slug import slug as slug_of
from pipeline.validation.fast_validator import is_valid


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an incident when its postmortem is begun.

    `started` is "" or a moment as in a timeline, and `timezone` the zone of all times there without an offset.
    """

    severity: str = "unknown"
    customers: str = "unknown"
    data_breach: str = "unknown"
    services: tuple[str, ...] = ()
    started: str = ""
    timezone: str = "UTC"


def incident_id(title: str, on: str) -> str:
    """The id of a new incident: the date and the title's first words. Raises UsageError if there are none."""
    return f"{on}-{slug(title)}"


def incident_files(title: str, begun: str, facts: Facts = Facts()) -> dict[str, str]:
    """The files of a new incident: text by path in its folder. Only what the review policy asks for is among them.

    `begun` is the day on which the postmortem is begun.
    """
    front = incident_front(title, facts)
    events: list[dict[str, Any]] = []
    if facts.started:
        events.append({"at": facts.started, "what": layout.STARTED, "milestone": "started"})
    if not is_valid("incident", front, "needs-full-form"):
        timeline = {layout.TIMELINE: _document({"timezone": facts.timezone, "events": events}, ())} if events else {}
        return {layout.README: _document(front, layout.BRIEF), **timeline}
    events = events or [{"at": begun, "what": layout.BEGUN, "phase": "follow-up"}]
    return {
        layout.README: _document({**front, "actors": [{"kind": "unknown"}]}, layout.FULL),
        layout.TIMELINE: _document({"timezone": facts.timezone, "events": events}, ()),
        layout.EVIDENCE: _document({"items": []}, ()),
    }


def incident_front(title: str, facts: Facts = Facts()) -> dict[str, Any]:
    """The front matter of a new incident's README.md, but for what only a full postmortem has."""
    return {
        "title": title,
        "status": "draft",
        "tlp": "amber",
        "severity": facts.severity,
        "services": list(facts.services),
        "impact": {"customers": facts.customers, "data_breach": facts.data_breach},
    }


def finding_file(title: str, number: str, owner: str, facts: Mapping[str, Any] | None = None) -> tuple[str, str]:
    """Path and text of a new finding; `owner` is a team's id, and `facts` are other keys of its front matter."""
    front = {**finding_front(title, owner), **(facts or {})}
    if front["kind"] == "process-change" and "category" not in (facts or {}):
        front["category"] = "process-flaw"
    return f"{layout.FINDINGS}/{number}-{slug(title)}.md", _document(front, layout.FINDING)


def next_number(taken: frozenset[str]) -> str:
    """The number of an incident's next finding, if these are in use."""
    return f"{max((int(used) for used in taken), default=0) + 1:02}"


def finding_front(title: str, owner: str) -> dict[str, Any]:
    """The front matter of a new finding."""
    return {
        "title": title,
        "category": "technical-lapse",
        "kind": "change-request",
        "owner": owner,
        "priority": "p2",
        "evidence": [],
        "decision": {"status": "proposed"},
    }


def document(front: Mapping[str, Any], body: str) -> str:
    """The text of a document: its front matter and its body."""
    return f"---\n{as_yaml(dict(front))}\n---\n{body}"


def slug(title: str) -> str:
    """The title's first words in ASCII, joined by hyphens. Raises UsageError if there are none."""
    words = slug_of(title)
    if not words:
        raise UsageError(f"cannot name a folder or file after `{title}`: it has no word in Latin letters")
    return words


def _document(front: Mapping[str, Any], headings: tuple[str, ...]) -> str:
    return document(front, "".join(f"\n## {heading}\n\n<!-- {layout.GUIDE[heading]} -->\n" for heading in headings))
