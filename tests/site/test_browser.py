"""The built site of the real incidents, as a browser shows it and as a crawler finds it."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Request

from pipeline.site.generator.build import build_site
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles
from tests.site import builders
from tests.site.served import NoScripts, Quiet, Scheme, pages, serving

BROKEN_BADGES = """[...document.querySelectorAll('.pm-badge')]
    .filter(badge => !/[\\s-]/.test(badge.textContent.trim()))
    .filter(badge => badge.clientHeight > 2 * parseFloat(getComputedStyle(badge).lineHeight))
    .map(badge => badge.textContent)"""
"""The badges of one word that take more than one line."""


@pytest.mark.parametrize(("scheme", "widths"), [("light", (360, 1440)), ("dark", (1440, 360))])
def test_every_page_fits_and_asks_no_other_host(
    browser: Browser, address: str, built: Path, scheme: Scheme, widths: tuple[int, int]
) -> None:
    """Whether it is loaded at a width or brought to it."""
    troubles: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            troubles.append(f"{page.url}: {message.text}")

    def asked(request: Request) -> None:
        elsewhere = urlsplit(request.url).hostname != "127.0.0.1" and not request.url.startswith("data:")
        if elsewhere or request.url.endswith("/sitemap.xml"):  # which grows with the site
            troubles.append(f"{page.url} asks {request.url}")

    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    page.on("request", asked)
    for path in pages(built):
        page.set_viewport_size({"width": widths[0], "height": 900})
        page.goto(address + path, wait_until="load")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            across = page.evaluate("document.scrollingElement.scrollWidth")
            if across > width:
                troubles.append(f"{path} is {across} pixels wide at {width}")
            troubles += [f"{path} breaks the word {word} at {width}" for word in page.evaluate(BROKEN_BADGES)]
    shown = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert troubles == []
    assert (shown == "rgb(255, 255, 255)") is (scheme == "light")


TRICK = (
    "x</title></h1></script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    '" onmouseover="window.ran = 1" autofocus onfocus="window.ran = 1" '
    "[y](javascript:window.ran=1) <svg onload=window.ran=1>"
)


def test_nothing_that_an_author_writes_runs(browser: Browser, tmp_path: Path) -> None:
    build_site(SiteFiles(render(builders.full_of(TRICK)), {}), tmp_path / "tree", tmp_path / "out")
    page = browser.new_page()
    with serving(tmp_path / "out") as address:
        for path in pages(tmp_path / "out"):
            page.goto(address + path, wait_until="load")
            if path != "search/":
                page.click(".pm-search-open")
            page.fill(".pm-search input", "onmouseover")
            page.wait_for_selector(".pm-search__result")
            assert page.evaluate("window.ran") is None, path
            assert page.locator("[onerror], [onfocus], [onload], [href^=javascript\\:window]").count() == 0, path
    page.close()


class Found(HTMLParser):
    """The ids of a page, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given[name] or "" for name in ("href", "src") if name in given and tag != "base"]


def test_every_link_and_anchor_resolves(built: Path) -> None:
    read = {path: Found((built / path / "index.html").read_text(encoding="utf-8")) for path in pages(built)}
    broken = []
    for path, page in read.items():
        for link in page.links:
            target = urlsplit(urljoin(f"https://site.test/{path}", link))
            if target.netloc != "site.test" or not link:
                continue
            place = unquote(target.path.removeprefix("/"))
            known = read.get(place)
            if known is None and not (built / place).is_file():
                broken.append(f"{path}: {link}")
            elif target.fragment and (known is None or unquote(target.fragment) not in known.ids):
                broken.append(f"{path}: {link} has no such anchor")
    assert broken == []


def test_no_id_stands_twice_on_a_page(built: Path) -> None:
    for path in pages(built):
        ids = Found((built / path / "index.html").read_text(encoding="utf-8")).ids
        assert sorted(set(ids)) == sorted(ids), path


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("renamed")
    build_site(
        SiteFiles(render(builders.site(builders.incident(aliases=("2026-01-10-old",)))), {}),
        folder / "tree",
        folder / "out",
    )
    return folder / "out"


@pytest.mark.parametrize(
    ("kind", "options", "anchor"),
    [(Quiet, {}, "#F02"), (Quiet, {"java_script_enabled": False}, ""), (NoScripts, {}, "")],
    ids=["scripts", "no scripts", "a policy that allows no script"],
)
def test_an_old_address_leads_to_the_page(
    browser: Browser, renamed: Path, kind: type[Quiet], options: dict[str, Any], anchor: str
) -> None:
    page = browser.new_page(**options)
    with serving(renamed, kind) as address:
        page.goto(f"{address}incidents/2026-01-10-old/#F02")
        page.wait_for_url(f"{address}incidents/{builders.ID}/{anchor}")
    page.close()


def test_an_old_address_is_in_no_sitemap_and_no_search(renamed: Path) -> None:
    plain = (renamed / "sitemap.xml").read_bytes()
    assert gzip.decompress((renamed / "sitemap.xml.gz").read_bytes()) == plain
    assert builders.ID.encode() in plain
    assert b"2026-01-10-old" not in plain
    assert b"404" not in plain
    (found,) = [gzip.decompress(path.read_bytes()) for path in (renamed / "pagefind" / "fragment").iterdir()]
    assert f'"url":"/incidents/{builders.ID}/"'.encode() in found


def test_the_sitemap_dates_a_page_by_what_it_shows(renamed: Path) -> None:
    dates = re.findall(r"<loc>(.*?)</loc>\s*<lastmod>(.*?)</lastmod>", (renamed / "sitemap.xml").read_text("utf-8"))
    assert dict(dates)[f"{builders.CONFIG.site.url}incidents/{builders.ID}/"] == "2026-02-20"
    assert dict(dates)[builders.CONFIG.site.url] == str(builders.TODAY)


class Told(HTMLParser):
    """What the head of a page tells machines."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("property") or given.get("name") or (given.get("rel") if tag == "link" else None)
        if name:
            self.said.setdefault(name, given.get("content") or given.get("href"))


def test_a_page_says_what_a_link_preview_shows(renamed: Path) -> None:
    said = Told((renamed / "incidents" / builders.ID / "index.html").read_text("utf-8")).said
    home = f"{builders.CONFIG.site.url}incidents/{builders.ID}/"
    assert {name: said[name] for name in said if name.startswith(("og:", "twitter:"))} == {
        "og:type": "article",
        "og:title": "A token was readable",
        "og:description": "A token was readable for two days.",
        "og:site_name": "Postmortems",
        "og:url": home,
        "twitter:card": "summary",
    }
    assert (said["canonical"], said["alternate feed"], said["description"]) == (
        home,
        "../../feed.xml",
        said["og:description"],
    )


def test_a_built_site_is_the_same_twice(renamed: Path, tmp_path: Path) -> None:
    tree = render(builders.site(builders.incident(aliases=("2026-01-10-old",))))
    build_site(SiteFiles(tree, {}), tmp_path / "tree", tmp_path / "out")
    assert contents(tmp_path / "out") == contents(renamed)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
