"""A page runs and loads nothing but the site's own files, and everything still works under that policy."""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipeline.site.content_policy import POLICY
from pipeline.site.generator.build import build_site
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles
from tests.site import builders
from tests.site.served import Scheme, elsewhere, serving

INJECTED = """
<script>window.ran = 1</script>
<script src="{other}x.js"></script>
<img src="data:," onerror="window.ran = 2">
<img src="{other}x.png">
<iframe src="{other}x.html"></iframe>
<style>body {{ opacity: 0.5 }}</style>
<link rel="stylesheet" href="{other}x.css">
<a id="trap" href="javascript:window.ran = 3">x</a>
<form id="steal" action="{other}steal" method="post"></form>
</body>
"""


class Parts(HTMLParser):
    """The policies of a page, and everything in it that a strict policy would refuse."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.policies: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(given["content"] or "")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append("script")
        if tag == "style":
            self.inline.append("style")
        self.inline += [name for name in given if name == "style" or name.startswith("on")]


def every_page(built: Path) -> Iterator[tuple[Path, Parts]]:
    for path in built.rglob("*.html"):
        yield path, Parts(path.read_text(encoding="utf-8"))


def test_every_page_has_the_policy_and_nothing_that_it_refuses(built: Path) -> None:
    policies = {policy for _, page in every_page(built) for policy in page.policies}
    assert len(policies) == 1
    policy = policies.pop()
    assert "default-src 'none'" in policy
    assert [word for word in policy.replace(";", " ").split() if "unsafe" in word] == ["'wasm-unsafe-eval'"]
    assert [path for path, page in every_page(built) if page.inline or len(page.policies) != 1] == []


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site that also has a redirect and the frame that draws diagrams."""
    folder = tmp_path_factory.mktemp("varied")
    body = builders.prose("## What happened\n\n```mermaid\nflowchart LR\n  a --> b\n```", "README.md")
    site = builders.site(builders.incident(aliases=("2026-01-10-old",), body=body))
    build_site(SiteFiles(render(site), {}), folder / "tree", folder / "out")
    return folder / "out"


def test_a_redirect_has_the_policy_too_and_the_frame_of_diagrams_its_own(varied: Path) -> None:
    pages = {path.relative_to(varied).as_posix(): page for path, page in every_page(varied)}
    frame = pages.pop("assets/mermaid/frame.html")
    assert frame.policies == ["default-src 'none'; script-src 'self'; style-src 'unsafe-inline'"]
    assert "incidents/2026-01-10-old/index.html" in pages
    assert [path for path, page in pages.items() if page.policies != [POLICY]] == []


def test_what_is_written_into_a_page_neither_runs_nor_loads(browser: Browser, built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "site")
    home = tmp_path / "site" / "index.html"
    html = home.read_text(encoding="utf-8")
    page = browser.new_page()
    with serving(tmp_path / "site") as address, elsewhere() as (other, asked):
        home.write_text(html.replace("</body>", INJECTED.format(other=other)), encoding="utf-8")
        page.goto(address, wait_until="load")
        page.evaluate("document.querySelector('#trap').click()")
        page.evaluate("document.querySelector('#steal').submit()")
        assert page.url == address
        assert page.evaluate("[window.ran ?? null, getComputedStyle(document.body).opacity]") == [None, "1"]
        assert asked == []
    page.close()


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_reader_chooses_light_or_dark_and_the_site_remembers(
    browser: Browser, address: str, system: Scheme
) -> None:
    context = browser.new_context(color_scheme=system)
    page = context.new_page()
    page.goto(address)
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    assert page.evaluate(scheme) == {"light": "default", "dark": "slate"}[system]
    page.locator("label[for=__palette_1]:visible").click()
    page.locator("label[for=__palette_2]:visible").click()
    assert page.evaluate(scheme) == "slate"
    page.goto(f"{address}incidents/", wait_until="commit")
    page.wait_for_selector(".md-footer")
    assert page.evaluate(scheme) == "slate"
    context.close()
