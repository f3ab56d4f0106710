"""One file of another house → a draft incident that passes `check`, or the reason why not."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from pipeline import layout
from pipeline.documents.document import parse_document
from pipeline.exchange.incoming.actions import questions as questions_of_actions
from pipeline.exchange.incoming.addresses import with_own_addresses
from pipeline.exchange.incoming.assembly import COMMON, assembled, keep_each_word, questions
from pipeline.exchange.incoming.cleaning import FoundSecret, cleaned, with_quoted_mentions
from pipeline.exchange.incoming.draft import Draft
from pipeline.exchange.incoming.house import House
from pipeline.exchange.incoming.levels import most_restricted
from pipeline.exchange.incoming.pictures import Pictures, ReadFile
from pipeline.exchange.incoming.reading import Read, Setting, read
from pipeline.exchange.incoming.references import references
from pipeline.exchange.incoming.source import source
from pipeline.text.slug import slug
from pipeline.vocabulary import levels

_SHORT = 4
_DATES = re.compile(
    r"(?:\b(?:incident|outage|postmortem|post-mortem)\s+)?(?:\b(?:on|of|from)\s+)?\b\d{4}-\d\d-\d\d\b[\s:,–—-]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Outcome:
    """What became of a file: the draft's id and files, or why it was refused.

    `questions` are what could not be decided, `common` those of them that any draft may have. `changes` count what was
    not taken over as it is, by reason.
    """

    name: str
    id: str = ""
    refused: str = ""
    draft: Draft = field(default_factory=Draft)
    questions: list[str] = field(default_factory=list)
    common: frozenset[str] = frozenset()
    changes: Counter[str] = field(default_factory=Counter)
    secrets: list[FoundSecret] = field(default_factory=list)
    events: int = 0
    findings: int = 0


Check = Callable[[str, Draft], Sequence[str]]
"""Gives the errors of a draft under an id, and may quote parts of it as code so that it has fewer."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to import: its name, its path as it was given, its text, and how to read what lies beside it."""

    name: str
    path: str
    text: str
    read: ReadFile


def draft_of(file: File, setting: Setting, taken: Collection[str], check: Check) -> Outcome:
    """The draft of a file; `taken` are ids that incidents have already, and `check` is what the draft has to pass."""
    outcome = Outcome(file.name)
    too_much = parse_document(file.name, f"---\na: b\n---\n{file.text}").diagnostics
    if too_much:
        return _refused(outcome, too_much[0].message)
    clean = cleaned(file.text, setting.house)
    outcome.secrets, outcome.changes = clean.secrets, clean.changes
    found = source(file.name, hashlib.sha256(file.text.encode()).hexdigest(), clean.text)
    body, outcome.changes["mention written as code"] = with_quoted_mentions(found.body)
    pictures = Pictures(file.read)
    addresses = with_own_addresses(body, pictures.take)
    level = _level(file.text)
    told = read(replace(found, body=addresses.text), file.path, setting, level)
    if told.refused:
        return _refused(outcome, told.refused)
    outcome.questions = [*questions(told), *told.events.questions]
    outcome.common = COMMON & {*outcome.questions}
    outcome.questions += questions_of_actions(told.actions)
    outcome.events, outcome.findings = len(told.events.events), len(told.actions)
    outcome.draft = assembled(told, level, setting.config.response_team)
    listed = references(addresses.links)
    if listed:
        outcome.draft.documents[layout.README].front["references"] = listed
    pictures.register(outcome.draft, file.name)
    outcome.changes["line kept at the end"] = keep_each_word(told.source, outcome.draft)
    outcome.changes = +(outcome.changes + addresses.changes)
    outcome.id = _id(told, setting, taken)
    errors = check(outcome.id, outcome.draft)
    return _refused(outcome, f"the draft would not pass check: {errors[0]}") if errors else outcome


def _refused(outcome: Outcome, reason: str) -> Outcome:
    return Outcome(outcome.name, refused=reason, secrets=outcome.secrets)


def _telling(title: str, house: House) -> str:
    """The part of a title that says what happened: what comes after `Incident report:`."""
    head, mark, rest = (*re.split(r"(\s*[:：|]\s*|\s+[–—-]\s+)", title.strip(), maxsplit=1), "", "")[:3]
    return rest if mark and house.report.search(head) and len(head.split()) <= _SHORT and slug(rest) else title


def _level(text: str) -> str:
    """The draft's level: amber, or what the source says if that is more restricted."""
    return max(("amber", most_restricted(text) or "amber"), key=levels().index)


def _id(told: Read, setting: Setting, taken: Collection[str]) -> str:
    """The id of the draft's folder: the report's date, as exact as it is known, and the first words of its title."""
    events = told.events.events
    first = events[0].at[: len("2024-06-28")] if events else ""
    sure = told.facts.date and not told.facts.day_of_prose
    day = (told.facts.day if sure or not first else first) or setting.today.isoformat()
    title = told.facts.title
    names = (
        _telling(_DATES.sub(" ", title), setting.house),
        title,
        _DATES.sub(" ", told.source.name.partition(".")[0]),
    )
    slugs = (name for name in map(slug, names) if re.search(r"[a-z]", name))
    base = f"{day}-{next(slugs, 'imported-report')}"
    ids = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in ids if name not in taken)
