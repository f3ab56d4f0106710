"""The lists in a browser: narrowed, shared, sorted, by keyboard and without scripts. The list is on several pages."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.model import Incident
from pipeline.site.data import SiteData
from pipeline.site.generator.build import build_site
from pipeline.site.lists import pagination
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles
from tests.site import builders
from tests.site.served import serving
from tests.site.test_japanese import spoken

ENTRIES = ".pm-incidents li:visible"
ROWS = "[data-entries] tr:visible"


def one_of_many(number: int, year: int) -> Incident:
    """The severity goes round by four, the service by two; one finding each is late by `number` days."""
    name = f"{year}-03-01-incident-{number:02}"
    due = builders.TODAY - timedelta(days=number)
    findings = tuple(
        builders.finding(
            which,
            incident=name,
            path=f"incidents/{name}/findings/{which}-x.md",
            title=f"Mend {number:02}-{which}",
            due=due if which == "01" else date(2027, 1, 1),
            evidence=(),
        )
        for which in ("01", "02", "03")
    )
    service = ("mail", "search")[number % 2]
    return builders.another(
        name, title=f"Incident {number:02}", severity=f"sev{number % 4 + 1}", services=(service,), findings=findings
    )


def many() -> SiteData:
    years = [2026] * 20 + [2025] * 15 + [2024] * 10
    return builders.site(*(one_of_many(number, year) for number, year in enumerate(years)))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site in a folder, its lists 40 a page: the incidents of 2024 have their own, the 135 findings have four."""
    folder = tmp_path_factory.mktemp("many")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pagination, "PAGE_SIZE", 40)
        build_site(SiteFiles(render(many()), {}), folder / "tree", folder / "served" / "postmortems")
    with serving(folder / "served") as address:
        yield f"{address}postmortems/"


@pytest.fixture(params=[(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")], ids=str)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    across = page.evaluate("document.scrollingElement.scrollWidth")
    context.close()
    assert troubles == []
    assert across == width


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


def titles(page: Page, entries: str = ENTRIES) -> list[str]:
    return page.locator(f"{entries} a[href*=incident-]:first-child").all_inner_texts()


def found(page: Page, said: str) -> None:
    expect(page.locator(".pm-filters [role=status]")).to_have_text(said)


def test_filters_combine_across_pages_and_the_address_can_be_shared(browser: Browser, page: Page, address: str) -> None:
    page.goto(f"{address}incidents/")
    everything = page.get_by_role("button", name="All filters")
    if everything.is_visible():  # on a narrow screen
        assert not page.get_by_label("Service", exact=True).is_visible()
        everything.click()
    page.get_by_label("Service", exact=True).select_option("mail")
    page.get_by_label("Severity", exact=True).select_option("sev3")
    found(page, "Found: 11 of 45")
    assert page.url == f"{address}incidents/?service=mail&severity=sev3"
    here = titles(page)
    assert here == [f"Incident {number:02}" for number in sorted(range(2, 45, 4), key=when)]
    other = browser.new_page()
    other.goto(page.url)
    found(other, "Found: 11 of 45")
    assert titles(other) == here
    assert other.get_by_label("Severity", exact=True).input_value() == "sev3"
    other.close()


def when(number: int) -> tuple[int, int]:
    return (0 if number < 20 else 1 if number < 35 else 2, -number)


def test_an_incident_from_another_page_of_the_list_is_reached_and_left_again(page: Page, address: str) -> None:
    page.goto(f"{address}incidents/?year=2024&severity=sev1")
    found(page, "Found: 3 of 45")
    page.get_by_role("link", name="Incident 40").click()
    page.wait_for_url("**/incidents/2024-03-01-incident-40/")
    page.go_back()
    found(page, "Found: 3 of 45")
    assert titles(page) == ["Incident 44", "Incident 40", "Incident 36"]
    assert page.get_by_label("Year", exact=True).input_value() == "2024"
    page.go_forward()
    page.wait_for_url("**/incidents/2024-03-01-incident-40/")


def test_a_reset_shows_the_whole_list_again(page: Page, address: str) -> None:
    page.goto(f"{address}incidents/?severity=sev1&h=token")
    found(page, "Found: 12 of 45")
    page.get_by_role("button", name="Reset").click()
    found(page, "")
    assert page.url == f"{address}incidents/?h=token"
    assert page.locator(ENTRIES).count() == 35
    assert page.get_by_label("Severity", exact=True).input_value() == ""


def test_it_works_from_the_keyboard(wide: Page, address: str) -> None:
    wide.goto(f"{address}incidents/")
    wide.get_by_label("Year", exact=True).focus()
    wide.keyboard.press("Tab")
    wide.keyboard.press("ArrowDown")
    found(wide, "Found: 12 of 45")
    for _ in range(5):
        wide.keyboard.press("Tab")
    assert wide.evaluate("document.activeElement.textContent") == "Reset"
    wide.keyboard.press("Enter")
    found(wide, "")
    wide.goto(f"{address}findings/")
    wide.get_by_role("button", name="Due").focus()
    wide.keyboard.press("Enter")
    found(wide, "Found: 135 of 135")
    assert wide.evaluate("document.activeElement.textContent") == "Due"


def test_a_column_sorts_all_pages_one_way_and_the_other(wide: Page, address: str) -> None:
    wide.goto(f"{address}findings/?state=overdue")
    found(wide, "Found: 44 of 135")
    wide.get_by_role("button", name="Due").click()
    expect(wide.locator("th[data-sort=due]:visible")).to_have_attribute("aria-sort", "ascending")
    assert titles(wide, ROWS) == [f"Mend {number:02}-01" for number in range(44, 0, -1)]
    wide.get_by_role("button", name="Due").click()
    expect(wide.locator("th[data-sort=due]:visible")).to_have_attribute("aria-sort", "descending")
    assert titles(wide, ROWS) == [f"Mend {number:02}-01" for number in range(1, 45)]
    assert "sort=-due" in wide.url


def test_on_a_small_screen_the_sorting_is_a_choice(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{address}findings/?state=overdue")
    page.get_by_role("button", name="All filters").click()
    page.get_by_label("Sort by").select_option("-due")
    expect(page.locator(ROWS).first).to_contain_text("Mend 01-01")
    page.close()


def test_many_results_come_by_and_by(wide: Page, address: str) -> None:
    wide.goto(f"{address}findings/?state=unsettled")
    found(wide, "Found: 135 of 135")
    assert wide.locator(ROWS).count() == 100
    wide.get_by_role("button", name="Show more").click()
    expect(wide.locator(ROWS)).to_have_count(135)
    assert len(set(titles(wide, ROWS))) == 135
    expect(wide.get_by_role("button", name="Show more")).to_be_hidden()
    assert wide.evaluate("document.activeElement.closest('tr').rowIndex") == 101


def test_a_value_that_is_gone_finds_nothing_and_is_shown(page: Page, address: str) -> None:
    page.goto(f"{address}findings/?team=%3Cb%3Eformer")
    found(page, "Found: 0 of 135")
    assert page.get_by_label("Team", exact=True).input_value() == "<b>former"
    assert page.locator(ROWS).count() == 0


def test_a_list_that_cannot_be_loaded_says_so_and_stays(wide: Page, address: str) -> None:
    wide.route("**/index.json", lambda route: route.abort())
    wide.goto(f"{address}incidents/?severity=sev1")
    found(wide, "The list could not be loaded. Reload the page.")
    assert wide.locator(ENTRIES).count() == 35


def test_nothing_is_fetched_before_a_choice(wide: Page, address: str) -> None:
    asked: list[str] = []
    wide.on("request", lambda request: asked.append(request.url))
    wide.goto(f"{address}incidents/", wait_until="networkidle")
    assert [url for url in asked if url.endswith("/index.json")] == []


def test_without_scripts_every_entry_is_reached(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}incidents/?severity=sev1")
    assert page.locator("form.pm-filters").is_hidden()
    assert page.locator(ENTRIES).count() == 35
    page.get_by_role("navigation", name="Years").get_by_role("link", name="2024").click()
    assert page.locator(ENTRIES).count() == 10
    rows = []
    page.goto(f"{address}findings/")
    while True:
        rows += titles(page, ROWS)
        onward = page.get_by_role("link", name="Next page")
        if not onward.count():
            break
        onward.click()
    assert len(rows) == len(set(rows)) == 135
    page.locator(f"{ROWS} .pm-table__main a").last.click()
    page.get_by_role("link", name="search", exact=True).click()
    page.wait_for_url("**/services/search/")
    context.close()


def test_it_speaks_japanese(browser: Browser, tmp_path: Path) -> None:
    build_site(SiteFiles(render(spoken(builders.site())), {}), tmp_path / "tree", tmp_path / "out")
    page = browser.new_page()
    with serving(tmp_path / "out") as address:
        page.goto(f"{address}findings/?state=unsettled")
        found(page, "2件中2件")
    page.close()
