"""What is searched of a page: its texts with words added, under the page's own anchors."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.site.generator.build import build_site
from pipeline.site.render import render
from pipeline.site.search.text import searchable
from pipeline.site.tree import SiteFiles
from tests.site import builders


def test_an_english_page_with_a_german_name_is_not_taken_for_german() -> None:
    page = (
        "<h1>Authentication</h1><p>Released under MIT, with a patch.</p><p>Karl von der Heide</p><h2>Certificates</h2>"
    )
    assert searchable(page) == page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_is_searched_has_the_anchors_of_the_page(tmp_path: Path, language: str) -> None:
    headings = ["What happened", "A & B <c> *d*", "A & B <c> *d*", "!!!", "__main__", "対応", "&amp; `code`", "E_1"]
    body = builders.prose("".join(f"## {text}\n\nText.\n\n" for text in headings), "README.md")
    shown = builders.site(builders.incident(title="What happened", body=body))
    shown = replace(shown, config=replace(shown.config, site=replace(shown.config.site, language=language)))
    build_site(SiteFiles(render(shown), {}), tmp_path / "tree", tmp_path / "out")
    page, searched = (
        re.findall(
            r'<h[1-6] id="([^"]*)"', (tmp_path / folder / "incidents" / builders.ID / "index.html").read_text("utf-8")
        )
        for folder in ("out", "tree/search")
    )
    assert searched == page
    assert len(set(page)) > len(headings)


def test_what_is_searched_is_text_in_sentences_between_headings() -> None:
    body = builders.prose("## What happened\n\nA *token*\n\n- was [used](https://example.org)!\n", "README.md")
    searched = str(render(builders.site(builders.incident(body=body)))[f"search/incidents/{builders.ID}/index.html"])
    assert set(re.findall(r"<(\w+)", searched)) == {"html", "body", "article", "h1", "h2", "h3", "h4", "p"}
    assert "A token. was used!" in " ".join(searched.split())
    assert "TLP:" not in searched
