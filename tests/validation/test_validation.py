"""The fast validator and the one that explains never disagree."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.document import parse_document
from pipeline.validation.fast_validator import is_valid
from pipeline.validation.full_validator import full_validator
from pipeline.validation.validate import validate
from tests import example
from tests.needs import ROOT

KINDS = {"incident": "README.md", "timeline": "timeline.md", "evidence": "evidence.md"}


def _documents() -> list[tuple[str, Any]]:
    """The front matter of the example and of every real incident, and two configurations."""
    configs = (example.CONFIG, (ROOT / "postmortem.yml").read_text(encoding="utf-8"))
    found: list[tuple[str, Any]] = [("config", parse_document("x", f"---\n{text}---\n").data) for text in configs]
    for folder in sorted((ROOT / "incidents").iterdir()):
        paths = [(kind, folder / name) for kind, name in KINDS.items()]
        paths += [("finding", path) for path in sorted(folder.glob("findings/*.md"))]
        found += [
            (kind, parse_document(path.name, path.read_text(encoding="utf-8")).data)
            for kind, path in paths
            if path.is_file()
        ]
    return found


DOCUMENTS = _documents()
PLAIN = ("", " ", "\n", "x\n", "E1", "E1\n", "01", "amber", "none", "identity", "identity\n", "x-own", "a" * 141)
TIMES = ("2026-02-30", "2026-02-28", "20260228", "2026-W01-1", "2024-06-28T11:09Z", "2024-06-28-a")
ADDRESSES = ("https://example.org/ü", "https://example.org/%zz", "http://[::1", "https://a b", "https://x", "https://")
SPACES = ("\ufeff", "\u00a0", "\u2003", "\x1f", "٣")
WORDS = st.sampled_from([*PLAIN, *TIMES, *ADDRESSES, *SPACES])
JUNK = (
    st.none()
    | st.booleans()
    | st.integers(-1, 10_000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(max_size=5)
    | st.lists(WORDS, max_size=3)
    | st.dictionaries(WORDS, WORDS, max_size=2)
)


def _routes(value: Any, route: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [route, *(deeper for key, item in items for deeper in _routes(item, (*route, key)))]


@st.composite
def _mutated(draw: st.DrawFn) -> tuple[str, Any]:
    kind, document = draw(st.sampled_from(DOCUMENTS))
    data = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        route = draw(st.sampled_from(_routes(data)))
        if not route:
            continue
        parent = data
        for key in route[:-1]:
            parent = parent[key]
        if isinstance(parent, dict) and draw(st.booleans()):
            parent[draw(WORDS)] = parent.pop(route[-1])
        else:
            parent[route[-1]] = draw(JUNK)
    return kind, data


@given(_mutated())
def test_the_two_agree_on_what_is_valid(case: tuple[str, Any]) -> None:
    kind, data = case
    assert is_valid(kind, data) == full_validator(kind).is_valid(data)


@pytest.mark.parametrize(("kind", "data"), DOCUMENTS)
def test_what_is_in_the_repository_is_valid_for_both(kind: str, data: Any) -> None:
    slow = [error.message for error in full_validator(kind).iter_errors(data)]
    assert (is_valid(kind, data), slow) == (True, [])


def test_a_bad_date_and_a_bad_address_are_errors() -> None:
    data = {"title": "Mend it", "due": "2026-02-30"}
    assert "due" in {error.path[0] for error in full_validator("finding").iter_errors(data) if error.path}
    reference = {"references": [{"title": "x", "url": "https://a b"}]}
    assert any("url" in error.path for error in full_validator("incident").iter_errors(reference))


@pytest.mark.parametrize(
    "data", [{"events": [{"at": 2024.0, "what": "It began."}]}, {"events": [{"at": 1e300, "what": "x"}]}]
)
def test_a_number_with_a_decimal_point_is_no_year(data: dict[str, Any]) -> None:
    assert not is_valid("timeline", data)
    assert {error.json_path for error in full_validator("timeline").iter_errors(data)} == {"$.events[0].at"}


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("2024.0", "write a year without a decimal point"),
        ("2024.10", "a month with a hyphen, as in 2024-10"),
    ],
)
def test_a_time_that_yaml_reads_as_a_number_has_a_hint(written: str, hint: str) -> None:
    front = f"---\nevents:\n- {{at: {written}, what: It began.}}\n---\n"
    (found,) = validate("timeline", parse_document("timeline.md", front))
    assert (found.location.line, found.location.column) == (3, 8)
    assert hint in found.hint
    assert "quote" not in found.hint


def test_a_count_with_a_decimal_point_is_told_its_integer() -> None:
    text = example.CONFIG.replace("p1: 30", "p1: 30.0")
    (found,) = validate("config", parse_document("postmortem.yml", f"---\n{text}---\n"))
    assert "write it without a decimal point: 30." in found.hint
