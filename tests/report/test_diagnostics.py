"""Diagnostics on a terminal (what is shown, where the caret is, what is never shown) and as JSON."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pytest

from pipeline.diagnostic import Diagnostic, Location, Severity
from pipeline.host.characters import harmless
from pipeline.report.diagnostics import as_json, as_text, summary
from pipeline.report.terminal import wants_colour
from pipeline.text.width import text_width
from pipeline.validation.fast_validator import is_valid


def diagnostic(line: int = 1, column: int = 1, path: str = "a.md", **words: str) -> Diagnostic:
    severity = Severity(words.get("severity", "error"))
    place = Location(path, line, column)
    return Diagnostic(place, words.get("rule", "yaml"), severity, words.get("message", "wrong"), words.get("hint", ""))


def lines(source: str, column: int, width: int = 0) -> list[str]:
    return list(as_text([diagnostic(1, column)], lambda _path, _line: source, width=width))


def test_a_diagnostic_is_its_place_its_words_its_line_and_what_would_be_right() -> None:
    found = [diagnostic(3, 8, message="no `x`", hint="write `y`"), diagnostic(path="b.md", severity="warning")]
    sources = {("a.md", 3): "owner: x", ("b.md", 1): None}
    assert list(as_text(found, lambda path, line: sources[path, line])) == [
        "a.md",
        "  3:8 error: no `x` [yaml]",
        "      | owner: x",
        "      |        ^",
        "      write `y`",
        "",
        "b.md",
        "  1:1 warning: wrong [yaml]",
        "",
    ]


@pytest.mark.parametrize(
    ("source", "column", "places"),
    [
        ("owner: x", 8, 7),
        ("owner:\tx", 8, 7),
        ("漏洩 x", 4, 5),
        ("é x", 3, 2),
        ("e\u0301 x", 4, 2),
        ("😀😀 x", 4, 5),
        ("한국어: x", 6, 8),
        ("ﾊﾝｶｸ x", 6, 5),
        ("a\x1b[31mx", 6, 5),
        ("\u202eabc x", 6, 5),
        ("👩\u200d🚀 x", 5, 5),
    ],
)
def test_the_caret_stands_below_its_character(source: str, column: int, places: int) -> None:
    shown, caret = lines(source, column)[2:4]
    assert caret == f"      | {' ' * places}^"
    assert text_width(shown.removeprefix("      | ")[: column - 1]) == places
    assert harmless(shown) == shown


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("text", ["abc " * 300, "漏洩" * 600, "é😀" * 600], ids=["Latin", "Japanese", "mixed"])
@pytest.mark.parametrize("column", [1, 30, 90, 500, 1190, 5000])
def test_a_long_line_is_shown_around_its_place_within_the_width(text: str, column: int, width: int) -> None:
    shown, caret = lines(text, column, width)[2:4]
    assert text_width(shown) <= width
    assert text_width(caret) <= width
    if column == 1:
        assert text.startswith(shown.removeprefix("      | "))


@pytest.mark.parametrize("width", [80, 120])
def test_words_are_wrapped_to_the_terminal_and_not_elsewhere(width: int) -> None:
    found = [diagnostic(message="what is wrong " * 20, hint="what would be right " * 20)]
    assert max(map(len, as_text(found, lambda _path, _line: None, width=width))) <= width
    assert max(map(len, as_text(found, lambda _path, _line: None))) > 280


def test_a_line_with_a_secret_is_not_shown_again() -> None:
    found = [diagnostic(1), replace(diagnostic(1), hides_source=True), diagnostic(2)]
    shown = list(as_text(found, lambda _path, line: f"line {line}"))
    assert [line for line in shown if "| line" in line] == ["      | line 2"]


def test_what_an_author_wrote_cannot_steer_the_terminal() -> None:
    found = [diagnostic(path="a\x1b[2J.md", message="no `\x1b]0;x\x07`", hint="\u202ewrite\nsomething")]
    assert all(line.isprintable() for line in as_text(found, lambda _path, _line: "\x1b[31m\u2066x"))


def test_colours_change_nothing_but_colours() -> None:
    found = [diagnostic(1, 3, message="error: [yaml] here", hint="so"), diagnostic(2, severity="warning")]
    plain = list(as_text(found, lambda _path, _line: "owner: x", width=80))
    coloured = list(as_text(found, lambda _path, _line: "owner: x", width=80, colour=True))
    assert plain != coloured
    assert [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in coloured] == plain


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "wanted"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    stream: io.StringIO, environment: dict[str, str], *, wanted: bool
) -> None:
    assert wants_colour(stream, environment) is wanted


@pytest.mark.parametrize(
    ("severities", "words"),
    [
        ([], "2 incidents checked, no problems found"),
        (["error"], "2 incidents checked: 1 error, 0 warnings in 1 file"),
        (["waived"], "2 incidents checked, no problems found, 1 waived"),
        (["error", "error", "warning"], "2 incidents checked: 2 errors, 1 warning in 1 file"),
    ],
)
def test_the_summary_counts(severities: list[str], words: str) -> None:
    assert summary([diagnostic(severity=severity) for severity in severities], 2) == words


def test_the_json_matches_its_schema_with_any_text() -> None:
    odd = "a: c% <b>`x`</b> @alice\n## no\r\x1b[31m|"
    content = json.loads(as_json([diagnostic(path="é/😀.md", message=odd, hint=odd)]))
    assert is_valid("check", content)
    assert content["diagnostics"][0]["message"] == odd
