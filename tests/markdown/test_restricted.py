"""Passages that not everybody may see."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.diagnostic import Location
from pipeline.markdown.prose import Prose
from pipeline.markdown.restricted import Shown, for_audience, markers, may_mark

AMBER, END = "<!-- tlp:amber -->", "<!-- /tlp -->"


def seen(text: str, audience: str = "clear") -> str:
    return for_audience(text, audience).text


@pytest.mark.parametrize(("offset", "line", "column"), [(0, 7, 1), (1, 7, 2), (2, 8, 1), (4, 8, 3), (5, 9, 1)])
def test_an_offset_is_a_line_of_the_file_and_a_column(offset: int, line: int, column: int) -> None:
    assert Prose("a\né😀\nb", "f.md", 7).located(offset) == Location("f.md", line, column)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"a {AMBER}b{END} c", "a  c"),
        (f"a\n{AMBER}\nb\n{END}\nc", "a\n\nc"),
        (f"{AMBER}b{END}{AMBER}c{END}d", "d"),
        (f"a {AMBER}b <!-- tlp:red -->c{END} d{END} e", "a  e"),
        (f"a {AMBER}b <!-- tlp:clear -->c{END} d{END} e", "a  e"),
        (f"a <!-- tlp:clear -->b {AMBER}c{END} d{END} e", "a b  d e"),
        (f"a {AMBER}b", "a "),
        (f"a {AMBER}b <!-- tlp:amber -->c{END} d", "a "),
        (f"a{END} b", " b"),
        ("a <!-- TLP:Amber -->b<!-- /TLP --> c", "a  c"),
        ("a <!--tlp:amber-->b<!--/tlp--> c", "a  c"),
        (f"a <!--\ntlp:\namber\n-->b{END} c", "a  c"),
        (f"a <!-- tlp:amber+strict -->b{END} c", "a  c"),
        (f"a <!-- tlp:purple -->b{END} c", "a  c"),
        (f"a <!-- tlp: -->b{END} c", "a  c"),
        (f"a <!-- tlp amber -->b{END} c", "a  c"),
        (f"a <!-- tlp:amber: see below -->b{END} c", "a  c"),
        (f"a <!-- tlp:amber -- >b{END} c", "a "),
        (f"a {AMBER}b<!-- /tlp:amber --> c", "a "),
        (f"a <!-- note -->b{END} c", " c"),
    ],
)
def test_a_passage_above_the_audience_is_left_out(text: str, shown: str) -> None:
    assert seen(text) == shown


@pytest.mark.parametrize(
    ("audience", "shown"),
    [("clear", "a  d"), ("green", "a  d"), ("amber", "a b d"), ("amber+strict", "a b d"), ("red", "a bc d")],
)
def test_each_audience_sees_what_it_may(audience: str, shown: str) -> None:
    assert seen(f"a {AMBER}b<!-- tlp:red -->c{END}{END} d", audience) == shown


def test_a_level_that_nobody_knows_is_above_everybody() -> None:
    assert seen(f"a <!-- tlp:purple -->b{END} c", "red") == "a  c"


@pytest.mark.parametrize(
    ("text", "withheld"),
    [("a", False), (f"a {AMBER}b{END}", True), (f"a {AMBER}b", True), (f"a <!-- tlp:clear -->b{END}", False)],
)
def test_it_is_said_whether_anything_was_left_out(text: str, *, withheld: bool) -> None:
    assert for_audience(text, "clear").withheld is withheld


@pytest.mark.parametrize(
    ("marker", "level"),
    [
        (AMBER, "amber"),
        ("<!-- TLP:RED -->", "red"),
        (END, ""),
        ("<!-- tlp:purple -->", "?"),
        ("<!-- tlp -->", "?"),
        ("<!-- /tlp:amber -->", "?"),
    ],
)
def test_every_marker_is_named_with_its_place(marker: str, level: str) -> None:
    found = [(one.start, one.level) for one in markers(f"a\nb {marker} c <!-- note -->")]
    assert found == [(4, level)]


NOISE = st.lists(
    st.sampled_from(
        [
            *[END, AMBER, "<!-- tlp:clear -->", "<!-- tlp:red -->", "<!-- tlp:x -->", "<!--", "-->", "<!-- tlp:"],
            *["/tlp -->", "\n", "`", "```\n", "[E1]", "<!-", "- tlp:clear -->", " ", "a", ">", "é"],
        ]
    )
).map("".join)
WITHIN = NOISE.map(lambda text: re.sub(r"/?tlp", "x", text, flags=re.IGNORECASE))
TIDY = st.lists(
    st.sampled_from([END, AMBER, "<!-- tlp:clear -->", "<!-- tlp:red -->", "<!-- a -->", "\n", "`", "b", ">"])
)


@given(NOISE, WITHIN, WITHIN, NOISE)
def test_what_stands_between_a_marker_and_its_end_is_never_seen(before: str, left: str, right: str, after: str) -> None:
    assert "SECRET" not in seen(f"{before}{AMBER}{left}SECRET{right}{END}{after}")


@given(NOISE, st.integers(1, 4), NOISE)
def test_nested_passages_are_left_out_whole(before: str, depth: int, after: str) -> None:
    text = f"{AMBER}<!-- tlp:clear -->" * depth + "SECRET" + f"{END}" * (2 * depth - 1) + "SECRET" + END
    assert "SECRET" not in seen(before + text + after)


@given(NOISE, NOISE)
def test_no_marker_is_overlooked_among_other_texts(text: str, other: str) -> None:
    assert may_mark(["E1", text, "a note"]) or not markers(text)
    assert may_mark([text, other]) or not (markers(text) or markers(other))


@given(TIDY.map("".join))
def test_an_audience_that_may_see_everything_sees_all_but_the_markers(text: str) -> None:
    assert for_audience(text, "red") == Shown(re.sub(r"<!-- /?tlp.*? ?-->", "", text), withheld=False)
