"""Front matter is changed in place: what was asked for is there, and nothing else is different."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.diagnostic import Route, UsageError
from pipeline.documents.document import parse_document
from pipeline.documents.front_matter import BEFORE_ALL, with_item, with_value
from tests.needs import ROOT

TEXT = """\
---
# by hand
title:   "A thing"   # why
services: []   # none
impact: {customers: unknown}
events:
  - at: 2026-01-01   # first
    what: >
      long text
      more

  # a comment at the end
decision: { status: proposed }
signoffs:
tail: x
---

The body.
"""
EXAMPLES = sorted((ROOT / "incidents").rglob("*.md"))


def changes(after: str, before: str = TEXT) -> list[str]:
    """The lines that differ, as a diff shows them."""
    lines = difflib.ndiff(before.split("\n"), after.split("\n"))
    return [line for line in lines if line.startswith(("+ ", "- "))]


def data(text: str) -> Any:
    return parse_document("a.md", text).data


@pytest.mark.parametrize(
    ("route", "item", "expected"),
    [
        (("events",), {"at": "2026-01-02", "evidence": ["E1"]}, ["+   - at: 2026-01-02", "+     evidence: [E1]"]),
        (("events", 0, "evidence"), "E3", ["+     evidence: [E3]"]),
        (("services",), "api", ["- services: []   # none", "+ services: [api]   # none"]),
        (("signoffs",), {"team": "a", "on": "2026-01-01"}, ["+   - team: a", "+     on: 2026-01-01"]),
        (("response", "complete", "findings"), "01", ["+ response:", "+   complete:", "+     findings: ['01']"]),
    ],
)
def test_an_item_is_added_as_the_author_writes_lists(route: Route, item: Any, expected: list[str]) -> None:
    assert changes(with_item(TEXT, route, item)) == expected


@pytest.mark.parametrize(
    ("route", "value", "expected"),
    [
        (("title",), "Another", ['- title:   "A thing"   # why', "+ title:   Another   # why"]),
        (("decision", "status"), "accepted", ["- decision: { status: proposed }", "+ decision: { status: accepted }"]),
        (
            ("decision", "on"),
            "2026-01-01",
            ["- decision: { status: proposed }", "+ decision: { status: proposed, on: 2026-01-01 }"],
        ),
        (("verification",), {"by": "a", "how": "so: b"}, ["+ verification:", "+   by: a", "+   how: 'so: b'"]),
        (("events", 0, "at"), "2025", ["-   - at: 2026-01-01   # first", "+   - at: '2025'   # first"]),
    ],
)
def test_a_value_is_set_where_it_stands(route: Route, value: Any, expected: list[str]) -> None:
    assert changes(with_value(TEXT, route, value)) == expected


def test_an_item_goes_where_it_belongs() -> None:
    text = "---\nevents:\n- at: 2026-01  # one\n- {at: 2026-03}\n---\n"
    changed = "---\nevents:\n- at: 2026-01  # one\n- at: 2026-02\n- {at: 2026-03}\n---\n"
    assert with_item(text, ("events",), {"at": "2026-02"}, after=0) == changed
    first = "---\nevents:\n- at: 2025-12\n- at: 2026-01  # one\n- {at: 2026-03}\n---\n"
    assert with_item(text, ("events",), {"at": "2025-12"}, after=BEFORE_ALL) == first


def test_the_line_ends_of_windows_stay() -> None:
    windows = TEXT.replace("\n", "\r\n")
    assert with_item(windows, ("tags",), "a") == with_item(TEXT, ("tags",), "a").replace("\n", "\r\n")


@pytest.mark.parametrize("text", ["no front matter\n", "---\na: [\n---\n", "---\na: 1\na: 2\n---\n"])
def test_what_cannot_be_read_is_not_changed(text: str) -> None:
    with pytest.raises(UsageError, match="postmortem check"):
        with_value(text, ("a",), "b")


def test_what_cannot_be_changed_alone_is_said_with_what_to_write() -> None:
    with pytest.raises(UsageError, match="write it by hand:\nb"):
        with_value("---\na: >+\n  text\n\n\n---\n", ("b",), "b")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_of_the_examples_can_be_changed(path: Path) -> None:
    text = path.read_text("utf-8")
    before = data(text)
    if before is None:
        return
    for key, value in before.items():
        if isinstance(value, list) and value:
            added = with_item(text, (key,), value[0])
            assert data(added)[key] == [*value, value[0]]
            assert not any(line.startswith("- ") and "[" not in line for line in changes(added, text))
    assert with_value(text, ("x-new",), "word") == text.replace("\n---\n", "\nx-new: word\n---\n", 1)


VALUES = st.recursive(
    st.booleans() | st.integers(0, 9999) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
ROUTES = [("events",), ("services",), ("signoffs",), ("new",), ("impact", "customers"), ("events", 0, "what")]


@given(st.sampled_from(ROUTES), VALUES)
def test_any_value_is_what_is_read_again_or_is_refused(route: Route, value: Any) -> None:
    try:
        after = with_value(TEXT, route, value)
    except UsageError:
        return
    place = data(after)
    for key in route:
        place = place[key]
    assert place == value
    assert [line for line in after.split("\n") if "#" in line and "by hand" in line] == ["# by hand"]
    assert after.endswith("tail: x\n---\n\nThe body.\n") or route == ("new",)
