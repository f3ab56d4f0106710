"""What `check` says of a mistake in front matter: once, with what would be right."""

from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import records, vocabulary
from pipeline.documents.document import Document, parse_document
from pipeline.validation.validate import validate
from tests import example

BASES = {
    "incident": example.README,
    "timeline": example.TIMELINE,
    "evidence": example.EVIDENCE,
    "finding": example.FINDING,
}


def said(kind: str, front: str, without: str = "") -> list[tuple[str, str]]:
    """What `check` says of the example with these keys in place of its own: messages and hints."""
    base, change = parse_document("a.md", BASES[kind]), parse_document("a.md", f"---\n{front}\n---\n")
    assert base.data is not None
    assert change.data is not None
    data = {key: value for key, value in {**base.data, **change.data}.items() if key != without}
    return [(item.message, item.hint) for item in validate(kind, replace(base, data=data))]


ONE = "id: E1, what: a, source: b"
HASH = "0" * 64


@pytest.mark.parametrize(
    ("kind", "front", "message", "hint"),
    [
        ("incident", "titel: a", "unknown key `titel` in README.md", "did you mean `title`?"),
        ("incident", "zzz: a", "unknown key `zzz` in README.md", "use one of: actors, affected, aliases"),
        ("incident", "actors: [{kind: unknown, nam: a}]", "unknown key `nam` in `actors[0]`", "`name`?"),
        ("incident", "severity: sev9", "`severity` cannot be `sev9`", "one of: sev1, sev2, sev3, sev4, unknown"),
        (
            "incident",
            "status: Publishd",
            "`status` cannot be `Publishd`",
            "did you mean `published`? use one of: draft",
        ),
        ("incident", "title: 7", "`title` cannot be `7`", "What happened, in one line"),
        ("incident", "title:", "`title` cannot be empty", "What happened, in one line"),
        ("incident", "title: [a]", "`title` cannot be a list", "What happened, in one line"),
        ("incident", "title: {a: b}", "`title` cannot be a mapping", "What happened, in one line"),
        ("incident", "services: identity", "`services` cannot be `identity`", "The services that were"),
        ("incident", f"title: {'a' * 141}", "`title` has 141 characters", "at most 140"),
        ("incident", "title: '  '", "`title` is empty", "What happened, in one line"),
        ("incident", "title: ''", "`title` is empty", "What happened, in one line"),
        ("incident", "actors: []", "`actors` is empty", "Who caused it"),
        ("incident", "tags: [a, a]", "`tags` contains duplicates", "remove the duplicates"),
        (
            "incident",
            "techniques: [{novel: true}]",
            "`techniques[0]` has keys that cannot be combined, or lacks one",
            "A technique by its ATT&CK",
        ),
        ("incident", "references: [{title: a, url: 'ftp://a'}]", "`references[0].url` cannot be", "A URL"),
        ("incident", "references: [{title: a, url: 'https://['}]", "`references[0].url` cannot be", "A URL"),
        ("incident", "references: [{title: a, url: 'https://a b'}]", "`references[0].url` cannot be", "A URL"),
        ("incident", "signoffs: [{team: a, who: b, on: 2026-W05-1}]", "`signoffs[0].on` cannot be", "A date, as YYYY"),
        ("finding", "due: 2026-02-30", "`due` cannot be `2026-02-30`", "The day by which it has to be done"),
        ("finding", "due: tomorrow", "`due` cannot be `tomorrow`", "The day by which it has to be done"),
        ("finding", "owner: Identity", "`owner` cannot be `Identity`", "The team that owns"),
        ("finding", "decision: {status: accepted}", "`on` is missing in `decision`", "its due date counts"),
        ("finding", "kind: process-change", "`sop` is missing", "An accepted process change names the operating proc"),
        ("timeline", "events: []", "`events` is empty", "What happened, from the first event"),
        ("timeline", "events: [{at: 11:09, what: a}]", "`events[0].at` cannot be `11:09`", "A point in time"),
        (
            "evidence",
            f"items: [{{{ONE}, path: evidence/a}}]",
            "`sha256` is missing in `items[0]`",
            "The SHA-256 of the",
        ),
        (
            "evidence",
            f"items: [{{{ONE}, path: evidence/a, sha256: '{HASH}', url: 'https://a.example'}}]",
            "`items[0]` has keys that cannot be combined, or lacks one",
            "Give `path` or `url`, not both.",
        ),
    ],
)
def test_a_mistake_is_said_once_with_what_would_be_right(kind: str, front: str, message: str, hint: str) -> None:
    ((said_message, said_hint),) = said(kind, front)
    assert said_message.startswith(message)
    assert hint in said_hint


@pytest.mark.parametrize("key", ["title", "status", "tlp", "severity", "impact"])
def test_a_missing_key_is_named_as_it_would_stand_there_with_its_meaning(key: str) -> None:
    hints = dict(said("incident", "", key))
    hint = hints[f"`{key}` is missing"]
    assert hint.startswith(f"add `{key}: ")
    assert hint.endswith(vocabulary.description("incident", key))


@pytest.mark.parametrize("key", ["actors", "participants", "response", "services", "references"])
def test_what_only_a_full_postmortem_needs_is_asked_for_with_the_policys_reason(key: str) -> None:
    ((message, hint),) = said("incident", "", key)
    assert message == f"`{key}` is missing"
    assert hint.startswith("Customers or data may have been affected, or severity is sev1 or sev2")


@pytest.mark.parametrize("key", ["signoffs", "summary"])
def test_what_only_a_published_one_needs_is_asked_for_with_the_policys_reason(key: str) -> None:
    ((message, hint),) = said("incident", "", key)
    assert (message, "when every participating team has signed off" in hint) == (f"`{key}` is missing", True)
    assert said("incident", "status: in-review", key) == []


@pytest.mark.parametrize("kind", BASES)
def test_a_teams_own_keys_are_left_alone(kind: str) -> None:
    assert said(kind, "x-ticket: [a, {b: c}]") == []


def test_a_text_that_a_comma_splits_is_said_once_with_the_whole_text_in_quotes() -> None:
    text = "---\nevents:\n- {at: 2026-01-10, what: It was revoked, at last, and replaced, tlp: amber}\n---\n"
    (found,) = validate("timeline", parse_document("timeline.md", text))
    assert (found.location.line, found.message) == (3, "a comma ends `what` in `events[0]`")
    assert found.hint.endswith('write `what: "It was revoked, at last, and replaced"`')


def test_a_word_between_braces_without_a_colon_is_an_unknown_key() -> None:
    text = "---\nevents:\n- {at: 2026-01-10, what: It was revoked., approximat}\n---\n"
    (found,) = validate("timeline", parse_document("timeline.md", text))
    assert (found.message, found.hint) == ("unknown key `approximat` in `events[0]`", "did you mean `approximate`?")


def test_a_known_way_in_that_has_no_attack_id_needs_only_a_name() -> None:
    assert said("incident", "techniques: [{name: a poisoned build cache}]") == []


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["E1", "2026", "amber"])),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(sorted(BASES)), st.data())
def test_whatever_a_value_is_a_record_is_made_and_the_schema_has_its_say(kind: str, data: st.DataObject) -> None:
    base = parse_document("a.md", BASES[kind])
    assert base.data is not None
    front: dict[str, Any] = {**base.data, data.draw(st.sampled_from(sorted(base.data))): data.draw(ANYTHING)}
    document = parse_document("01-a.md", f"---\n{yaml.safe_dump(front)}---\n")
    assert all(item.message for item in validate(kind, document))
    assert records.incident(folder(kind, document)).id == "2026-a"


def folder(kind: str, document: Document) -> records.Folder:
    readme = document if kind == "incident" else parse_document("README.md", example.README)
    timeline, register = (document if kind == name else None for name in ("timeline", "evidence"))
    findings = (document,) if kind == "finding" else ()
    return records.Folder("2026-a", "incidents/2026-a", readme, timeline, register, findings, (), frozenset())
