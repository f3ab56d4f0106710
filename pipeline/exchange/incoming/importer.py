"""One file of another house → a draft incident that passes `check`, or the reason why not."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pipeline import layout, scaffold, vocabulary
from pipeline.config import Config
from pipeline.document import parse_document
from pipeline.exchange.incoming import draft as drafts
from pipeline.exchange.incoming.actions import Action, ActionReader
from pipeline.exchange.incoming.addresses import with_own_addresses
from pipeline.exchange.incoming.cleaning import FoundSecret, cleaned, with_quoted_mentions
from pipeline.exchange.incoming.draft import Document, Draft
from pipeline.exchange.incoming.entries import EntryReader, Found
from pipeline.exchange.incoming.events import EventReader, Events
from pipeline.exchange.incoming.facts import Facts, facts
from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.kind import why_not
from pipeline.exchange.incoming.outline import LISTS, Part, title_and_parts
from pipeline.exchange.incoming.pictures import Pictures, ReadFile
from pipeline.exchange.incoming.references import references
from pipeline.exchange.incoming.source import Source, source
from pipeline.exchange.incoming.text import blocks, label
from pipeline.exchange.incoming.times import reader
from pipeline.exchange.incoming.words import lost_lines, values
from pipeline.slug import slug

_TITLE = 140
_MOST_FINDINGS = 999
_LEVEL = re.compile(r"\bTLP\s*[:\u2010-]?\s*(RED|AMBER\+STRICT|AMBER|GREEN|CLEAR|WHITE)\b", re.IGNORECASE)
_DATES = re.compile(r"(?:\b(?:incident|outage|postmortem|post-mortem)\s+)?(?:\b(?:on|of|from)\s+)?\b\d{4}-\d\d-\d\d\b[\s:,–—-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """What an import goes by: the house styles, the configuration, the day, and the zone of times without one."""

    house: House
    config: Config
    today: date
    timezone: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of a file: the draft's id and files, or why it was refused.

    `questions` are what could not be decided, `changes` count what was not taken over as it is, by reason.
    """

    name: str
    id: str = ""
    refused: str = ""
    draft: Draft = field(default_factory=Draft)
    questions: list[str] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    secrets: list[FoundSecret] = field(default_factory=list)
    events: int = 0
    findings: int = 0


Check = Callable[[str, Draft], Sequence[str]]
"""Gives the errors of a draft under an id, and may quote parts of it as code so that it has fewer."""


def draft_of(
    name: str, path: str, text: str, read_file: ReadFile, setting: Setting, taken: Collection[str], check: Check
) -> Outcome:
    """The draft of a file with this text.

    Args:
        name: The file's name.
        path: The file's path as it was given: a folder's name may be a date.
        text: The text, lines ended by newlines.
        read_file: Reads a file below the folder of the source.
        setting: What the import goes by.
        taken: Ids that incidents have already.
        check: What the draft has to pass.
    """
    outcome = Outcome(name)
    too_much = parse_document(name, f"---\na: b\n---\n{text}").diagnostics
    if too_much:
        return _refused(outcome, too_much[0].message)
    digest = hashlib.sha256(text.encode()).hexdigest()
    clean = cleaned(text, setting.house)
    outcome.secrets, outcome.changes = clean.secrets, clean.changes
    found = source(name, digest, clean.text)
    body, mentioned = with_quoted_mentions(found.body)
    outcome.changes += Counter({"mention written as code": mentioned} if mentioned else {})
    pictures = Pictures(read_file)
    addresses = with_own_addresses(body, pictures.take)
    outcome.changes += addresses.changes
    found = replace(found, body=addresses.text)

    times = reader(tuple(setting.house.zones))
    heading, parts = title_and_parts(found.body, setting.house, times)
    told = facts(found, path, heading, parts, setting.house, times)
    timelines, left = _timelines(parts, EntryReader(setting.house, times))
    zone = times.of_all(found.body)
    for one in timelines:
        one.zone = one.zone or zone
    entries = sum(len(one.entries) for one in timelines)
    reason = why_not(found, told.title or label(heading), parts, entries, setting.house)
    if reason:
        return _refused(outcome, reason)
    if not entries:
        timelines = [*told.times]
    events = EventReader(setting.house, told.date, setting.today, setting.timezone).read(timelines)
    if not events.events:
        left = {}
    actions, left_of_actions = _actions(parts, ActionReader(setting.house, setting.config))
    left |= left_of_actions
    outcome.questions = [*_questions(told, events), *events.questions]
    outcome.questions += [f"{action.title}: {question}" for action in actions for question in action.questions]
    outcome.draft = _assembled(found, heading, parts, left, told, events, actions, setting, outcome, _level(text))
    listed = references(addresses.links)
    if listed:
        outcome.draft.documents[layout.README].front["references"] = listed
    pictures.register(outcome.draft, name)
    _keep_each_word(found, outcome)
    outcome.id = _id(told, events, found, setting.today, taken)
    errors = check(outcome.id, outcome.draft)
    outcome.events, outcome.findings = len(events.events), len(actions)
    return _refused(outcome, f"the draft would not pass check: {errors[0]}") if errors else outcome


def _refused(outcome: Outcome, reason: str) -> Outcome:
    return Outcome(outcome.name, refused=reason, secrets=outcome.secrets)


def _timelines(parts: Sequence[Part], entries: EntryReader) -> tuple[list[Found], dict[int, list[str]]]:
    """The timelines of a report, and what is left of the parts that they were taken from."""
    named = [(at, part) for at, part in enumerate(parts) if part.role == "timeline"]
    found: list[Found] = []
    left: dict[int, list[str]] = {}
    if named:
        one = entries.of_timeline(part for _, part in named)
        if one.entries:
            found.append(one)
            left |= {at: [] for at, _ in named}
    for at, part in enumerate(parts):
        if part.role not in ("timeline", "actions", "references"):
            other = entries.elsewhere(part)
            if other is not None:
                found.append(other)
                left[at] = other.left
                other.left = []
                other.headings = []
    return found, left


def _actions(parts: Sequence[Part], actions: ActionReader) -> tuple[list[Action], dict[int, list[str]]]:
    found: list[Action] = []
    left: dict[int, list[str]] = {}
    for at, part in enumerate(parts):
        if part.role == "actions" and not _introduces(part, parts[at + 1 :]):
            some, rest = actions.read(part)
            if some and len(found) + len(some) <= _MOST_FINDINGS:
                found += some
                left[at] = rest
    return found, left


def _introduces(part: Part, following: Sequence[Part]) -> bool:
    """Whether the action items stand below the headings that follow, and not in this part itself."""
    below = bool(following) and following[0].level > part.level > 0 and following[0].role == "actions"
    return below and not any(block.kind in LISTS for block in blocks(part.text))


def _questions(told: Facts, events: Events) -> list[str]:
    asked = list(told.questions)
    if not told.title:
        asked.append("the source has no title: its file's name was taken")
    if not told.day and not events.events:
        asked.append("the source has no date: the folder has the day of the import")
    if not events.events:
        asked.append("no times were found: write timeline.md, which a full postmortem has")
    if told.severity == "unknown":
        asked.append("how bad was it? The source does not say, or not in our words: `severity`")
    asked.append("were customers or data affected? `impact` is unknown until somebody decides")
    return asked


def _assembled(
    found: Source,
    heading: str,
    parts: Sequence[Part],
    left: Mapping[int, Sequence[str]],
    told: Facts,
    events: Events,
    actions: Sequence[Action],
    setting: Setting,
    outcome: Outcome,
    level: str,
) -> Draft:
    title = told.title or label(heading) or re.sub(r"[-_.]+", " ", found.name.partition(".")[0]).strip() or "Imported"
    shown = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rpartition(' ')[0] or title[: _TITLE - 2]}…"
    front = scaffold.incident_front(shown)
    front |= {"severity": told.severity, "services": list(told.services), "tlp": level}
    if told.tags:
        front["tags"] = list(told.tags)
    held = list(parts)
    shifted = dict(left)
    if shown != title:
        held.insert(0, Part("", 0, "", (title,)))
        shifted = {at + 1: lines for at, lines in left.items()}
    body, without = drafts.report_body(held, shifted, ())
    if bare(label(heading)) != bare(shown):
        without.insert(0, heading)
    front[drafts.SOURCE_KEY] = _of_source(found, [label(words) for words in without if words])
    asked = [question for question in _questions(told, events) if question not in events.questions]
    draft = Draft({layout.README: Document(front, "\n" + "\n\n".join([*map(drafts.comment, asked), body]))})
    made = drafts.timeline(events)
    if made is not None:
        draft.documents[layout.TIMELINE] = made
    draft.documents[layout.EVIDENCE] = Document({"items": []})
    for number, action in enumerate(actions, 1):
        draft.documents[_finding_path(number, action.title)] = drafts.finding(action, setting.config.response_team)
    return draft


def _of_source(found: Source, headings: Iterable[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"file": found.name, "sha256": found.sha256}
    named = list(headings)
    if named:
        told["headings"] = named
    if found.front_text:
        told["front_matter"] = found.front_text
    return told


def _finding_path(number: int, title: str) -> str:
    return scaffold.finding_path(number, title if slug(title) else "action")


def _level(text: str) -> str:
    """The draft's level: amber, or what the source says if that is more restricted."""
    levels = vocabulary.levels()
    said = {match[1].lower().replace("white", "clear") for match in _LEVEL.finditer(text)} & set(levels)
    return max(("amber", *said), key=levels.index)


def _keep_each_word(found: Source, outcome: Outcome) -> None:
    """Put what has found no place at the end of the report."""
    draft = outcome.draft
    held = [text for one in draft.documents.values() for text in (*values(one.front), one.body)]
    lost = lost_lines(found.body, held)
    if lost:
        draft.documents[layout.README].body += drafts.also(lost)
        outcome.changes["line kept at the end"] += len(lost)


def _id(told: Facts, events: Events, found: Source, today: date, taken: Collection[str]) -> str:
    first = events.events[0].at[: len("2024-06-28")] if events.events else ""
    day = told.day if told.date or not first else first
    day = day or today.isoformat()
    names = (_DATES.sub(" ", told.title), told.title, found.name.partition(".")[0], "imported report")
    words = next(filter(None, map(slug, names)))
    base = f"{day}-{words}"
    return next(name for number in range(1, 10_000) if (name := base if number == 1 else f"{base}-{number}") not in taken)

