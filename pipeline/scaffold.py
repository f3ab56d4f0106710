"""The files of a new incident or finding. They pass `check` as a draft; comments say what to write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import yaml

from pipeline import layout
from pipeline.diagnostic import UsageError
from pipeline.slug import slug


def incident_id(title: str, on: date) -> str:
    """The id of a new incident: the date and the title's first words. Raises UsageError if there are none."""
    return f"{on.isoformat()}-{_slug(title)}"


def incident_files(title: str, on: date) -> dict[str, str]:
    """The files of a new incident: text by path in its folder."""
    front = {
        "title": title,
        "status": "draft",
        "tlp": "amber",
        "severity": "unknown",
        "services": [],
        "impact": {"customers": "unknown", "data_breach": "unknown"},
        "actors": [{"kind": "unknown"}],
    }
    begun = {"at": on.isoformat(), "what": layout.BEGUN, "phase": "follow-up"}
    return {
        layout.README: _document(front, layout.FULL),
        layout.TIMELINE: _document({"timezone": "UTC", "events": [begun]}, ()),
        layout.EVIDENCE: _document({"items": []}, ()),
    }


def finding_file(title: str, taken: frozenset[str], owner: str) -> tuple[str, str]:
    """Path and text of the next finding. `taken` are the numbers already in use, `owner` is a team's id."""
    number = max((int(used) for used in taken), default=0) + 1
    front = {
        "title": title,
        "category": "technical-lapse",
        "kind": "change-request",
        "owner": owner,
        "priority": "p2",
        "evidence": [],
        "decision": {"status": "proposed"},
    }
    return f"{layout.FINDINGS}/{number:02}-{_slug(title)}.md", _document(front, layout.FINDING)


def _document(front: Mapping[str, object], headings: tuple[str, ...]) -> str:
    dumped = yaml.safe_dump(dict(front), sort_keys=False, allow_unicode=True, width=100)
    body = "".join(f"\n## {heading}\n\n<!-- {layout.GUIDE[heading]} -->\n" for heading in headings)
    return f"---\n{dumped}---\n{body}"


def _slug(title: str) -> str:
    """The title's first words in ASCII, joined by hyphens."""
    words = slug(title)
    if not words:
        raise UsageError(f"cannot name a folder after `{title}`: add a word in Latin letters")
    return words
