"""The body of a document: sections, citations, and passages that not everybody may see."""

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.diagnostic import Location
from pipeline.prose import Prose, citations, sections, without_code
from pipeline.restricted import Shown, for_audience, markers

AMBER, END = "<!-- tlp:amber -->", "<!-- /tlp -->"


def headings(text: str) -> list[str]:
    return [section.heading for section in sections(Prose(text))]


def cited(text: str) -> list[str]:
    return [citation.id for citation in citations(Prose(text))]


def seen(text: str, audience: str = "clear") -> str:
    return for_audience(text, audience).text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## One\n\n## Two\n", ["One", "Two"]),
        ("One\n---\n\nTwo\n-----\n", ["One", "Two"]),
        ("##\tOne\n", ["One"]),
        ("## One ##\n", ["One"]),
        ("  ## One\n", ["One"]),
        ("## One *bold* `code`\n", ["One *bold* `code`"]),
        ("# Title\n\n## One\n\n### Detail\n", ["One"]),
        ("Title\n=====\n\n## One\n", ["One"]),
        ("```\n## No\n```\n\n## One\n", ["One"]),
        ("~~~~\n```\n## No\n~~~~\n", []),
        ("    ## No\n", []),
        ("> ## No\n\n- ## No\n", []),
        ("<!--\n## No\n-->\n", []),
        ("##No\n\n####### No\n", []),
        ("", []),
    ],
)
def test_sections_are_the_headings_of_the_second_level(text: str, found: list[str]) -> None:
    assert headings(text) == found


def test_a_section_reaches_to_the_next_heading_of_its_level_or_above() -> None:
    one, two = sections(Prose("above\n\n## One\n\na\n\n### Detail\n\nb\n\n## Two\n\nc\n\n# Title\n\nd\n", "f.md", 10))
    assert (one.prose.text, one.prose.line, one.location) == ("\na\n\n### Detail\n\nb\n", 13, Location("f.md", 12))
    assert (two.prose.text, two.location) == ("\nc\n", Location("f.md", 20))


def test_blocks_are_paragraphs_lists_tables_and_quotations_with_what_they_cite() -> None:
    text = "## One\n\na [E1]\nb [E2]\n\n- c [E3]\n- d\n\n1. e\n\n| f |\n|---|\n| [E4] |\n\n> g\n\n```\n[E5]\n```\n"
    (section,) = sections(Prose(text, "f.md", 5))
    assert [(block.prose.line, block.cites) for block in section.blocks] == [
        (7, ("E1", "E2")),
        (10, ("E3",)),
        (13, ()),
        (15, ("E4",)),
        (19, ()),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[E1]", ["E1"]),
        ("so [E1], and [E22].", ["E1", "E22"]),
        ("[E1, E3,E4]", ["E1", "E3", "E4"]),
        ("**[E1]**", ["E1"]),
        ("| a | [E1] |", ["E1"]),
        ("[E1](https://example.org)", []),
        ("[E1]: https://example.org", []),
        ("[E]", []),
        ("[e1] (E1) [E1 and E2]", []),
        ("`[E1]` ``a ` [E2]`` [E3]", ["E3"]),
        ("```\n[E1]\n```\n[E2]", ["E2"]),
        ("- a\n\n  ```\n  [E1]\n  ```\n- [E2]", ["E2"]),
        ("    [E1]\n\n[E2]", ["E2"]),
        ("<!-- [E1]\n[E2] --> [E3]", ["E3"]),
        ("[E1] <!-- never closed [E2]", ["E1"]),
        ("5` long [E1]\n\n6` long [E2]", ["E1", "E2"]),
        ("\\`[E1]\\`", ["E1"]),
    ],
)
def test_evidence_is_cited_in_square_brackets_outside_code_and_comments(text: str, found: list[str]) -> None:
    assert cited(text) == found


def test_a_citation_knows_its_place() -> None:
    text = "a\n`x` é [E1, E12]"
    places = [(item.id, item.location) for item in citations(Prose(text, "f.md", 7))]
    assert places == [("E1", Location("f.md", 8, 8)), ("E12", Location("f.md", 8, 12))]


@pytest.mark.parametrize(("offset", "line", "column"), [(0, 7, 1), (1, 7, 2), (2, 8, 1), (4, 8, 3), (5, 9, 1)])
def test_an_offset_is_a_line_of_the_file_and_a_column(offset: int, line: int, column: int) -> None:
    assert Prose("a\né😀\nb", "f.md", 7).located(offset) == Location("f.md", line, column)


@pytest.mark.parametrize(
    ("text", "read"),
    [("a " + "`" * 15_000, without_code), ("<!--" + " " * 15_000, seen)],
    ids=["backticks", "spaces"],
)
def test_a_long_run_of_one_character_does_not_stop_the_check(text: str, read: Callable[[str], str]) -> None:
    """A time that grows with the square of the length takes seconds here, and hours at a file's largest size."""
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 0.2


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


@given(TIDY.map("".join))
def test_an_audience_that_may_see_everything_sees_all_but_the_markers(text: str) -> None:
    assert for_audience(text, "red") == Shown(re.sub(r"<!-- /?tlp.*? ?-->", "", text), withheld=False)
