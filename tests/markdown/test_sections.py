"""Sections and citations in texts of every kind."""

import pytest

from pipeline.diagnostic import Location
from pipeline.markdown.prose import Prose
from pipeline.markdown.sections import sections
from pipeline.markdown.tree import citations


def headings(text: str) -> list[str]:
    return [section.heading for section in sections(Prose(text))]


def cited(text: str) -> list[str]:
    return [citation.id for citation in citations(Prose(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## One\n\n## Two\n", ["One", "Two"]),
        ("One\n---\n\nTwo\n-----\n", ["One", "Two"]),
        ("##\tOne\n", ["One"]),
        ("## One ##\n", ["One"]),
        ("  ## One\n", ["One"]),
        ("## One *bold* `code`\n", ["One bold code"]),
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
    assert ([block.text for block in one.blocks], one.location) == (["a", "Detail", "b"], Location("f.md", 12))
    assert ([block.text for block in two.blocks], two.location) == (["c"], Location("f.md", 20))


def test_blocks_are_paragraphs_lists_tables_and_quotations_with_what_they_cite() -> None:
    text = "## One\n\na [E1]\nb [E2]\n\n- c [E3]\n- d\n\n1. e\n\n| f |\n|---|\n| [E4] |\n\n> g\n\n```\n[E5]\n```\n"
    (section,) = sections(Prose(text, "f.md", 5))
    assert [(block.location.line, block.cites) for block in section.spoken] == [
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
        ("[E1]: https://example.org", ["E1"]),
        ("[E]", []),
        ("[e1] (E1) [E1 and E2]", []),
        ("`[E1]` ``a ` [E2]`` [E3]", ["E3"]),
        ("```\n[E1]\n```\n[E2]", ["E2"]),
        ("- a\n\n  ```\n  [E1]\n  ```\n- [E2]", ["E2"]),
        ("    [E1]\n\n[E2]", ["E2"]),
        ("<!-- [E1]\n[E2] --> [E3]", ["E3"]),
        ("[E1] <!-- never closed [E2]", ["E1", "E2"]),
        ("[E1]\n\n<!-- never closed\n\n[E2]", ["E1"]),
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
