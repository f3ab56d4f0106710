"""The fast reader of front matter says what the thorough one says, or nothing."""

import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.documents.document import parse_document
from pipeline.documents.fast_yaml import MAX_DEPTH, MAX_NODES, read_fast
from pipeline.documents.strict_yaml import read_fully
from tests.needs import ROOT

DOCUMENTS = sorted((ROOT / "incidents").glob("*/**/*.md"))

KEYS = ["a", "b", "a", '"a"', "<<", "'a'", "", "? a", "null", "&x a", "!t a", "*x", "[a]", "{a: b}", "é"]
WORDS = ["b", "1", "-1", "01", "1.5", "1.", "true", "True", "~", "null", "", "'1'", '"\\n"', "12:30", "-", "- b", "-0"]
FLOWS = ["[a, b]", "{a: b}", "{a: b, a: c}", "[a: b]", "[?,?]", "{a}", "[a,,b]", "{", "]", "&x b", "*x", "!t b"]
BLOCKS = [">-\n  a\n  b", "|\n  a\n\n  b", "\n  a: b", "\n  a: b\n  a: c", "\n- a\n- b", "\n  - a: 1\n    b: 2"]
ODD = ["\u2028", "a\u0085", "@a", "`a`", "%a", "\tb", "b\t", "'", '"', "\x07", "\ufeff", "0x1F", "1e3", "9" * 30]
VALUES = [*WORDS, *FLOWS, *BLOCKS, *ODD, "b: c", "b #c", "!!str 1", ".inf"]
YAML_LINES = st.builds("{}: {}".format, st.sampled_from(KEYS), st.sampled_from(VALUES))
OTHER_LINES = st.sampled_from(["", "# c", "---", "...", "- a", "%YAML 1.1", "  a: b", "a", "? a", ": b"])
FRONTS = st.lists(YAML_LINES | YAML_LINES | OTHER_LINES, max_size=5).map("\n".join) | st.text(
    "[]{}?:,-&*!|>\"'# \nab1", max_size=12
)


def agree(front: str) -> None:
    data = read_fast(front)
    if data is not None:
        found = read_fully(front)
        assert (repr(data), ()) == (repr(found.data), found.faults)


@settings(max_examples=20 * settings().max_examples)
@given(FRONTS)
@example("")
@example("a: 1\na: 2")
@example("<<: {a: 1}")
@example("a: b\n---\nc: d")
def test_front_matter_that_is_cleared_has_the_same_data_and_no_faults(front: str) -> None:
    agree(front)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.parent.name + "/" + path.name)
def test_front_matter_with_characters_changed_is_read_the_same(path: Path) -> None:
    front = path.read_text(encoding="utf-8").split("---\n", 2)[1]
    chance = random.Random(path.name)  # noqa: S311  # the same on every machine
    for _ in range(20):
        at = chance.randrange(len(front))
        agree(front[:at] + chance.choice("&*!:-#[]{},'\"\n \t?|>%@`<0") + front[at + chance.randrange(2) :])


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1])
def test_what_is_nested_is_cleared_as_deep_as_it_is_read(depth: int) -> None:
    nested = f"a: {'[' * (depth - 1)}b{']' * (depth - 1)}"
    assert (read_fast(nested) is not None) == (read_fully(nested).data is not None) == (depth <= MAX_DEPTH)


@pytest.mark.parametrize("size", [MAX_NODES // 2 - 10, MAX_NODES // 2, MAX_NODES, MAX_NODES * 2])
def test_what_holds_too_many_values_is_not_cleared(size: int) -> None:
    agree(f"a: [{'{a},' * (size // 4)}]")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.parent.name + "/" + path.name)
def test_the_fast_reader_reads_what_people_write(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = parse_document(path.name, text)
    assert read_fast(text.split("---\n", 2)[1]) == document.data
