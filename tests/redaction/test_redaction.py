"""What an audience may see: plant a word at amber in every place there is, and green never finds it."""

from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.markdown.prose import Prose
from pipeline.model import Actor, Event, Evidence, Finding, Incident
from pipeline.redaction.redact import finding_level, redact
from tests import example
from tests.redaction.redacting import (
    HIDDEN_ITEM,
    ITEM,
    OTHER,
    PASSAGE,
    SECRET,
    TODAY,
    WORD,
    Change,
    changed,
    corpus,
    only,
    shown,
)

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


def every_text_field() -> list[tuple[type[Any], str, object]]:
    words: dict[object, object] = {"str": WORD, "tuple[str, ...]": (WORD,), "Prose": Prose(WORD)}
    kinds = (Actor, Event, Evidence, Finding)
    return [(kind, at.name, words[at.type]) for kind in kinds for at in fields(kind) if at.type in words]


def named(item: object) -> str:
    return item.__name__ if isinstance(item, type) else item if isinstance(item, str) and item != WORD else "-"


@pytest.mark.parametrize(
    ("record", "field", "value"), [case for case in every_text_field() if case[1] != "tlp"], ids=named
)
def test_no_field_of_a_restricted_record_is_left(record: type[Any], field: str, value: object, tmp_path: Path) -> None:
    found = changed(corpus(tmp_path), record, **{field: value, "tlp": "amber"})
    assert WORD in repr(found)
    assert WORD not in shown(found, "green")


@pytest.mark.parametrize("wrong", ["purple", "[clear]", "null"])
@pytest.mark.parametrize("file", ["README.md", "findings/01-expire-tokens.md"])
def test_a_level_that_nobody_knows_counts_as_the_most_restricted(file: str, wrong: str, tmp_path: Path) -> None:
    found = corpus(tmp_path, (file, f"tlp: {wrong}", ""))
    assert "Expire tokens" not in shown(found, "amber+strict")
    assert "Expire tokens" in shown(found, "red")


def test_an_incident_without_a_level_is_withheld(tmp_path: Path) -> None:
    more = {"README.md": example.README.replace("tlp: clear\n", "")}
    assert redact(corpus(tmp_path, more=more), "amber+strict", TODAY).incidents == ()


@pytest.mark.parametrize("own", ["", "clear", "green"])
def test_a_finding_is_never_less_restricted_than_its_incident(own: str, tmp_path: Path) -> None:
    found = changed(changed(corpus(tmp_path), Finding, tlp=own), Incident, tlp="amber")
    assert finding_level(found.incidents[0], found.findings[0], TODAY) == "amber"


@pytest.mark.parametrize(
    ("days", "own", "level"),
    [(0, "", "clear"), (1, "", "amber"), (2, "", "amber"), (1, "red", "red"), (0, "red", "red"), (1, "green", "amber")],
)
def test_a_held_finding_is_amber_until_the_end_of_the_day(days: int, own: str, level: str, tmp_path: Path) -> None:
    held = TODAY + timedelta(days=days - 1)
    found = changed(corpus(tmp_path), Finding, tlp=own, disclose_after=held)
    assert finding_level(found.incidents[0], found.findings[0], TODAY) == level


@pytest.mark.parametrize(("today", "count"), [(date(2026, 2, 9), 0), (date(2026, 2, 10), 0), (date(2026, 2, 11), 1)])
def test_a_held_finding_is_shown_from_the_day_after(today: date, count: int, tmp_path: Path) -> None:
    found = corpus(tmp_path, RESTRICTED["a finding that is still held"])
    assert len(redact(found, "green", today).findings) == count
    assert len(redact(found, "amber", today).findings) == 1


def test_the_names_in_the_folder_are_not_shown(tmp_path: Path) -> None:
    assert only(corpus(tmp_path), "red").files == frozenset()


@pytest.mark.parametrize("audience", ["clear", "amber", "red"])
def test_redacting_twice_changes_nothing(audience: str, tmp_path: Path) -> None:
    once = redact(corpus(tmp_path, HIDDEN_ITEM, RESTRICTED["a passage of the report"]), audience, TODAY)
    assert redact(once, audience, TODAY) == once


MARK = "███"
PLACES = [*RESTRICTED.items(), *IN_FRONT_MATTER.items()]


@pytest.mark.parametrize(
    "change",
    [change for place, change in PLACES if place not in ("the incident", "an artefact that nobody registered")],
    ids=str,
)
def test_an_incident_says_that_parts_are_withheld_where_that_is_asked(change: Change, tmp_path: Path) -> None:
    found = corpus(tmp_path, change)
    for audience, withheld in (("green", True), ("amber", False)):
        assert [one.withheld for one in redact(found, audience, TODAY, MARK).incidents] == [withheld]
        assert [one.withheld for one in redact(found, audience, TODAY).incidents] == [False]


@pytest.mark.parametrize("place", ["a passage of the report", "a passage of a finding"])
def test_a_mark_stands_where_a_passage_was_withheld(place: str, tmp_path: Path) -> None:
    found = corpus(tmp_path, RESTRICTED[place])
    assert f"Seen. {MARK} Seen too." in repr(redact(found, "green", TODAY, MARK))
    assert MARK not in repr(redact(found, "amber", TODAY, MARK))


def test_passages_within_a_passage_have_one_mark(tmp_path: Path) -> None:
    text = "a <!-- tlp:red -->b <!-- tlp:amber -->c<!-- /tlp --> d<!-- /tlp --> e <!-- tlp:red -->never closed"
    found = corpus(tmp_path, ("README.md", "", f"## What happened\n\n{text}"))
    assert redact(found, "green", TODAY, MARK).incidents[0].body.text.endswith(f"a {MARK} e {MARK}")


def test_what_is_withheld_of_others_is_not_said(tmp_path: Path) -> None:
    change = ("README.md", f"related: [{{incident: {OTHER}, because: a}}]\nsummary: 'As in {OTHER}.'", "")
    assert not redact(corpus(tmp_path, change, more=SECRET), "green", TODAY, MARK).incidents[0].withheld
