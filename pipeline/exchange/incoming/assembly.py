"""What was read of a source → the draft, with what has to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pipeline import layout
from pipeline.authoring import scaffold
from pipeline.exchange.incoming import draft as drafts
from pipeline.exchange.incoming.action_titles import NO_VERB
from pipeline.exchange.incoming.draft import Document, Draft
from pipeline.exchange.incoming.house import bare
from pipeline.exchange.incoming.outline import Part
from pipeline.exchange.incoming.reading import Read
from pipeline.exchange.incoming.source import Source
from pipeline.exchange.incoming.text import label
from pipeline.exchange.incoming.words import lost_lines, values
from pipeline.text.slug import slug

_TITLE = 140
_NO_TIMES = "no times were found: write timeline.md, which a full postmortem needs"
_HOW_BAD = (
    "how bad was it? The source does not say, or not in words that the import knows: set `severity`, from sev1 (worst)"
    " to sev4"
)
_WHO = "were customers or data affected? `impact` is unknown until somebody decides"
COMMON = frozenset({_NO_TIMES, _HOW_BAD, _WHO})
"""Questions that may be asked of any report."""


def questions(read: Read) -> list[str]:
    """What has to be asked about the report as a whole."""
    told, events = read.facts, read.events
    asked = list(told.questions)
    if not told.title:
        asked.append("the source has no title: its file's name was used")
    if not told.day and not events.events:
        asked.append("the source has no date: the incident's id has the day of the import")
    if not events.events:
        asked.append(_NO_TIMES)
    if told.severity == "unknown" and not told.questions:
        asked.append(_HOW_BAD)
    asked.append(_WHO)
    return asked


def assembled(read: Read, level: str, response_team: str) -> Draft:
    """The draft of a report, of this TLP level; findings without an owner that is known are the response team's."""
    told = read.facts
    title = told.title or label(read.heading) or _of_file(read.source.name)
    shown = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rpartition(' ')[0] or title[: _TITLE - 2]}…"
    front = scaffold.incident_front(shown, scaffold.Facts(severity=told.severity, services=told.services))
    front |= {"tlp": level, "actors": [{"kind": "unknown"}]}
    front["references"] = []
    if told.tags:
        front["tags"] = list(told.tags)
    whole = [Part("", 0, "", (title,))] if shown != title else []
    left = {at + len(whole): lines for at, lines in read.left.items()}
    body, without = drafts.report_body([*whole, *read.parts], left)
    if bare(label(read.heading)) != bare(shown):
        without.insert(0, read.heading)
    front[drafts.SOURCE_KEY] = _of_source(read.source, filter(None, map(label, without)))
    asked = map(drafts.comment, questions(read))
    documents = {layout.README: Document(front, "\n" + "\n\n".join([*asked, body]))}
    timeline = drafts.timeline(read.events)
    if timeline is not None:
        documents[layout.TIMELINE] = timeline
    documents[layout.EVIDENCE] = Document({"items": []})
    for number, action in enumerate(read.actions, 1):
        name = slug(action.title.removeprefix(NO_VERB)) or "action"
        documents[f"{layout.FINDINGS}/{number:02}-{name}.md"] = drafts.finding(action, response_team)
    return Draft(documents)


def _of_file(name: str) -> str:
    return re.sub(r"[-_.]+", " ", name.partition(".")[0]).strip() or "Imported"


def _of_source(found: Source, headings: Iterable[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"file": found.name, "sha256": found.sha256}
    named = list(headings)
    if named:
        told["headings"] = named
    if found.front_text:
        told["front_matter"] = found.front_text
    return told


def keep_each_word(source: Source, draft: Draft) -> int:
    """Put the lines of the source that have found no place at the end of the report; and say how many there were."""
    held = [text for one in draft.documents.values() for text in (*values(one.front), one.body)]
    lost = lost_lines(f"{source.front_text}\n{source.body}", held)
    if lost:
        draft.documents[layout.README].body += drafts.also(lost)
    return len(lost)
