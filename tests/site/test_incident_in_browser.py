"""The pages of the real incidents, as a browser shows and prints them."""

import html
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import pipeline.site
from tests.site.served import pages

ASSETS = Path(pipeline.site.__file__).parent / "assets"
TAKEOVER = "incidents/2023-11-22-account-takeover/"
FIRST = "#T1 time"
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".pm-picture > svg text")].map((text) => {
    const all = [text.getBoundingClientRect()];
    const least = (side) => Math.min(...all.map((box) => box[side]));
    const most = (side) => Math.max(...all.map((box) => box[side]));
    const said = text.textContent;
    return { said, left: least("left"), right: most("right"), top: least("top"), bottom: most("bottom") };
  });
  const edge = document.querySelector(".pm-picture > svg")?.getBoundingClientRect();
  const outside = boxes.filter((box) => box.left < edge.left || box.right > edge.right || box.bottom > edge.bottom);
  // Lines of text touch where a font's boxes are higher than its letters.
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom;
  return [...outside, ...boxes.filter((a, at) => boxes.slice(at + 1).some((b) => meet(a, b)))].map((box) => box.said);
}"""


def incidents(built: Path) -> list[str]:
    return [path for path in pages(built) if re.fullmatch(r"incidents/[^/]+/", path)]


@pytest.fixture
def tokyo(browser: Browser) -> Iterator[Page]:
    """A page of a reader in Japan."""
    context = browser.new_context(timezone_id="Asia/Tokyo")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_label_of_a_picture_meets_another_or_leaves_it(
    browser: Browser, address: str, built: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    found = {}
    for path in incidents(built):
        page.goto(address + path)
        page.click(".pm-overview > summary")
        found[path] = page.evaluate(OVERLAPS)
    page.close()
    assert found == {path: [] for path in found}
    assert len(found) > 1


def test_times_change_to_the_readers_zone_by_keyboard_and_back(tokyo: Page, address: str) -> None:
    tokyo.goto(address + TAKEOVER)
    assert tokyo.inner_text(FIRST) == "2023-11-22 08:42:33 UTC"
    tokyo.focus(".pm-zone button[value=local] >> nth=0")
    tokyo.keyboard.press("Enter")
    assert tokyo.inner_text(FIRST) == "2023-11-22 17:42:33 UTC+9"
    assert tokyo.inner_text("#T9 time") == "2023-11-23 00:53 UTC+9"
    assert tokyo.text_content("[data-at] >> nth=0") == "2023-11-22 17:42"
    assert "Asia/Tokyo" in tokyo.inner_text(".pm-zone [role=status] >> nth=1")
    assert tokyo.get_attribute(".pm-zone button[value=local] >> nth=1", "aria-pressed") == "true"
    tokyo.focus(".pm-zone button[value=utc] >> nth=0")
    tokyo.keyboard.press("Enter")
    assert tokyo.inner_text(FIRST) == "2023-11-22 08:42:33 UTC"


def test_a_day_is_the_same_in_every_zone(tokyo: Page, address: str) -> None:
    tokyo.goto(address + TAKEOVER)
    tokyo.click(".pm-zone button[value=local] >> nth=1")
    assert tokyo.inner_text("#T10 time") == "2023-12-04"


def test_the_choice_of_the_zone_is_remembered(tokyo: Page, address: str) -> None:
    tokyo.goto(address + TAKEOVER)
    tokyo.click(".pm-zone button[value=local] >> nth=0")
    tokyo.goto(f"{address}incidents/2024-06-28-leaked-admin-token/")
    assert tokyo.inner_text("#T5 time") == "2024-06-28 20:09 UTC+9"


def test_the_zone_of_the_report_is_a_click_away(tokyo: Page, address: str) -> None:
    tokyo.goto(f"{address}incidents/2024-06-28-leaked-admin-token/")
    tokyo.click("text=The report's zone, America/New_York >> nth=0")
    assert tokyo.inner_text("#T5 time") == "2024-06-28 07:09 UTC-4"
    assert tokyo.inner_text(".pm-zone [role=status] >> nth=0") == "Times of day are in America/New_York."


def test_an_hour_that_the_clocks_of_a_zone_showed_twice_has_its_offsets_there(tokyo: Page) -> None:
    names = {"short": "yyyy-MM-dd HH:mm", "minute": "yyyy-MM-dd HH:mm 'UTC'", "second": "yyyy-MM-dd HH:mm:ss 'UTC'"}
    tokyo.set_content(
        f"""<p class="pm-zone"><span role="status"></span><span role="group" data-said="{{zone}}"
        data-patterns="{html.escape(json.dumps(names))}"><button value="utc" data-zone="UTC">UTC</button>
        <button value="report" data-zone="America/New_York">New York</button></span></p>
        <svg><text><tspan data-at="2025-11-02T05:30Z" data-twice="">05:30</tspan> or
        <tspan data-at="2025-11-02T06:30Z" data-twice="">06:30</tspan></text></svg>"""
    )
    tokyo.evaluate("window.__md_get = () => 'report'")
    tokyo.add_script_tag(path=ASSETS / "incident.js")
    assert " ".join((tokyo.text_content("svg text") or "").split()) == (
        "2025-11-02 01:30 UTC-4 or 2025-11-02 01:30 UTC-5"
    )


@pytest.mark.parametrize(
    "options", [{"timezone_id": "Asia/Tokyo", "java_script_enabled": False}, {"timezone_id": "UTC"}]
)
def test_where_a_choice_does_nothing_there_is_none(browser: Browser, address: str, options: dict[str, Any]) -> None:
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(address + TAKEOVER)
    assert page.locator(".pm-zone button:visible").count() == 0
    assert page.locator(".pm-zone [role=status]").first.inner_text() == "Times of day are in UTC."
    page.click(".pm-overview > summary")
    assert page.locator(".pm-picture > svg").is_visible()
    context.close()


def test_the_citation_is_copied(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + TAKEOVER)
    page.click("[data-copy]")
    page.wait_for_function("document.querySelector('[data-copy]').textContent === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.inner_text("#Citation")
    assert copied.endswith(TAKEOVER)
    context.close()


def test_paper_has_no_navigation_and_no_dark_colours(browser: Browser, address: str, built: Path) -> None:
    context = browser.new_context(viewport={"width": 680, "height": 900}, color_scheme="dark", timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.emulate_media(media="print")
    for path in incidents(built):
        page.goto(address + path)
        visible = page.locator("header, .md-tabs, .md-sidebar, footer, button, .headerlink").locator("visible=true")
        assert visible.count() == 0, path
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 680, path
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--pm-bad')") == "#b3261e"
    link = "[...document.querySelectorAll('.pm-evidence a[rel]')][0]"
    assert "https://" in page.evaluate(f"getComputedStyle({link}, '::after').content")
    context.close()


def test_the_page_of_a_real_incident_is_small(built: Path) -> None:
    sizes = {path: (built / path / "index.html").stat().st_size for path in incidents(built)}
    assert {path: size for path, size in sizes.items() if size > 100_000} == {}


def test_headings_go_down_one_level_at_a_time(built: Path) -> None:
    for path in incidents(built):
        html = (built / path / "index.html").read_text(encoding="utf-8")
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
        assert levels.count(1) == 1, path
        assert all(below <= above + 1 for above, below in pairwise(levels)), path


def test_the_focus_is_seen(tokyo: Page, address: str) -> None:
    tokyo.goto(address + TAKEOVER)
    tokyo.locator(".pm-badges a").first.focus()
    for _ in range(12):
        tokyo.keyboard.press("Tab")
        assert tokyo.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
