"""What a reader of the page or the issue would not see, `check` says; and where all is well, it says nothing."""

import pytest

from tests import example
from tests.check.edited import FINDING, Said, of, shown

README = "README.md"


def found(text: str) -> dict[str, tuple[str, str]]:
    return {FINDING: ("", f"## What was found\n\n{text}\n")}


def test_text_that_is_in_no_section_is_named(said: Said) -> None:
    (item,) = of("text-stands-in-a-section", said(found("One.\n\n# Remarks\n\nTwo.")))
    assert item.message == "this text is not in a section"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Set <TOKEN>.", "GitHub reads `<TOKEN>` as HTML and hides it"),
        ("<p align=center>x</p>", "`<p align=center>` is not supported: only the text around it is shown"),
        ("A <font>x</font>.", "`<font>` is not supported: only the text around it is shown"),
        ("<?php echo 1 ?>", "GitHub reads `<?php echo 1 ?>` as HTML and hides it"),
    ],
)
def test_html_that_is_not_shown_is_named(said: Said, text: str, message: str) -> None:
    assert [item.message for item in of("html-is-shown", said(found(text)))] == [message]


@pytest.mark.parametrize(
    "text",
    [
        "a<br>b <kbd>C</kbd> H<sub>2</sub>O <!-- prettier-ignore --> <b>d</b>",
        "<details><summary>More</summary>\n\nText.\n\n</details>",
        "`<TOKEN>` and 1 < 2 and <https://example.org>",
        "In code:\n\n```html\n<p>\n```",
    ],
)
def test_html_that_is_shown_is_right(said: Said, text: str) -> None:
    assert shown(said(found(text))) == []


def test_a_comment_that_is_left_open_is_named_where_it_begins(said: Said) -> None:
    (item,) = of("comment-is-closed", said({README: ("", "## Key takeaways\n\nOne.\n\n<!-- later\n\nTwo.\n")}))
    assert item.message == "this comment is not closed: everything below it is hidden"


@pytest.mark.parametrize(
    "text", ["[E1]: it was used.", "[E1]: used", "The log [E1]: it was used.", "Used[^1].\n\n[^1]: See [E1]."]
)
def test_a_citation_counts_before_a_colon_and_in_a_note(said: Said, text: str) -> None:
    assert shown(said({README: ("", f"## Technical summary\n\n{text}\n")})) == []


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.org/@alice/status/1.",
        "By [@alice](https://example.org/@alice) and <https://example.org/@bob>.",
        "[Ask @alice](https://example.org)",
        "alice@example.org",
        "`@alice`",
    ],
)
def test_an_address_or_the_text_of_a_link_calls_nobody(said: Said, text: str) -> None:
    assert of("mention-is-inert", said(found(text))) == []


@pytest.mark.parametrize(
    "text", ["@alice", "or/@alice", "&#64;alice", "@alice_acme", "<b>@alice</b>", "| @alice |\n|---|"]
)
def test_a_mention_is_found_wherever_it_hides(said: Said, text: str) -> None:
    assert len(of("mention-is-inert", said(found(text)))) == 1


@pytest.mark.parametrize(
    "code", ["```\nx = 1\n```", "    x = 1", "```mermaid\ngraph LR\n```", "![](../evidence/log.txt)"]
)
def test_a_section_of_code_alone_is_asked_for_a_sentence(said: Said, code: str) -> None:
    (item,) = of("finding-has-its-sections", said({FINDING: ("", f"## What to change\n\n{code}\n")}))
    assert item.message == "`## What to change` has no sentence"
    assert item.hint == "add a sentence that says what the code, image or diagram shows"


def test_what_looks_like_an_item_within_code_is_none(said: Said) -> None:
    text = "## Done when\n\n- The list is:\n\n  ```yaml\n  - x\n  ```\n\n- Old tokens are refused.\n"
    assert shown(said({FINDING: ("", text)})) == []


def test_an_artefact_is_named_also_where_there_is_no_register(said: Said) -> None:
    edits = {
        README: (
            "impact: {customers: none, data_breach: none}\nseverity: sev3",
            "## What happened\n\n![x](evidence/x.png)\n",
        ),
        "evidence/x.png": "",
    }
    tree = said(edits)
    assert [item.location.path.rpartition("/")[2] for item in of("artefact-is-registered", tree)] == ["x.png"]


@pytest.mark.parametrize(
    ("file", "front"),
    [
        (FINDING, "title: Undo the regression of #12"),
        ("timeline.md", "events: [{at: 2026-01-10, what: The change was undone in PR #12\n}]"),
        (README, "summary: A token of #12"),
    ],
)
def test_a_value_that_a_comment_cuts_short_is_named(said: Said, file: str, front: str) -> None:
    (item,) = of("text-is-not-cut-short", said({file: front}))
    assert "` #` starts a comment" in item.message


def test_a_value_in_quotation_marks_and_a_comment_behind_another_value_are_right(said: Said) -> None:
    assert of("text-is-not-cut-short", said({FINDING: "title: 'Undo #12'\npriority: p1 # agreed"})) == []


def test_the_login_of_a_managed_user_is_one(said: Said) -> None:
    assert shown(said({FINDING: "assignees: [jane_acme, octo-cat]"})) == []
    assert len(of("schema", said({FINDING: "assignees: [_jane]"}))) == 1


def test_a_number_is_said_as_it_is_written(said: Said) -> None:
    (item,) = of("schema", said({README: "tags: [a, 1.10] # quoted"}))
    assert "`1.10`" in item.message
    assert "1.1`" not in item.message + item.hint
    assert example.INCIDENT in item.location.path
