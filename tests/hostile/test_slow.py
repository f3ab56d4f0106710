"""Attack: a text within the size limits that fills the memory or the site."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.site.search.text import searchable
from tests.example import FINDING_PATH
from tests.hostile.long_texts import GERMAN, UNITS, filled
from tests.hostile.putting_out import Attack, put_out, said

SHARE = 1 if settings().max_examples > 1000 else 0.25
"""Of the limits of a body: all of them takes minutes, and is for `pytest --hypothesis-profile long`."""


@pytest.mark.parametrize("name", UNITS)
def test_a_long_body_is_read_and_put_out(name: str, tmp_path: Path) -> None:
    text = f"\n## More\n\n{filled(name, SHARE)}\n"
    root = Attack(added={"README.md": text, FINDING_PATH: text}).write(tmp_path)
    assert "readable" not in {one.rule for one in said(root)}
    assert sum(map(len, put_out(root).values())) < 1_000_000 + 60 * len(text.encode())


def test_a_long_word_is_not_cut_up_without_end() -> None:
    page = searchable(f"<p>{GERMAN}{'zugriffsschluessel' * 20_000}</p>")
    assert len(page) < 2_000_000


def test_the_end_of_a_word_that_nobody_types_is_not_indexed() -> None:
    assert (
        searchable(f'<h2 id="{"a" * 300}">{"eyJ" * 10_000} b</h2>')
        == f'<h2 id="{"a" * 300}">{("eyJ" * 67)[:200]} b</h2>'
    )
