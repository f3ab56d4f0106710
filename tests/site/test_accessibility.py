"""What axe finds on one page of each kind: nothing serious, at either width, in either scheme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.site.served import Scheme, pages

SERIOUS = {"serious", "critical"}
# A scheme changes colours only.
OPTIONS: dict[Scheme, dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]},
}


def kinds(built: Path) -> list[str]:
    """The pages without a folder below theirs in the address, and the longest of each other kind."""
    found: dict[tuple[str, bool], str] = {}
    for path in sorted(pages(built), key=lambda path: (built / path / "index.html").stat().st_size):
        section, _, rest = path.partition("/")
        found[section, bool(rest)] = path
    return sorted(found.values())


def problems(result: dict[str, Any]) -> list[str]:
    return [
        f"{found['id']} ({found['impact']}): {node['target']}: {node['html'][:120]}"
        for found in result["violations"]
        if found["impact"] in SERIOUS
        for node in found["nodes"]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_axe_finds_nothing_serious(browser: Browser, address: str, built: Path, width: int, scheme: Scheme) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path in kinds(built):
        page.goto(address + path, wait_until="load")
        found[path] = problems(Axe().run(page, options=OPTIONS[scheme]).response)
    context.close()
    assert len(found) >= 10
    assert {path: said for path, said in found.items() if said} == {}
