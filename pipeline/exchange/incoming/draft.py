"""What was read of a report → the documents of a draft incident, as data and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline import layout
from pipeline.authoring import scaffold
from pipeline.exchange.incoming.actions import Action, about_owner
from pipeline.exchange.incoming.events import Event, Events
from pipeline.exchange.incoming.house import SECTIONS, TAKEN_APART, bare
from pipeline.exchange.incoming.outline import TOP, Part
from pipeline.exchange.incoming.text import label

SOURCE_KEY = "x-source"
"""Where a draft says from which file it was made."""
AS_WRITTEN = "x-as-written"
"""Where an event keeps its time as the source writes it."""

_ALSO = "Also in the source"
_DEEPEST = 6
_IN_SECTION = 3

_Piece = str | tuple[int, str]
"""A text, or a heading: its level and its words."""


@dataclass(slots=True)
class Document:
    """A document of a draft before it is written: its front matter and its body."""

    front: dict[str, Any]
    body: str = ""

    @property
    def text(self) -> str:
        """The file's text."""
        return scaffold.document(self.front, self.body)


@dataclass(slots=True)
class Draft:
    """The documents of a draft by path, and its artefacts."""

    documents: dict[str, Document] = field(default_factory=dict)
    artefacts: dict[str, bytes] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, str | bytes]:
        """All files by path in the incident's folder."""
        return {**{path: document.text for path, document in self.documents.items()}, **self.artefacts}


def report_body(parts: Sequence[Part], left: Mapping[int, Sequence[str]]) -> tuple[str, list[str]]:
    """The body of README.md, and the headings that are not in it.

    `left` are the lines of a part, by its place, where something was taken out of it.
    """
    texts: dict[str, list[_Piece]] = {heading: [] for heading in SECTIONS.values()}
    own: list[_Piece] = []
    without: list[str] = []
    target = texts[layout.WHAT_HAPPENED]
    for at, part in enumerate(parts):
        text = "\n".join(left[at]).strip("\n") if at in left else part.text
        section = SECTIONS.get(part.role)
        if section:
            target = texts[section]
        elif part.heading and (part.level <= TOP or part.role in TAKEN_APART):
            target = own
        if at in left and not text.strip():
            without += [part.heading] if part.heading else []
            continue
        target += _piece(part, text, section, is_own=target is own)
    pieces: list[str] = []
    for heading in layout.FULL:
        pieces += [f"## {heading}", *(_levelled(texts[heading]) or [comment(layout.GUIDE[heading])])]
    shown = [piece if isinstance(piece, str) else f"{'#' * piece[0]} {piece[1]}" for piece in own]
    return "\n\n".join([*pieces, *shown]) + "\n", without


def _piece(part: Part, text: str, section: str | None, *, is_own: bool) -> list[_Piece]:
    """A part as it is in the report: its heading, unless it is that of the section, and its text."""
    words = re.sub(r"\s*\n\s*", " ", part.heading)
    told: list[_Piece] = [text] if text.strip() else []
    if not words or (section and bare(label(words)) == bare(section)):
        return told
    level = max(_IN_SECTION, min(_DEEPEST, part.level + 1))
    if is_own:
        is_top = part.level <= TOP or (part.role in TAKEN_APART and level == _IN_SECTION)
        level = TOP if is_top else min(_DEEPEST, max(_IN_SECTION, part.level))
    return [(level, words), *told]


def _levelled(pieces: Sequence[_Piece]) -> list[str]:
    """The pieces of a section as Markdown; its headings leave no level out."""
    levels = sorted({piece[0] for piece in pieces if not isinstance(piece, str)})
    return [
        piece if isinstance(piece, str) else f"{'#' * (_IN_SECTION + levels.index(piece[0]))} {piece[1]}"
        for piece in pieces
    ]


def comment(text: str) -> str:
    """A comment that nobody but authors sees."""
    # Nothing in the text may end the comment, or begin another one.
    apart = re.sub(r"-{2,}", lambda match: "- " * len(match.group()), text)
    return f"<!-- {apart.replace('>', '›').replace('<', '‹')} -->"


def timeline(found: Events) -> Document | None:
    """timeline.md; None where the source has no time."""
    if not found.events:
        return None
    front: dict[str, Any] = {"timezone": found.timezone} if found.timezone else {}
    front["events"] = [_event(event) for event in found.events]
    if found.headings:
        front["x-headings"] = list(found.headings)
    notes = [
        *map(comment, found.questions),
        *_joined(found.notes),
        *(event.notes for event in found.events if event.notes),
    ]
    return Document(front, "\n\n".join(notes) + "\n" if notes else "")


def _joined(notes: Iterable[str]) -> list[str]:
    return [note.strip("\n") for note in notes if note.strip()]


def _event(event: Event) -> dict[str, Any]:
    record: dict[str, Any] = {"at": event.at, **({"ended": event.ended} if event.ended else {}), "what": event.what}
    if event.milestone:
        record["milestone"] = event.milestone
    if event.approximate:
        record["approximate"] = True
    if event.as_written and event.as_written not in (event.at, event.what):
        record[AS_WRITTEN] = event.as_written
    return record


def finding(action: Action, response_team: str) -> Document:
    """A finding, proposed to the response team where the source names no team that is known."""
    front: dict[str, Any] = {
        **scaffold.finding_front(action.title, action.team or response_team),
        **({"priority": action.priority} if action.priority else {}),
        **({"due": action.due} if action.due else {}),
    }
    if action.group:
        front["x-heading"] = action.group
    told = [comment(question) for question in (about_owner(action), *action.questions) if question]
    guide = {heading: comment(layout.GUIDE[heading]) for heading in layout.FINDING}
    guide["What to change"] = "\n\n".join([*told, _as_list(action.text)])
    return Document(front, "".join(f"\n## {heading}\n\n{text}\n" for heading, text in guide.items()))


def _as_list(text: str) -> str:
    """An item with a box is an item of a task list again."""
    if not re.match(r"\[[ xX]\]\s", text):
        return text
    first, *rest = text.split("\n")
    return "\n".join([f"- {first}", *(f"  {line}" if line else "" for line in rest)])


def also(lines: Iterable[str]) -> str:
    """A section with lines of the source that have no other place, as text."""
    return f"\n## {_ALSO}\n\n" + "\n".join(f"    {line}" for line in lines) + "\n"
