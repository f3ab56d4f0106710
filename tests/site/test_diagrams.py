"""Mermaid diagrams: drawn in a sandbox, shown as images, readable as text."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page

from pipeline.site.generator.build import build_site
from pipeline.site.render import render
from pipeline.site.static import mermaid_files
from pipeline.site.tree import SiteFiles
from tests.site import builders
from tests.site.served import serving

TINY_12_0_0 = "9f2807e402479d2864bfd9a95052076fc69d0ff45a0b25148b84b70fc33425b9"
"""The SHA-256 of dist/mermaid.tiny.js in the npm package @mermaid-js/tiny 12.0.0."""

REPORT = """## What happened

```mermaid
flowchart LR
  A[Build] -- token --> B[(Registry)]
```

```mermaid
flowchart LR
  A[unclosed --> B
```

```mermaid
%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "* { background: url(https://evil.test/x) }"}}%%
flowchart LR
  A["<img src='https://evil.test/a' onerror='top.ran = 1'>"] --> B["<a href='javascript:top.ran = 1'>b</a>"]
  click A href "javascript:top.ran = 1"
  click B call alert(1)
```
"""
PAGE = f"incidents/{builders.ID}/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("diagrams")
    told = builders.incident(body=builders.prose(REPORT, "README.md"))
    build_site(
        SiteFiles(render(builders.site(told, builders.another("2026-02-01-other"))), {}),
        folder / "tree",
        folder / "out",
    )
    with serving(folder / "out") as address:
        yield address


def drawn(page: Page, figure: int) -> str:
    """The image of that figure, as SVG."""
    source = page.locator(".pm-diagram").nth(figure).locator("img").get_attribute("src") or ""
    return unquote(source.partition(",")[2])


def test_a_diagram_is_an_image_and_its_text_is_at_hand(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(site + PAGE)
    svg = drawn(page, 0)
    assert "Registry" in svg
    figure = page.locator(".pm-diagram").first
    box = figure.locator("img").bounding_box()
    assert box is not None
    assert box["width"] > 200
    assert not figure.locator("pre").is_visible()
    figure.locator("summary").click()
    assert "A[Build] -- token --> B[(Registry)]" in figure.locator("pre").inner_text()
    page.close()


def test_a_mistake_in_a_diagram_is_said_and_its_text_shown(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(site + PAGE)
    figure = page.locator(".pm-diagram").nth(1)
    figure.locator(".pm-diagram__error").wait_for(state="visible")
    assert "This diagram cannot be drawn: Parse error" in " ".join(figure.inner_text().split())
    assert figure.locator("pre").is_visible()
    assert figure.locator("img").count() == 0
    page.close()


def test_a_diagram_follows_the_theme(browser: Browser, site: str) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(site + PAGE)
    image = page.locator(".pm-diagram img").first
    light = image.get_attribute("src")
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    page.wait_for_function("light => document.querySelector('.pm-diagram img').src !== light", arg=light)
    assert "Registry" in drawn(page, 0)
    context.close()


def test_without_scripts_the_text_of_a_diagram_is_shown(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + PAGE)
    assert [figure.is_visible() for figure in page.locator(".pm-diagram pre").all()] == [True] * 3
    assert not page.locator(".pm-diagram__error").first.is_visible()
    context.close()


def test_nothing_in_a_diagram_runs_or_loads(browser: Browser, site: str) -> None:
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + PAGE)
    svg = drawn(page, 2)
    assert "evil.test/x" not in svg
    assert "javascript:" not in svg
    assert "foreignObject" not in svg
    assert page.evaluate("window.ran") is None
    assert [url for url in asked if "evil.test" in url] == []
    assert page.locator("iframe").get_attribute("sandbox") == "allow-scripts"
    page.close()


def test_a_page_without_diagrams_does_not_load_mermaid(browser: Browser, site: str) -> None:
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}incidents/2026-02-01-other/", wait_until="load")
    assert [url for url in asked if "mermaid" in url or "diagrams" in url] == []
    page.close()


def test_a_site_without_diagrams_does_not_have_mermaid(built: Path) -> None:
    assert not (built / "assets" / "mermaid").exists()


def test_mermaid_is_the_published_one() -> None:
    assert hashlib.sha256(mermaid_files()["docs/assets/mermaid/mermaid.tiny.js"]).hexdigest() == TINY_12_0_0
