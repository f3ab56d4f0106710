"""A Japanese site of Japanese incidents, as its readers get it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipeline.site.data import SiteData
from pipeline.site.generator.build import build_site
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles
from tests.site import builders
from tests.site.served import serving
from tests.site.test_language import Texts

WORD = re.compile(r"[A-Za-z]{2,}")
NAMES = {
    # A path that a disagreement names.
    "docs",
    "sops",
    "md",
    "TLP",
    "CSV",
    "JavaScript",
    "CLEAR",
    "SEV",
    "UTC",
    "SHA",
    "GitHub",
    "Issue",
    "example",
    "org",
    "index",
    "Example",
    "Org",
    "identity",
    "log",
    "txt",
    "https",
    "postmortems",
    "incidents",
    "leaked",
    "token",
}
"""What Japanese writes in Latin letters: standards, names of products and files, ids, a page's address."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("japanese")
    build_site(SiteFiles(render(spoken(builders.full_of("漏えい"))), {}), folder / "tree", folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


def spoken(site: SiteData) -> SiteData:
    return replace(site, config=replace(site.config, site=replace(site.config.site, language="ja")))


def test_the_site_says_nothing_in_english(site: Path) -> None:
    for path in site.rglob("*.html"):
        texts = Texts(path.read_text(encoding="utf-8")).texts
        assert {word for text in texts for word in WORD.findall(text)} <= NAMES, path


def test_every_page_says_that_it_is_japanese(site: Path) -> None:
    assert [path for path in site.rglob("*.html") if '<html lang="ja"' not in path.read_text(encoding="utf-8")] == []


def test_dates_and_durations_are_japanese() -> None:
    timeline = builders.timeline(
        builders.event("2025", milestone="started"),
        builders.event("2026-01-10T09:00Z", milestone="detected"),
        builders.event("2026-01-10T11:31Z", milestone="contained"),
    )
    page = str(render(spoken(builders.site(builders.incident(timeline=timeline))))[builders.PAGE])
    assert ">2025年</time>" in page
    assert ">2026年1月10日 09:00 UTC</time>" in page
    assert '<dd class="pm-nowrap">2時間31分</dd>' in page


def test_headings_that_a_check_asks_for_are_japanese_under_the_same_anchors(tmp_path: Path) -> None:
    report = builders.prose("## What happened\n\n漏えい。[E1]\n\n## What else\n\n漏えい。", "README.md")
    site = builders.site(builders.incident(body=report))
    build_site(SiteFiles(render(spoken(site)), {}), tmp_path / "tree", tmp_path / "out")
    html = (tmp_path / "out" / "incidents" / builders.ID / "index.html").read_text(encoding="utf-8")
    assert re.findall('<h2 id="(what-[a-z]+)">([^<]+)<', html) == [
        ("what-happened", "起きたこと"),
        ("what-else", "What else"),
    ]
    assert "What happened" not in html
    assert ">判明したこと</h4>" in html


def test_the_search_finds_japanese(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.click(".pm-search-open")
    page.fill(".pm-search input", "漏えい")
    page.wait_for_selector(".pm-search__result")
    assert page.inner_text(".pm-search__status") == "1件のインシデントが見つかりました"
    page.close()
