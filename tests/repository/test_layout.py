"""Paths, numbers and spellings: facts that many modules ask for, each in one place."""

import pytest

from pipeline import layout, vocabulary
from pipeline.model import WONT_FIX
from pipeline.text.spelling import closest, did_you_mean, did_you_mean_one_of


@pytest.mark.parametrize("path", ["01-a.md", "findings/01-a-02.md", "incidents/2026-01-01-a/findings/01-a.md", "01.md"])
def test_a_findings_number_is_what_its_files_name_begins_with(path: str) -> None:
    assert layout.finding_number(path) == "01"


@pytest.mark.parametrize(
    ("name", "is_finding"),
    [
        ("01-a.md", True),
        ("123-a b.md", True),
        ("1-a.md", False),
        ("01.md", False),
        ("01-a.txt", False),
        ("01-a/b.md", False),
    ],
)
def test_a_finding_has_a_number_and_words(name: str, *, is_finding: bool) -> None:
    assert layout.is_finding_file(name) is is_finding


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("README.md", "incident"),
        ("timeline.md", "timeline"),
        ("evidence.md", "evidence"),
        ("findings/01-a.md", "finding"),
        ("findings/README.md", "finding"),
    ],
)
def test_a_document_has_the_schema_of_its_path(name: str, schema: str) -> None:
    assert layout.schema_of(name) == schema


def test_the_decisions_after_which_nothing_changes_are_decisions() -> None:
    assert set(WONT_FIX) < set(vocabulary.ordered("finding", "decision", "status"))


def test_a_misspelt_word_is_answered_with_the_closest() -> None:
    assert closest("identitty", ["payments", "identity"]) == "identity"
    assert did_you_mean("identitty", ["payments", "identity"]) == "did you mean `identity`?"
    assert did_you_mean_one_of("identitty", ["payments", "identity"]) == "did you mean `identity`?"


def test_a_word_like_no_other_is_answered_with_all() -> None:
    assert (closest("x", ["b", "a"]), did_you_mean("x", ["b", "a"])) == ("", "")
    assert did_you_mean_one_of("x", ["b", "a"]) == "there are: a, b"
    assert did_you_mean_one_of("x", [f"{number:02d}" for number in range(30)]).endswith(", 18, 19 and 10 more")
    assert did_you_mean_one_of("x", []) == "there are none yet"
