"""Nothing that an author writes anywhere runs, loads, or moves what is around it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

from pipeline.site.data import SiteData
from tests.shared import once
from tests.site import hostile
from tests.site.served import build, pages, serving
from tests.site.test_browser import Found

PARTS = 4
"""In how many tests the pages are visited: several processes can run them at the same time."""
LOOK = """() => {
  const all = [...document.querySelectorAll("*")];
  const within = (selector) => [...document.querySelectorAll(selector)].map((one) =>
    `${selector} in ${one.parentElement.closest("article, main, header, footer, nav, body").localName}`);
  // The theme gives the code blocks of one section one id, which nothing refers to.
  const ids = all.map((one) => one.id).filter((id) => id && !id.startsWith("__code_"));
  return {
    ran: window.ran ?? null,
    handlers: all.flatMap((one) => one.getAttributeNames())
      .filter((name) => /^(on|style$|srcdoc$|formaction$)/.test(name)),
    schemes: [...new Set([...document.links].map((link) => link.protocol))].filter((one) =>
      !["http:", "https:", "mailto:"].includes(one)),
    foreign: [...document.querySelectorAll("script, link, img, iframe")].map((one) => one.src || one.href)
      .filter((url) => url && !url.startsWith(location.origin) && !url.startsWith("data:image/svg+xml")
        && !url.startsWith("https://example.org/postmortems/")),
    strange: [...document.querySelectorAll("base, object, embed, video, audio, math, plaintext, form")]
      .map((one) => one.className || one.localName).filter((name) => !/^(md-|pm-(search|filters)$)/.test(name)),
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
    landmarks: ["header.md-header", "nav.md-tabs", "main", "article", "footer.md-footer", "h1", ".pm-lead", "#Timeline",
      "#Evidence", "#E1", "#Actors", "#Findings", "#F01", ".pm-response", ".pm-factors",
      ".pm-indicators", ".pm-notifications", ".pm-card", ".pm-event"].flatMap(within),
    title: document.querySelector("h1").firstChild.textContent,
    width: document.scrollingElement.scrollWidth,
  };
}"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> SiteData:
    return hostile.site(once("hostile", hostile.write, tmp_path_factory))


@pytest.fixture(scope="module")
def site(data: SiteData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = once("hostile", hostile.write, tmp_path_factory)
    return once("hostile-site", lambda folder: build(data, root, folder), tmp_path_factory) / "out"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


def test_every_text_is_read_as_it_is_written(data: SiteData) -> None:
    read = {incident.id: incident for incident in data.corpus.incidents}
    for name, text in hostile.INJECTIONS.items():
        incident = read[hostile.incident_id(name)]
        assert incident.summary.strip() == text.strip(), name
        assert incident.findings[0].decision.reason.strip() == text.strip(), name
        assert len(incident.artefacts) == 1, name


def test_every_artefact_lies_where_its_page_links(site: Path, data: SiteData) -> None:
    for incident in data.corpus.incidents:
        folder = site / "incidents" / incident.id
        links = set(Found((folder / "index.html").read_text(encoding="utf-8")).links)
        own = [unquote(urlsplit(link).path) for link in links if link.startswith("evidence/")]
        assert len(own) == 1, incident.id
        assert (folder / own[0]).is_file(), incident.id


class Ears:
    """What a page does that it should not: dialogs, complaints on the console, requests to other hosts."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def _dialog(self, dialog: Dialog) -> None:
        self.heard.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        # Mermaid tries what a diagram says before it cleans it; its frame's policy stops that, and says so.
        if message.type in ("error", "warning") and "/mermaid/" not in message.location.get("url", ""):
            self.heard.append(f"{message.location}: {message.text}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1" and not request.url.startswith("data:"):
            self.heard.append(f"asks {request.url}")


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_runs_loads_or_loses_its_shape(browser: Browser, address: str, site: Path, part: int) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    ears, troubles = Ears(page), []
    page.goto(f"{address}incidents/{hostile.incident_id(hostile.PLAIN)}/", wait_until="load")
    wanted = page.evaluate(LOOK)
    for path in pages(site)[part::PARTS]:
        page.goto(address + path, wait_until="load")
        found = page.evaluate(LOOK)
        troubles += [
            f"{path}: {trouble}" for trouble in wrong(found, wanted if path.startswith("incidents/2") else None)
        ]
    page.close()
    assert troubles + ears.heard == []


def wrong(found: dict[str, Any], wanted: dict[str, Any] | None) -> Iterator[str]:
    for key in ("handlers", "schemes", "foreign", "strange", "twice"):
        if found[key]:
            yield f"{key}: {found[key]}"
    if found["ran"] is not None:
        yield "something ran"
    if found["width"] > 360:
        yield f"{found['width']} pixels wide"
    if wanted is not None and found["landmarks"] != wanted["landmarks"]:
        yield f"has {found['landmarks']}"


def test_search_results_show_texts_and_run_none(browser: Browser, address: str) -> None:
    """Here the policy is off: the escaping alone has to do."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    ears = Ears(page)
    page.goto(address)
    page.click(".pm-search-open")
    page.fill(".pm-search input", "onerror")
    page.wait_for_selector(".pm-search__result")
    shown = page.locator(".pm-search__results")
    assert "onerror=" in shown.inner_text()
    assert shown.locator(":is(script, img, svg[onload], iframe, style)").count() == 0
    assert page.evaluate("window.ran ?? null") is None
    assert ears.heard == []
    context.close()
