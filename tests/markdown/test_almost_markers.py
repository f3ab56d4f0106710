"""Restricted passages: a marker is exactly right, or it withholds."""

from __future__ import annotations

import pytest

from pipeline.markdown.restricted import for_audience, markers
from tests.markdown.almost_comments import (
    COMMENTS,
    ENCODED,
    INVISIBLE,
    LEVELS_ALONE,
    LOOKALIKES,
    OTHER_COMMENTS,
)
from tests.markdown.almost_lines import HARMLESS, LINES, MORE_LINES, ORDINARY

AMBER, END = "<!-- tlp:amber -->", "<!-- /tlp -->"

UNCLEAR = [*COMMENTS, *INVISIBLE, *LOOKALIKES, *OTHER_COMMENTS, *LINES, *ENCODED, *LEVELS_ALONE, *MORE_LINES]


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_reads_like_a_marker_withholds_what_follows(text: str) -> None:
    body = f"## Before\n\nSeen.\n\n{text}\nSECRET\n"
    assert "?" in [marker.level for marker in markers(body)]
    assert "SECRET" not in for_audience(body, "red").text
    assert for_audience(body, "clear").text.startswith("## Before\n\nSeen.\n\n")


@pytest.mark.parametrize("text", [*HARMLESS, *ORDINARY])
def test_a_text_about_tlp_is_no_marker(text: str) -> None:
    body = f"## Before\n\n{text}\nGoes on.\n"
    assert markers(body) == ()
    assert for_audience(body, "clear").text == body


def test_the_tables_are_long_enough() -> None:
    assert len(set(UNCLEAR)) >= 250
    assert len(set(HARMLESS)) >= 60


@pytest.mark.parametrize(
    "marker",
    [AMBER, "<!--tlp:amber-->", "<!--\ntlp:\namber\n-->", "<!-- TLP:Amber -->", "<!--\ttlp: amber -->"],
)
def test_a_marker_that_is_exactly_right_names_its_level(marker: str) -> None:
    assert [one.level for one in markers(f"a {marker} b {END} c")] == ["amber", ""]
    assert for_audience(f"a {marker} b {END} c", "green").text == "a  c"
    assert for_audience(f"a {marker} b {END} c", "amber").text == "a  b  c"


def test_a_line_that_names_it_more_often_than_any_sentence_is_unclear() -> None:
    assert [one.level for one in markers("It was tlp:amber for them, " * 20)] == ["?"]


@pytest.mark.parametrize("around", ["`{}`", "```\n{}\n```", "    {}", "> {}", "- {}", "\\{}", "| {} |"])
def test_a_marker_in_code_or_in_any_block_is_a_marker(around: str) -> None:
    assert [one.level for one in markers(around.format(f"{AMBER}SECRET{END}"))] == ["amber", ""]


def test_an_end_where_nothing_is_open_withholds_all_above_it() -> None:
    text = f"SECRET {END} seen"
    assert for_audience(text, "amber").text == " seen"
    assert for_audience(text, "red").text == "SECRET  seen"


def test_what_an_unclear_marker_stands_behind_is_withheld_to_the_start_of_its_paragraph() -> None:
    text = f"Seen.\n\nSECRET one {AMBER}two{END} three\n{{.tlp-red}}\n"
    assert for_audience(text, "amber", "[withheld]").text == "Seen.\n\n[withheld]"


@pytest.mark.parametrize("value", ["tlp", "TLP:AMBER", "TLP:AMBER: what the vendor wants", "Traffic light: red"])
def test_a_value_of_front_matter_may_be_a_level(value: str) -> None:
    assert markers(value) == ()


@pytest.mark.parametrize("value", [*COMMENTS, *INVISIBLE, *LOOKALIKES])
def test_a_value_of_front_matter_may_hold_no_almost_marker(value: str) -> None:
    assert "?" in [marker.level for marker in markers(f"a {value}")]
