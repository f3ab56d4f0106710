"""What words are reported, and how a team changes the lists."""

import pytest

from pipeline.diagnostic import Severity
from tests.check.edited import FINDING, Said, of


def body(text: str) -> tuple[str, str]:
    return "", f"## What happened\n\nIt began.\n\n{text}\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The engineer should have checked it.", "should have checked"),
        ("She should\nhave known.", "should have known"),
        ("They shouldn\u2019t have merged it.", "shouldn\u2019t have"),
        ("A Careless click.", "Careless"),
        ("It was done carelessly.", "carelessly"),
        ("The cause was human error.", "human error"),
    ],
)
def test_blame_is_reported_where_it_stands(said: Said, text: str, words: str) -> None:
    (found,) = of("nobody-is-blamed", said({"README.md": body(text)}))
    assert found.severity is Severity.WARNING
    assert f"`{words}`" in found.message
    assert found.location.column == text.index(words.split(maxsplit=1)[0]) + 1


@pytest.mark.parametrize(
    "text",
    [
        "Every token should have an expiry date.",
        "Tokens should have at least one owner.",
        "The option `careless` was set.",
        "<!-- a careless author -->",
        "The page at fault showed a human-readable error.",
    ],
)
def test_what_blames_nobody_is_not_reported(said: Said, text: str) -> None:
    assert of("nobody-is-blamed", said({"README.md": body(text)})) == []


def test_blame_in_front_matter_is_reported_too(said: Said) -> None:
    found = said({"timeline.md": "events: [{at: 2026-01-08, what: A careless click., evidence: [E1]}]"})
    assert [item.location.path.rpartition("/")[2] for item in of("nobody-is-blamed", found)] == ["timeline.md"]


def test_a_team_adds_phrases_and_takes_them_off(said: Said) -> None:
    config = "words: {blame: {careless*: false, clueless: Say what was not known.}}\n"
    found = of("nobody-is-blamed", said({"README.md": body("A careless, clueless click.")}, config))
    assert [(item.message, item.hint) for item in found] == [("`clueless` blames somebody", "Say what was not known.")]


def test_a_team_may_have_no_phrases_at_all(said: Said) -> None:
    assert of("nobody-is-blamed", said({"README.md": body("Fine.")}, "words: {blame: {sloppy: false}}\n")) == []


@pytest.mark.parametrize(
    "title",
    [
        "Incident",
        "Outage",
        "Security incident of 3 March",
        "Identity",
        "Outage of the identity service",
        "Data breach 2026",
    ],
)
def test_a_title_that_says_nothing_is_reported(said: Said, title: str) -> None:
    (found,) = of("title-says-something", said({"README.md": f"title: {title}"}))
    assert found.severity is Severity.WARNING
    assert (found.location.line, found.location.column) == (2, 8)


@pytest.mark.parametrize(
    "title", ["Outage of the payment page", "Log4Shell", "Kubernetes logs were lost", "\u969c\u5bb3\u5831\u544a"]
)
def test_a_title_that_says_something_is_not_reported(said: Said, title: str) -> None:
    assert of("title-says-something", said({"README.md": f"title: {title}"})) == []


@pytest.mark.parametrize("title", ["Fix the issue", "Improve security", "Handle it better"])
def test_a_findings_title_says_what_to_change(said: Said, title: str) -> None:
    assert of("title-says-something", said({FINDING: f"title: {title}"}))


def test_a_team_changes_the_words_that_say_nothing(said: Said) -> None:
    config = "words: {empty_titles: {outage: false, glitch: true}}\n"
    assert of("title-says-something", said({"README.md": "title: Outage"}, config)) == []
    assert of("title-says-something", said({"README.md": "title: Glitch"}, config))


@pytest.mark.parametrize("text", ["TBD", "- [ ] todo", "...", "**To be written**", "n/a"])
def test_a_placeholder_is_no_section(said: Said, text: str) -> None:
    found = said({"README.md": ("", f"## Key takeaways\n\n{text}\n")})
    assert [item.message for item in of("placeholder-is-replaced", found)] == [
        "`## Key takeaways` is only a placeholder"
    ]


def test_a_section_that_only_begins_with_a_placeholder_says_something(said: Said) -> None:
    text = "## Key takeaways\n\nTBD\n\nTokens have to end by themselves.\n"
    assert of("placeholder-is-replaced", said({"README.md": ("", text)})) == []


@pytest.mark.parametrize("item", ["done", "Fixed.", "TBD", "", "to be decided", "[x] It works"])
def test_an_item_that_says_nothing_is_reported(said: Said, item: str) -> None:
    found = of("done-when-says-something", said({FINDING: ("", f"## Done when\n\n- A token is refused\n- {item}\n")}))
    assert [entry.location.line for entry in found] == [29]


def test_an_item_may_go_on_and_may_be_in_any_script(said: Said) -> None:
    items = "- A\n  token is\n  refused\n- \u53e4\u3044\u30c8\u30fc\u30af\u30f3\u306f\u62d2\u5426\n1. One two three\n"
    assert of("done-when-says-something", said({FINDING: ("", f"## Done when\n\n{items}")})) == []
