"""What an audience may see: plant a word at amber in every place there is, and green never finds it."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.corpus import read_corpus
from pipeline.model import Actor, Corpus, Event, Evidence, Finding, Incident
from pipeline.prose import Prose
from pipeline.redaction import finding_level, redact
from tests import example

WORD = "Xylophone"
TODAY = date(2026, 2, 10)
FOLDER = f"incidents/{example.INCIDENT}"
PASSAGE = f"Seen. <!-- tlp:amber -->{WORD}<!-- /tlp --> Seen too.\n"
ITEM = "{id: E1, what: The audit log., source: identity}"
SECOND = {"findings/02-rotate-key.md": "", "evidence/second.txt": "second\n"}

Change = tuple[str, str, str]
"""A file of the incident's folder, front matter keys and sections in place of its own."""

RESTRICTED: dict[str, Change] = {
    "the incident": ("README.md", f"tlp: amber\nsummary: {WORD}", ""),
    "an actor's name": ("README.md", f"actors: [{{kind: unknown}}, {{kind: external, name: {WORD}, tlp: amber}}]", ""),
    "an actor's motive": ("README.md", f"actors: [{{kind: unknown, motive: {WORD}, tlp: amber}}]", ""),
    "an event": ("timeline.md", f"events: [{{at: 2026, what: {WORD}, tlp: amber}}]", ""),
    "an item of evidence": ("evidence.md", f"items: [{ITEM}, {{id: E2, what: {WORD}, source: a, tlp: amber}}]", ""),
    "an artefact's path": (
        "evidence.md",
        f"items: [{ITEM}, {{id: E2, what: a, source: b, path: evidence/{WORD}.txt, sha256: a, tlp: amber}}]",
        "",
    ),
    "an artefact that nobody registered": ("evidence.md", f"items: [{ITEM}]", ""),
    "a finding": ("findings/01-expire-tokens.md", f"tlp: amber\ntitle: Expire {WORD}", ""),
    "a finding that is still held": (
        "findings/01-expire-tokens.md",
        f"disclose_after: 2026-02-10\ntitle: Expire {WORD}",
        "",
    ),
    "a passage of the report": ("README.md", "", f"## What happened\n\n{PASSAGE}"),
    "a passage of the timeline": ("timeline.md", "", f"## Notes\n\n{PASSAGE}"),
    "a passage of the register": ("evidence.md", "", f"## Notes\n\n{PASSAGE}"),
    "a passage of a finding": ("findings/01-expire-tokens.md", "", f"## What was found\n\n{PASSAGE}"),
}

IN_FRONT_MATTER: dict[str, Change] = {
    "a title": ("README.md", f"title: '{PASSAGE}'", ""),
    "a summary": ("README.md", f"summary: '{PASSAGE}'", ""),
    "an actor": ("README.md", f"actors: [{{kind: unknown, name: '{PASSAGE}'}}]", ""),
    "a role": ("README.md", f"participants: [{{team: identity, role: '{PASSAGE}'}}]", ""),
    "an external party": ("README.md", f"external_parties: [{{kind: vendor, who: a, note: '{PASSAGE}'}}]", ""),
    "a verdict": ("README.md", f"response: {{sufficient: {{verdict: no, because: '{PASSAGE}'}}}}", ""),
    "an exemption": ("README.md", f"exemption: {{reason: '{PASSAGE}', approved_by: lead}}", ""),
    "a reference": ("README.md", f"references: [{{title: '{PASSAGE}', url: 'https://example.org'}}]", ""),
    "an event": ("timeline.md", f"events: [{{at: 2026, what: '{PASSAGE}'}}]", ""),
    "an item of evidence": ("evidence.md", f"items: [{{id: E1, what: '{PASSAGE}', source: a}}]", ""),
    "a finding's title": ("findings/01-expire-tokens.md", f"title: '{PASSAGE}'", ""),
    "a decision": ("findings/01-expire-tokens.md", f"decision: {{status: declined, reason: '{PASSAGE}'}}", ""),
    "a verification": ("findings/01-expire-tokens.md", f"verification: {{by: a, how: '{PASSAGE}'}}", ""),
}


def corpus(root: Path, *changes: Change, more: dict[str, str] | None = None) -> Corpus:
    """The example, with these changes of its files and these files besides."""
    tree = example.files() | {f"{FOLDER}/{name}": text for name, text in (more or {}).items()}
    for name, front, body in changes:
        tree[f"{FOLDER}/{name}"] = example.changed(tree.get(f"{FOLDER}/{name}", example.FINDING), front, body)
    return read_corpus(example.write(root, tree)).corpus


def shown(found: Corpus, audience: str, today: date = TODAY) -> str:
    return repr(redact(found, audience, today))


def only(found: Corpus, audience: str = "green") -> Incident:
    (incident,) = redact(found, audience, TODAY).incidents
    return incident


@pytest.mark.parametrize("place", RESTRICTED)
def test_no_word_above_the_audience_is_left_anywhere(place: str, tmp_path: Path) -> None:
    found = corpus(tmp_path, RESTRICTED[place], more={f"evidence/{WORD}.txt": "a"} if "artefact" in place else {})
    assert WORD in repr(found)
    assert WORD not in shown(found, "green")


@pytest.mark.parametrize("place", [place for place in RESTRICTED if place != "an artefact that nobody registered"])
def test_whoever_may_see_it_does(place: str, tmp_path: Path) -> None:
    assert WORD in shown(corpus(tmp_path, RESTRICTED[place]), "amber")


@pytest.mark.parametrize("place", IN_FRONT_MATTER)
def test_a_passage_in_front_matter_is_withheld_as_in_prose(place: str, tmp_path: Path) -> None:
    found = corpus(tmp_path, IN_FRONT_MATTER[place])
    assert WORD in repr(found)
    assert WORD not in shown(found, "green")


def planted(record: Actor | Event | Evidence | Finding, field: str, kind: object) -> dict[str, object]:
    value = {"str": WORD, "tuple[str, ...]": (WORD,), "Prose": Prose(WORD)}.get(str(kind))
    return {} if value is None or field == "tlp" else {field: value, "tlp": "amber"}


def every(kind: type[Actor] | type[Event] | type[Evidence] | type[Finding]) -> list[tuple[str, str]]:
    texts = ("str", "tuple[str, ...]", "Prose")
    return [(item.name, str(item.type)) for item in fields(kind) if item.type in texts and item.name != "tlp"]


def with_actor(incident: Incident, change: dict[str, object]) -> Incident:
    return replace(incident, actors=tuple(replace(item, **change) for item in incident.actors))  # type: ignore[arg-type]


def with_event(incident: Incident, change: dict[str, object]) -> Incident:
    assert incident.timeline is not None
    events = tuple(replace(item, **change) for item in incident.timeline.events)  # type: ignore[arg-type]
    return replace(incident, timeline=replace(incident.timeline, events=events))


def with_evidence(incident: Incident, change: dict[str, object]) -> Incident:
    assert incident.register is not None
    items = tuple(replace(item, **change) for item in incident.register.items)  # type: ignore[arg-type]
    return replace(incident, register=replace(incident.register, items=items))


def with_finding(incident: Incident, change: dict[str, object]) -> Incident:
    return replace(incident, findings=tuple(replace(item, **change) for item in incident.findings))  # type: ignore[arg-type]
