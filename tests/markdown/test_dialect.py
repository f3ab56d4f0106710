"""What GitHub's dialect has beside CommonMark is read as GitHub reads it, on the page and in the issue."""

import pytest

from pipeline.markdown.issue import Issue, write
from pipeline.markdown.page import Context, fragment
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import citations, tree
from tests.markdown.github import github_html, seen

CONTEXT = Context(lambda href: href, frozenset({"E1"}), "S")
ISSUE = Issue(lambda href: f"https://git.example/{href}")


def page(text: str) -> str:
    return fragment(Prose(text), CONTEXT).html


def issue(text: str) -> str:
    return write(Prose(text), ISSUE)


def same_for_all(text: str) -> bool:
    source = seen(github_html(text))
    return source == seen(page(text)) == seen(github_html(issue(text)))


@pytest.mark.parametrize(
    "text",
    [
        "a\n|---|\nb",
        "a\n---|\nb",
        "a\n:-:\nb",
        "Above.\na\n|---\nb",
        "> a\n> |---|\n> b",
        "- a\n  |---|\n  b",
        "Seen[^n].\n\n[^n]: a\n    |--|\n    b",
        "- a | b\n|---|---|",
        "# a | b\n|---|---|",
        "a\n---",
        "|\n|---|",
    ],
)
def test_a_table_is_one_where_github_sees_one(text: str) -> None:
    assert same_for_all(text)


@pytest.mark.parametrize(
    "text",
    [
        "See [^A] and [^a].\n\n[^a]: One note.",
        "See [^Straße].\n\n[^STRASSE]: One note.",
        "See [^a].\n\n[^A]: The first counts.\n\n[^a]: Not this.",
    ],
)
def test_the_label_of_a_footnote_is_the_same_in_capitals(text: str) -> None:
    assert same_for_all(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[a [^1] b](https://a.example)", "[a ](https://a.example)[^note-1][ b](https://a.example)"),
        ("[a[^1]](https://a.example)", "[a](https://a.example)[^note-1]"),
        ("<a href='https://a.example'>a[^1]</a>", "[a](https://a.example)[^note-1]"),
        ("![a [^1] b](https://a.example/p.png)", "[a b](https://a.example/p.png)[^note-1]"),
        ("![a ![b [^1]](q.png)](https://a.example/p.png)", "[a b](https://a.example/p.png)[^note-1]"),
    ],
)
def test_a_footnote_in_a_link_or_in_a_pictures_text_stands_beside_it(text: str, written: str) -> None:
    with_note = f"{text}\n\n[^1]: One note."
    assert issue(with_note) == f"{written}\n\n[^note-1]: One note."
    assert page(with_note).count('<sup id="S-ref1">') == 1


def test_a_footnote_that_no_text_refers_to_is_not_shown() -> None:
    text = "Seen.\n\n[^1]: Lost [^2].\n\n[^2]: Lost with it [E1]."
    assert "Lost" not in page(text) + issue(text)
    assert tree(Prose(text)).unused == (2, 4)
    assert citations(Prose(text)) == ()


@pytest.mark.parametrize(
    "block", ["```\n    a\n\n      b\n    ```", "- a\n    - b", "> a", "a | b\n    --|--", "     a"]
)
def test_a_footnote_may_begin_with_any_block(block: str) -> None:
    assert same_for_all(f"Seen[^1].\n\n[^1]: {block}")


def test_a_footnote_below_a_fold_that_is_left_open_stands_below_it() -> None:
    assert issue("Seen[^1].\n\n[^1]: One note.\n\n<details>\n\nMore.") == (
        "Seen[^note-1].\n\n<details>\n\nMore.\n\n</details>\n\n[^note-1]: One note."
    )


@pytest.mark.parametrize("text", [r"\[E1\]", r"\[E1]", r"[E1\]", "&#91;E1]", "[E1&rsqb;", r"<p>&#91;E1]</p>"])
def test_brackets_that_are_escaped_cite_nothing(text: str) -> None:
    assert citations(Prose(text)) == ()
    assert "href" not in page(text)
    assert [citation.id for citation in citations(Prose(f"{text} [E1]"))] == ["E1"]


@pytest.mark.parametrize("text", ["\ufeffx", "\ufeff# A", "\ufeff  - a", "\ufeff    code"])
def test_a_byte_order_mark_is_no_part_of_the_text(text: str) -> None:
    assert same_for_all(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ends with \\ <br>",
        "<b>x\\\n</b>",
        "- a\n- - *",
        "_<b>www.example.org",
        "[a\\\\](https://a.example)",
        "# \u3000a",
        "a\\\u3000<b>",
        "a\\\tb",
    ],
)
def test_what_stands_at_an_end_is_written_as_it_will_be_read(text: str) -> None:
    once = issue(text)
    assert write(Prose(once), Issue(lambda href: href)) == once
    assert seen(github_html(once)).words == seen(page(text)).words
