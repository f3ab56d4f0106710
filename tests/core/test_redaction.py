"""What an audience may see: plant a word at amber in every place there is, and green never finds it."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

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
    return read_corpus(example.write(root, tree))


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


def every_text_field() -> list[tuple[type[Any], str, object]]:
    words: dict[object, object] = {"str": WORD, "tuple[str, ...]": (WORD,), "Prose": Prose(WORD)}
    kinds = (Actor, Event, Evidence, Finding)
    return [(kind, at.name, words[at.type]) for kind in kinds for at in fields(kind) if at.type in words]


def named(item: object) -> str:
    return item.__name__ if isinstance(item, type) else item if isinstance(item, str) and item != WORD else "-"


def changed(value: Any, record: type[Any], **change: Any) -> Any:
    """The records with every record of that kind changed, however deep it lies."""
    if isinstance(value, tuple):
        return tuple(changed(item, record, **change) for item in value)
    if not is_dataclass(value) or isinstance(value, type | Prose):
        return value
    inner = {at.name: changed(getattr(value, at.name), record, **change) for at in fields(value)}
    return replace(value, **{**inner, **change} if isinstance(value, record) else inner)


@pytest.mark.parametrize(
    ("record", "field", "value"), [case for case in every_text_field() if case[1] != "tlp"], ids=named
)
def test_no_field_of_a_restricted_record_is_left(record: type[Any], field: str, value: object, tmp_path: Path) -> None:
    found = changed(corpus(tmp_path), record, **{field: value, "tlp": "amber"})
    assert WORD in repr(found)
    assert WORD not in shown(found, "green")


HIDDEN_ITEM: Change = ("evidence.md", f"items: [{ITEM}, {{id: E77, what: a, source: b, tlp: amber}}]", "")


@pytest.mark.parametrize(
    "change",
    [
        ("README.md", "actors: [{kind: unknown, evidence: [E77, E1]}]", ""),
        ("README.md", "techniques: [{id: T1552, evidence: [E77]}]", ""),
        ("README.md", "", "## What happened\n\nIt leaked [E1, E77] [E77].\n"),
        ("timeline.md", "events: [{at: 2026, what: a, evidence: [E77]}]", "## Notes\n\nSee [E77].\n"),
        ("evidence.md", "x-note: a", "## Notes\n\nSee [E77].\n"),
        ("findings/01-expire-tokens.md", "evidence: [E1, E77]", "## What was found\n\nA leak [E77].\n"),
        ("README.md", "summary: 'It leaked [E1, E77] [E77].'", ""),
        ("timeline.md", "events: [{at: 2026, what: 'It leaked [E77].'}]", ""),
        ("findings/01-expire-tokens.md", "decision: {status: declined, reason: 'See [E77].'}", ""),
    ],
    ids=["actor", "technique", "report", "timeline", "register", "finding", "a summary", "an event", "a reason"],
)
def test_nothing_cites_evidence_that_is_not_shown(change: Change, tmp_path: Path) -> None:
    found = corpus(tmp_path, HIDDEN_ITEM, change)
    assert "E77" in shown(found, "amber")
    assert "E77" not in shown(found, "green")


def test_what_is_shown_stays_cited(tmp_path: Path) -> None:
    text = "## What happened\n\nIt leaked [E1, E77], see [E77](https://example.org) and [E1].\n"
    found = only(corpus(tmp_path, HIDDEN_ITEM, ("README.md", "", text)))
    assert "It leaked [E1], see [E77](https://example.org) and [E1]." in found.body.text


def test_a_shown_artefact_stays(tmp_path: Path) -> None:
    assert [item.path for item in only(corpus(tmp_path)).artefacts] == ["evidence/log.txt"]


def test_an_artefact_that_is_registered_as_restricted_too_is_withheld(tmp_path: Path) -> None:
    both = [
        f"{{id: E{number}, what: a, source: b, path: evidence/log.txt, sha256: a, tlp: {level}}}"
        for number, level in ((1, "clear"), (2, "amber"))
    ]
    assert only(corpus(tmp_path, ("evidence.md", f"items: [{', '.join(both)}]", ""))).artefacts == ()


def test_a_verdict_does_not_name_findings_that_are_not_shown(tmp_path: Path) -> None:
    hidden = ("findings/77-rotate-key.md", "tlp: amber", "")
    verdict = ("README.md", 'response: {sufficient: {verdict: partly, because: a, findings: ["01", "77"]}}', "")
    response = only(corpus(tmp_path, hidden, verdict)).response
    assert response is not None
    assert response.sufficient.findings == ("01",)


OTHER = "2026-01-11-xylophone"


@pytest.mark.parametrize(
    "change",
    [
        ("README.md", f"related: [{{incident: {OTHER}, because: the same xylophone}}]", ""),
        ("README.md", f"duplicate_of: {OTHER}", ""),
        ("findings/01-expire-tokens.md", f"duplicate_of: {OTHER}/01", ""),
    ],
    ids=["related", "duplicate_of", "a finding's duplicate_of"],
)
def test_nothing_leads_to_an_incident_that_is_not_shown(change: Change, tmp_path: Path) -> None:
    secret = example.changed(example.README, "tlp: amber")
    more = {f"../{OTHER}/README.md": secret, f"../{OTHER}/findings/01-a.md": example.FINDING}
    found = corpus(tmp_path, change, more=more)
    assert len(redact(found, "amber", TODAY).incidents) == 2
    assert example.INCIDENT in shown(found, "green")
    assert "xylophone" not in shown(found, "green")


SECRET = {
    f"../{OTHER}/README.md": example.changed(example.README, "tlp: amber\naliases: [2026-01-11-glockenspiel]"),
    f"../{OTHER}/findings/01-a.md": example.FINDING,
}


@pytest.mark.parametrize(
    "text",
    [
        f"It is as in {OTHER}, see [there](../{OTHER}/README.md).",
        f"It is as in [there][1].\n\n[1]: ../{OTHER.upper()}/README.md",
        f"See {OTHER}-draft.pdf and 2025-{OTHER}.",
        "It was 2026-01-11-glockenspiel once.",
    ],
)
def test_no_text_names_an_incident_that_is_not_shown(text: str, tmp_path: Path) -> None:
    change = ("README.md", f"summary: '{text}'", f"## What happened\n\n{text}\n")
    found = corpus(tmp_path, change, more=SECRET)
    assert text in shown(found, "amber").replace("\\n", "\n")
    said = shown(found, "green").lower()
    assert "xylophone" not in said
    assert "glockenspiel" not in said


def test_an_id_that_begins_as_a_hidden_one_does_stays(tmp_path: Path) -> None:
    hidden = {f"../{example.INCIDENT[:-6]}/README.md": example.changed(example.README, "tlp: amber")}
    found = only(corpus(tmp_path, more=hidden))
    assert (found.id, found.path, found.body.path) == (example.INCIDENT, FOLDER, f"{FOLDER}/README.md")


def test_an_artefact_whose_name_names_a_hidden_incident_is_withheld(tmp_path: Path) -> None:
    item = f"items: [{{id: E1, what: a, source: b, path: evidence/{OTHER}.txt, sha256: a}}]"
    more = {**SECRET, f"evidence/{OTHER}.txt": "a"}
    found = corpus(tmp_path, ("evidence.md", item, ""), more=more)
    assert only(found).artefacts == ()
    assert OTHER not in shown(found, "green")


def test_a_draft_is_for_nobody(tmp_path: Path) -> None:
    draft = {f"../{OTHER}/README.md": example.changed(example.README, "status: draft")}
    found = corpus(tmp_path, ("README.md", f"summary: 'As in {OTHER}.'", ""), more=draft)
    assert OTHER not in shown(found, "red")


FILES = {
    f"evidence/{WORD}.txt": "a",
    f"findings/77-{WORD}.md": example.changed(example.FINDING, "tlp: amber"),
}
NAMED = (
    f"See [1](evidence/{WORD}.txt), [2], ../evidence/{WORD}.txt, [3](../findings/77-{WORD}.md) and evidence/log.txt."
)


def test_no_text_names_a_file_that_is_not_shown(tmp_path: Path) -> None:
    body = f"## What happened\n\n{NAMED}\n\n[2]: evidence/{WORD}.txt\n"
    found = corpus(tmp_path, ("README.md", f"summary: '{NAMED}'", body), more=FILES)
    assert WORD not in shown(found, "green")
    assert only(found).summary == "See [1](…), [2], ../…, [3](../findings/…) and evidence/log.txt."


def test_no_text_names_such_a_file_of_another_incident(tmp_path: Path) -> None:
    text = f"See ../{example.INCIDENT}/evidence/{WORD}.txt."
    more = {**FILES, f"../{OTHER}/README.md": example.changed(example.README, f"summary: '{text}'")}
    found = corpus(tmp_path, more=more)
    assert WORD in repr(found)
    assert WORD not in shown(found, "green")


def test_a_name_that_begins_as_a_hidden_one_does_stays(tmp_path: Path) -> None:
    change = ("README.md", "summary: 'See evidence/log.txt.'", "")
    found = only(corpus(tmp_path, change, more={"evidence/log": "a"}))
    assert found.summary == "See evidence/log.txt."
    assert found.register is not None
    assert found.register.items[0].path == "evidence/log.txt"


def test_a_duplicate_of_a_finding_that_is_not_shown_is_not_shown(tmp_path: Path) -> None:
    duplicate = ("findings/02-a.md", f"duplicate_of: {OTHER}/01", "")
    verdict = ("README.md", 'response: {sufficient: {verdict: partly, because: a, findings: ["01", "02"]}}', "")
    found = corpus(tmp_path, duplicate, verdict, more=SECRET)
    assert [finding.number for finding in only(found).findings] == ["01"]
    assert "'02'" not in shown(found, "green")
    assert len(redact(found, "amber", TODAY).incidents[0].findings) == 2


def test_what_leads_to_a_shown_incident_stays(tmp_path: Path) -> None:
    change = ("README.md", f"related: [{{incident: {OTHER}, because: a}}]\nduplicate_of: {OTHER}", "")
    found = redact(corpus(tmp_path, change, more={f"../{OTHER}/README.md": example.README}), "green", TODAY)
    assert found.incidents[0].duplicate_of == found.incidents[0].related[0].incident == OTHER


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
