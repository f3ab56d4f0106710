"""The search of a built site, as a reader meets it: in a browser, over HTTP, under the site's policy."""

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response

from pipeline.model import Incident
from pipeline.site.data import SiteData
from pipeline.site.generator.build import build_site
from pipeline.site.render import render
from pipeline.site.search import index
from pipeline.site.tree import SiteFiles
from tests.site import builders
from tests.site.served import serving

ENGLISH = "The runner of a build kept a token in its cache. An attacker read the cache and published a release."
JAPANESE = "管理者のアクセストークンが公開イメージから漏えいしていることが判明し、直ちに失効させた。"
GERMAN = (
    "Der Zugriffsschlüssel des Dienstes lag in einem öffentlichen Abbild und wurde nicht gesperrt. "
    "Die Häuser der Kunden an der Straße sind nicht betroffen.\n\n"
    "### Clientzertifikatsrotation\n\n- Serverzertifikat abgelaufen\n- `signaturwerkzeug`\n- Kontosperre"
)
MANY = 200


def report(name: str, title: str, text: str, **changes: object) -> Incident:
    body = builders.prose(f"## What happened\n\n{text}\n\n## Technical summary\n\nNothing else.", "README.md")
    return builders.another(f"2026-{name}", title=title, summary="Said below.", body=body, **changes)


def small() -> SiteData:
    return builders.site(
        builders.incident(),
        report("02-01-english", "A build kept a secret", ENGLISH, severity="sev1"),
        report("02-02-japanese", "トークンの漏えい", JAPANESE),
        report("02-03-german", "Ein Schlüssel im Abbild", GERMAN),
    )


def filler(number: int) -> Incident:
    """Four hundred words that no other incident has, and one that all have."""
    words = [f"x{hashlib.sha256(f'{number} {at}'.encode()).hexdigest()[:9]}" for at in range(400)]
    return report(f"03-01-{number:03}", f"Incident {number}", f"common {' '.join(words)}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    build_site(SiteFiles(render(small()), {}), folder / "tree", folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


@contextmanager
def reading(browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    """A page in which nothing is said on the console and nothing fails."""
    troubles: list[str] = []
    context = browser.new_context(**options)
    page = context.new_page()
    page.on("console", lambda message: troubles.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request", lambda asked: troubles.append(asked.url) if urlsplit(asked.url).hostname != "127.0.0.1" else None
    )
    page.goto(url)
    yield page
    context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def searching(browser: Browser, address: str) -> Iterator[Page]:
    """The page of the search, for one query after the other."""
    with reading(browser, f"{address}search/") as page:
        yield page


def ask(page: Page, query: str) -> list[str]:
    """The titles of what is found."""
    page.fill(".pm-search input", query)
    page.wait_for_function(
        "query => new URL(document.querySelector('.pm-search__link').href).searchParams.get('q') === query && "
        r"/\d|Nothing/.test(document.querySelector('.pm-search__status').textContent)",
        arg=query,
    )
    return page.locator(".pm-search__result > a").all_inner_texts()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kept cache", "A build kept a secret"),
        ("attackers", "A build kept a secret"),
        ("attack", "A build kept a secret"),
        ("トークン", "トークンの漏えい"),
        ("漏えい", "トークンの漏えい"),
        ("イメージから", "トークンの漏えい"),
        ("失効", "トークンの漏えい"),
        ("schlüssel", "Ein Schlüssel im Abbild"),
        ("zugriffsschlüssel", "Ein Schlüssel im Abbild"),
        ("zugriff", "Ein Schlüssel im Abbild"),
        ("dienst", "Ein Schlüssel im Abbild"),
        ("haus", "Ein Schlüssel im Abbild"),
        ("haeuser", "Ein Schlüssel im Abbild"),
        ("schlussel", "Ein Schlüssel im Abbild"),
        ("strasse", "Ein Schlüssel im Abbild"),
        ("zertifikat", "Ein Schlüssel im Abbild"),
        ("zertifikatsrotation", "Ein Schlüssel im Abbild"),
        ("rotation", "Ein Schlüssel im Abbild"),
        ("sperre", "Ein Schlüssel im Abbild"),
    ],
)
def test_a_word_in_any_language_is_found(searching: Page, query: str, found: str) -> None:
    assert ask(searching, query) == [found]


@pytest.mark.parametrize("query", ["zebra", "誤検知", "トーメン", "開公", "fahrrad", "werkzeug"])
def test_what_nobody_wrote_is_not_found(searching: Page, query: str) -> None:
    assert ask(searching, query) == []
    assert searching.inner_text(".pm-search__status") == f"Nothing found for “\u2068{query}\u2069”"


@pytest.mark.parametrize(
    ("query", "shown", "marked"),
    [
        ("schlüssel", "Der Zugriffsschlüssel des Dienstes lag", ["Zugriffsschlüssel"]),
        ("漏えい", "公開イメージから漏えいしていることが判明し、直ちに失効させた。", ["漏", "え"]),
    ],
)
def test_an_excerpt_shows_the_text_as_it_was_written(
    searching: Page, query: str, shown: str, marked: list[str]
) -> None:
    ask(searching, query)
    part = searching.locator(".pm-search__part:has(> a:text-is('What happened'))")
    assert shown in part.inner_text()
    assert part.locator("mark").all_inner_texts()[: len(marked)] == marked


@pytest.mark.parametrize("key", ["/", "s"])
def test_the_search_needs_only_a_keyboard(browser: Browser, address: str, key: str) -> None:
    with reading(browser, address) as page:
        page.keyboard.press(key)
        page.keyboard.type("live for ever.")
        page.keyboard.press("Backspace")
        page.locator(".pm-search__result").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.press("Escape")
        assert not page.locator(".pm-search-dialog").is_visible()


def test_a_result_leads_to_the_finding_that_says_it(browser: Browser, address: str) -> None:
    with reading(browser, address) as page:
        page.click(".pm-search-open")
        ask(page, "tokens live for ever")
        page.locator(".pm-search__part a", has_text="Expire tokens 01").first.click()
        page.wait_for_url(f"**/incidents/{builders.ID}/#F01")


def test_enter_leads_to_the_first_result(browser: Browser, address: str) -> None:
    with reading(browser, address) as page:
        page.keyboard.press("/")
        ask(page, "runner")
        page.keyboard.press("Enter")
        page.wait_for_url("**/incidents/2026-02-01-english/")


def test_a_query_and_its_filters_can_be_sent_to_somebody(browser: Browser, address: str) -> None:
    with reading(browser, address) as page:
        page.keyboard.press("/")
        ask(page, "read")
        page.locator("select[name=severity]").select_option(label="SEV1")
        page.wait_for_function("() => document.querySelector('.pm-search__link').href.includes('severity=sev1')")
        link = page.locator(".pm-search__link").evaluate("link => link.href")
    with reading(browser, link) as page:
        page.locator(".pm-search__result").first.wait_for()
        assert page.locator(".pm-search__result > a").all_inner_texts() == ["A build kept a secret"]
        assert page.locator(".pm-search__about").all_inner_texts() == ["2026-02-01 · SEV1"]
        assert page.input_value("select[name=severity]") == "sev1"
        page.fill(".pm-search input", "cache")
        page.wait_for_url("**/search/?q=cache&severity=sev1")


def test_without_javascript_the_search_leads_to_the_list(browser: Browser, address: str) -> None:
    with reading(browser, address, java_script_enabled=False) as page:
        page.click(".pm-search-open")
        page.click("noscript a")
        assert page.url == f"{address}incidents/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_dialog_fits(browser: Browser, address: str, width: int, scheme: str) -> None:
    with reading(browser, address, viewport={"width": width, "height": 700}, color_scheme=scheme) as page:
        page.keyboard.press("/")
        ask(page, "nothing")
        dialog = page.locator(".pm-search-dialog")
        box = dialog.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
        shown = dialog.evaluate("dialog => getComputedStyle(dialog).backgroundColor")
        assert (shown == "rgb(255, 255, 255)") is (scheme == "light")


def test_a_first_search_fetches_little_of_a_large_index(browser: Browser, tmp_path: Path) -> None:
    build_site(SiteFiles(render(builders.site(*map(filler, range(MANY)))), {}), tmp_path / "tree", tmp_path / "out")
    whole = sum(path.stat().st_size for path in (tmp_path / "out" / index.FOLDER).rglob("*") if path.is_file())
    fetched: dict[str, int] = {}

    def heard(response: Response) -> None:
        path = urlsplit(response.url).path
        if path.startswith("/pagefind/"):
            fetched[path] = (tmp_path / "out" / path.lstrip("/")).stat().st_size

    with serving(tmp_path / "out") as address, reading(browser, address) as page:
        page.on("response", heard)
        page.keyboard.press("/")
        assert ask(page, "common")[0].startswith("Incident")
    assert sum(path.endswith(".pf_fragment") for path in fetched) == 10
    assert sum(fetched.values()) < min(300_000, whole / 3)


def test_lists_and_what_is_no_page_are_not_indexed(site: Path) -> None:
    fragments = [gzip.decompress(path.read_bytes()) for path in (site / "pagefind" / "fragment").iterdir()]
    assert len(fragments) == len(small().corpus.incidents)
    assert all(b'"url":"/incidents/' in fragment for fragment in fragments)


def test_badges_and_the_note_on_times_are_in_no_excerpt(site: Path) -> None:
    fragments = [gzip.decompress(path.read_bytes()) for path in (site / "pagefind" / "fragment").iterdir()]
    assert not [text for text in fragments if b"TLP:CLEAR" in text or b"Times of day are in UTC" in text]


def test_the_same_pages_make_the_same_index(site: Path, tmp_path: Path) -> None:
    build_site(SiteFiles(render(small()), {}), tmp_path / "tree", tmp_path / "out")
    first, second = (
        {path.relative_to(root): path.read_bytes() for path in (root / "pagefind").rglob("*") if path.is_file()}
        for root in (site, tmp_path / "out")
    )
    assert first == second


def test_a_site_without_incidents_has_no_search(tmp_path: Path) -> None:
    nothing = builders.site()
    nothing = replace(nothing, corpus=replace(nothing.corpus, incidents=()))
    build_site(SiteFiles(render(nothing), {}), tmp_path / "tree", tmp_path / "out")
    assert not (tmp_path / "out" / index.FOLDER).exists()
    assert "pm-search-open" not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_site_in_another_language_is_searched_alike(browser: Browser, tmp_path: Path) -> None:
    japanese = replace(small().config, site=replace(small().config.site, language="ja"))
    build_site(SiteFiles(render(replace(small(), config=japanese)), {}), tmp_path / "tree", tmp_path / "out")
    with serving(tmp_path / "out") as address, reading(browser, f"{address}search/") as page:
        for query, title in (("schlüssel", "Ein Schlüssel im Abbild"), ("漏えい", "トークンの漏えい")):
            assert ask(page, query) == [title]
        assert page.evaluate("document.documentElement.lang") == "ja"
