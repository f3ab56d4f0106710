"""The words of an exported Markdown file, as GitHub shows them, are those of its blocks."""

from __future__ import annotations

import html
import re

import cmarkgfm
from hypothesis import given
from hypothesis import strategies as st

from pipeline.exchange.single_file.flow import Block, Paragraph, Run, Table
from pipeline.exchange.single_file.markdown_file import markdown_file

ADDRESSES = st.sampled_from(["", "https://example.com/x_(y)?q=1&b=2|<"])
RUNS = st.lists(
    st.builds(
        Run,
        text=st.text(st.sampled_from("ab1 \n.`*_~|<>&#+-=:!()[]\\\"'/@;"), min_size=1, max_size=12),
        bold=st.booleans(),
        italic=st.booleans(),
        code=st.booleans(),
        address=ADDRESSES,
    ),
    min_size=1,
    max_size=4,
).map(tuple)
PARAGRAPHS = st.builds(
    Paragraph,
    runs=RUNS,
    level=st.sampled_from([0, 0, 0, 2]),
    depth=st.integers(0, 3),
    number=st.sampled_from([0, 1, 12, 123]),
    quoted=st.booleans(),
    continues=st.booleans(),
)
ROWS = st.lists(RUNS, min_size=2, max_size=2).map(tuple)
TABLES = st.builds(Table, st.lists(ROWS, min_size=1, max_size=3).map(tuple))


def words(text: str) -> str:
    return "".join(text.split())


def written(block: Block) -> str:
    assert isinstance(block, Paragraph | Table)
    runs = block.runs if isinstance(block, Paragraph) else [run for row in block.rows for cell in row for run in cell]
    return "".join(run.text for run in runs)


@given(st.lists(st.one_of(PARAGRAPHS, TABLES), min_size=1, max_size=4))
def test_no_character_is_taken_for_markdown(blocks: list[Block]) -> None:
    page = cmarkgfm.github_flavored_markdown_to_html(markdown_file(blocks, "For everybody"))
    shown = html.unescape(re.sub(r"<[^>]*>", "", page))
    assert words(shown) == words("".join(map(written, blocks)) + "For everybody")
