import re

import pytest
from hypothesis import given, settings

from pipeline.diagnostic import Location
from pipeline.markdown.links import headings, links, unshown
from pipeline.markdown.prose import Prose
from pipeline.markdown.references import mentions
from pipeline.markdown.sections import Section, outside, sections
from pipeline.markdown.tree import citations, passages, tree
from tests.markdown import generated


def read(text: str) -> Prose:
    return Prose(text, "README.md", 5)


def only(text: str) -> Section:
    (section,) = sections(read(text))
    return section


def cited(text: str) -> list[str]:
    return [citation.id for citation in citations(read(text))]


def called(text: str) -> list[str]:
    return [mention.name for mention in mentions(read(text))]


def at(text: str, place: Location) -> str:
    """The text from that place to the end of its line."""
    return text.split("\n")[place.line - 5][place.column - 1 :]


def test_a_section_has_its_blocks() -> None:
    section = only("Above.\n\n## Why\n\nOne [E1].\n\n- two\n- three [E2]\n\n# Other\n\nFour.")
    assert section.heading == "Why"
    assert [(block.kind, block.text, block.cites) for block in section.blocks] == [
        ("paragraph", "One [E1].", ("E1",)),
        ("bullet_list", "two three [E2]", ("E2",)),
    ]


def test_a_heading_is_read_without_its_marks() -> None:
    assert only("## What *was* `found`\n").heading == "What was found"


def test_a_heading_in_a_quotation_or_below_a_fold_begins_no_section() -> None:
    assert sections(read("> ## Quoted\n\n<details>\n\n### Folded\n\n</details>")) == ()


def test_a_fold_that_is_left_open_ends_at_the_next_section() -> None:
    assert [section.heading for section in sections(read("## One\n\n<details>\n\nx\n\n## Two\n\ny"))] == ["One", "Two"]


def test_text_above_the_first_section_and_below_a_title_is_outside() -> None:
    assert [block.text for block in outside(read("Above.\n\n## Why\n\nIn it.\n\n# Other\n\nBelow."))] == [
        "Above.",
        "Below.",
    ]


def test_a_section_of_comments_is_empty() -> None:
    assert only("## Why\n\n<!-- later -->\n\n[//]: # (never)\n").blocks == ()


@pytest.mark.parametrize("text", ["```\ncode\n```", "    code", "```mermaid\ngraph LR\n```", "---"])
def test_a_section_of_code_is_not_empty_and_says_nothing(text: str) -> None:
    (block,) = only(f"## Why\n\n{text}\n").blocks
    assert not block.speaks


def test_items_are_those_of_lists_not_of_code() -> None:
    (block,) = only("## Done when\n\n1. One.\n   - Two `- no`.\n2. Three:\n\n   ```yaml\n   - four\n   ```\n").blocks
    assert [(item.text, item.inner) for item in block.items] == [
        ("One.", False),
        ("Two - no.", True),
        ("Three: - four", False),
    ]
    assert [item.location.line for item in block.items] == [7, 8, 9]


def test_a_citation_stands_in_text() -> None:
    text = "[E1], `[E2]`, [E3](x), <!-- [E4] --> [E5,\nE6] and\n\n    [E7]\n\n> | [E8] |\n> |---|\n> | a \\| [E9] |\n"
    assert cited(text) == ["E1", "E5", "E6", "E8", "E9"]
    assert [at(text, found.location)[:2] for found in citations(read(text))] == cited(text)


@pytest.mark.parametrize(
    "text", ["[E1]: the log shows it.", "[E1]: shows", "[E1]: https://example.org/log", "See [E1]: so."]
)
def test_a_citation_before_a_colon_is_one(text: str) -> None:
    assert cited(text) == ["E1"]


def test_what_refers_to_a_note_rests_on_what_the_note_cites() -> None:
    (block,) = only("## Why\n\nIt was used[^1].\n\n[^1]: The log shows it [E1].\n").blocks
    assert block.cites == ("E1",)


def test_other_labels_are_definitions() -> None:
    text = "[log]: evidence/log.csv\n\nThe [log] [E1]."
    assert [link.target for link in links(read(text))] == ["evidence/log.csv"]


@pytest.mark.parametrize(
    "text",
    [
        "@alice",
        "(@alice)",
        "a/@alice",
        "&#64;alice",
        "\\@alice",
        "**@alice**",
        "| @alice |\n|---|",
        "x<br>@alice",
        "@alice.",
    ],
)
def test_a_mention_is_one_wherever_it_hides(text: str) -> None:
    assert called(text) == ["@alice"]


@pytest.mark.parametrize("name", ["@jane_acme", "@acme/on-call", "@a-b"])
def test_a_mention_has_its_whole_name(name: str) -> None:
    assert called(f"Ask {name}, please.") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "`@alice`",
        "https://example.org/@alice/1",
        "[@alice](https://example.org)",
        "<https://example.org/@alice>",
        "alice@example.org",
        "    @alice",
        "<!-- @alice -->",
        "@ alice",
        "pkg@1.2.3",
    ],
)
def test_what_calls_nobody_is_no_mention(text: str) -> None:
    assert called(text) == []


def test_links_have_their_place() -> None:
    text = 'A [log](evidence/log.csv "x"), ![pic]( <evidence/a b.png> ), [x][y] and\n> https://example.org/a\n'
    text += "\n[y]: ../z.md\n"
    assert [(link.target, link.image, at(text, link.location).split()[0]) for link in links(read(text))] == [
        ("evidence/log.csv", False, "evidence/log.csv"),
        ("evidence/a%20b.png", True, "evidence/a"),
        ("../z.md", False, "[x][y]"),
        ("https://example.org/a", False, "https://example.org/a"),
    ]


def test_headings_have_the_names_that_github_links_to() -> None:
    names = [name for _, name in headings(tree(read("# Key takeaways!\n\n## Why? (2)\n\n## Key takeaways\n")).tokens)]
    assert names == ["key-takeaways", "why-2", "key-takeaways-1"]


def test_code_is_no_word_of_a_passage() -> None:
    assert [passage.text for passage in passages(read("One `two` *three*\nfour"))] == [
        "One \ufffc\ufffc\ufffc three\nfour"
    ]


def test_html_that_is_not_shown_is_listed_with_its_place() -> None:
    text = "A <b>b</b> <TOKEN>\n\n- <div>c</div>\n\n<!-- open"
    assert [(found.kind, at(text, place).split(">")[0]) for found, place in unshown(read(text))] == [
        ("text", "<TOKEN"),
        ("tag", "<div"),
        ("comment", "<!-- open"),
    ]


@pytest.mark.parametrize(
    ("text", "closing"),
    [
        ("a </b> b", ["</b>"]),
        ("<b>a</b></b>", ["</b>"]),
        ("</div>\n\na </font >\n\n</foo >", ["</div>", "</font >", "</foo >"]),
        ("</details>", ["</details>"]),
        ("a <TOKEN> b </TOKEN>", ["<TOKEN>"]),
        ("<div>\n\na <font>b\n\nc</font>\n\n</div>", ["<div>", "<font>"]),
        ("<details>\n\na\n\n</details>", []),
    ],
)
def test_a_closing_tag_is_listed_where_it_closes_nothing(text: str, closing: list[str]) -> None:
    assert [found.html.strip() for found, _ in unshown(read(text))] == closing


@given(generated.document)
@settings(deadline=None)
def test_every_word_stands_where_it_is_said_to_stand(text: str) -> None:
    source = read(text)
    for passage in passages(source):
        for word in re.finditer(r"[A-Za-z]{3,}", passage.text):
            if passage.token.map:  # the word that an alert begins with stands nowhere
                assert at(text, passage.located(word.start())).startswith(word.group())


@given(generated.document)
@settings(deadline=None)
def test_every_link_stands_where_it_is_said_to_stand(text: str) -> None:
    for link in links(read(text)):
        if link.target in generated.TARGETS:
            assert at(text, link.location).startswith(link.target)
