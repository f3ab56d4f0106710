"""The lists of the site as pure renders: pages, indexes, what can be chosen, the pages of services and techniques."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.model import Corpus, Decision, Incident, Technique, Verification
from pipeline.site.data import SiteData, visible
from pipeline.site.lists.incidents import list_pages
from pipeline.site.lists.pagination import PAGE_SIZE
from pipeline.site.render import render
from tests import example
from tests.site import builders

INCIDENTS = "docs/incidents/index.json"
FINDINGS = "docs/findings/index.json"


def text(site: SiteData, path: str) -> str:
    return str(render(site)[path])


def chosen(index: dict[str, Any], name: str, value: str) -> list[int]:
    """The places of the entries that have this value, as the script works them out."""
    places, place = [], -1
    for gap in index["facets"][name][value]:
        place += gap
        places.append(place)
    return places


def of_year(year: int, count: int) -> list[Incident]:
    return [builders.another(f"{year}-01-10-incident-{number:03}") for number in range(count)]


def newest(incidents: list[Incident]) -> list[Incident]:
    return sorted(incidents, key=lambda incident: incident.id, reverse=True)


def test_a_short_list_is_on_one_page() -> None:
    found = list_pages(newest(of_year(2026, 3) + of_year(2024, 2)))
    assert [(page.address, [year for year, _ in page.years]) for page in found] == [("", ["2026", "2024"])]


def test_of_a_long_list_each_year_has_its_page_and_a_long_year_several() -> None:
    found = list_pages(newest(of_year(2026, 3) + of_year(2025, 2 * PAGE_SIZE + 1) + of_year(2024, 1)))
    sizes = {page.address: page.size for page in found}
    assert sizes == {"": 3, "2025/": PAGE_SIZE, "2025/2/": PAGE_SIZE, "2025/3/": 1, "2024/": 1}


def test_a_first_year_too_long_for_the_first_page_goes_on() -> None:
    sizes = {page.address: page.size for page in list_pages(newest(of_year(2026, PAGE_SIZE + 1)))}
    assert sizes == {"": PAGE_SIZE, "2026/": 1}


def test_every_incident_stands_on_exactly_one_page_of_the_list() -> None:
    tree = render(builders.site(*of_year(2026, 150), *of_year(2025, 150)))
    pages = [str(tree[f"docs/incidents/{path}index.md"]) for path in ("", "2025/")]
    linked = [link for page in pages for link in re.findall(r'title"><a href="[./]*incidents/([^"]+)/"', page)]
    assert len(linked) == len(set(linked)) == 300


def test_the_index_of_incidents_finds_what_the_list_shows() -> None:
    other = builders.another(
        "2025-05-01-other",
        severity="sev1",
        services=("mail",),
        techniques=(Technique("T1078", "", novel=False, evidence=()),),
    )
    index = json.loads(text(builders.site(builders.incident(), other), INCIDENTS))
    assert index["pages"] == [["", 2]]
    assert chosen(index, "severity", "sev2") == [0]
    assert (
        chosen(index, "year", "2025") == chosen(index, "technique", "T1078") == chosen(index, "service", "mail") == [1]
    )
    assert chosen(index, "category", "technical-lapse") == chosen(index, "team", "identity") == [0]
    assert chosen(index, "state", "unsettled") == [0]
    assert chosen(index, "state", "published") == [0, 1]


def test_the_index_of_findings_finds_and_sorts_what_the_board_shows() -> None:
    findings = (
        builders.finding("01", priority="p0", due=date(2026, 2, 20)),
        builders.finding("02", category="process-flaw", kind="process-change", involves=("index",)),
        builders.finding("03", decision=Decision("declined", (), "Too dear.", date(2025, 1, 1))),
    )
    site = builders.site(builders.incident(findings=findings))
    index = json.loads(text(site, FINDINGS))
    assert chosen(index, "state", "overdue") == chosen(index, "priority", "p0") == [0]
    assert chosen(index, "state", "unsettled") == [0, 1]
    assert chosen(index, "state", "declined") == [2]
    assert chosen(index, "team", "index") == chosen(index, "lane", "response") == [1]
    assert index["orders"]["due"] == [-9, 21, None]
    assert index["orders"]["age"] == [9, 9, None]
    assert index["orders"]["priority"] == [0, 1, 1]


@pytest.mark.parametrize(("days", "ages"), [(29, []), (30, ["30"]), (400, ["30", "90", "180", "365"])])
def test_a_finding_is_as_old_as_its_decision(days: int, ages: list[str]) -> None:
    decided = date.fromordinal(builders.TODAY.toordinal() - days)
    one = builders.finding(decision=Decision("accepted", (), "", decided))
    index = json.loads(text(builders.site(builders.incident(findings=(one,))), FINDINGS))
    assert list(index["facets"]["age"]) == ages


def test_what_is_settled_is_due_no_more() -> None:
    done = builders.finding(due=date(2026, 2, 20), verification=Verification("srt", builders.TODAY, "An exercise."))
    closed = {f"{builders.ID}/01": replace(example.issue(url=""), closed_as="completed")}
    site = builders.site(builders.incident(findings=(done,)), issues=closed)
    assert json.loads(text(site, FINDINGS))["orders"]["due"] == [None]


def test_the_board_goes_on_where_a_page_ends() -> None:
    findings = tuple(builders.finding(f"{number:03}") for number in range(PAGE_SIZE + 1))
    tree = render(builders.site(builders.incident(findings=findings)))
    assert str(tree["docs/findings/index.md"]).count("<tr>") == PAGE_SIZE + 1  # and the header
    assert str(tree["docs/findings/2/index.md"]).count("<tr>") == 2
    assert 'rel="next" href="../findings/2/"' in str(tree["docs/findings/index.md"])
    assert json.loads(str(tree[FINDINGS]))["pages"] == [["", PAGE_SIZE], ["2/", 1]]


def test_what_is_overdue_is_marked() -> None:
    page = text(
        builders.site(builders.incident(findings=(builders.finding(due=date(2026, 2, 20)),))), "docs/findings/index.md"
    )
    assert '<tr class="pm-table__late">' in page
    assert '<small class="pm-nowrap pm-late">overdue by 9 days</small>' in page


def test_only_what_an_entry_has_is_offered() -> None:
    page = text(builders.site(), "docs/incidents/index.md")
    offered = re.findall(r'<option value="([^"]+)">', page)
    assert offered == ["2026", "sev2", "identity", "identity", "technical-lapse", "published", "unsettled"]


def test_what_is_withheld_is_neither_offered_nor_counted() -> None:
    secret = builders.another(
        "2019-02-01-unspoken",
        tlp="red",
        services=("unspoken-service",),
        techniques=(Technique("T1078", "", novel=False, evidence=()),),
    )
    hidden = builders.finding("02", tlp="amber", category="manual-error", priority="p0")
    shown = builders.incident(findings=(builders.finding(), hidden))
    assert render(builders.site(shown, secret)) == render(
        builders.site(builders.incident(findings=(builders.finding(),)))
    )


def test_a_service_page_says_what_keeps_coming_back() -> None:
    again = builders.another("2025-05-01-again", findings=(builders.finding("07", incident="2025-05-01-again"),))
    page = text(builders.site(builders.incident(), again), "docs/services/identity/index.md")
    assert "2 incidents from 2025-05-01 to 2026-01-10." in page
    assert '<strong>technical lapse</strong> <span class="pm-quiet">2 incidents</span>: <a' in page
    assert 'href="../../incidents/2025-05-01-again/#F07"' in page


def test_a_service_with_one_incident_does_not_guess() -> None:
    assert "One incident is not enough to tell." in text(builders.site(), "docs/services/identity/index.md")


def test_incidents_that_share_nothing_are_said_to() -> None:
    page = text(
        builders.site(builders.incident(), builders.another("2025-05-01-again")), "docs/services/identity/index.md"
    )
    assert "None so far: these 2 incidents have no technique in common" in page


def test_a_technique_page_has_its_name_and_its_incidents() -> None:
    used = builders.incident(techniques=(Technique("T1552.001", "", novel=False, evidence=()),))
    tree = render(builders.site(used, builders.another("2025-05-01-other")))
    page = str(tree["docs/techniques/T1552.001/index.md"])
    assert "# T1552&#46;001 Credentials In Files" in page
    assert builders.ID in page
    assert "2025-05-01-other" not in page
    assert 'href="../../techniques/T1552.001/"' in str(tree[builders.PAGE])
    assert 'href="../../services/identity/"' in str(tree[builders.PAGE])


def test_a_page_does_not_say_that_what_it_is_about_keeps_coming_back() -> None:
    used = (Technique("T1078", "", novel=False, evidence=()),)
    site = builders.site(builders.incident(techniques=used), builders.another("2025-05-01-again", techniques=used))
    assert "None so far: these 2 incidents have no technique in common" in text(site, "docs/techniques/T1078/index.md")
    assert "<strong>T1078 Valid Accounts</strong>" in text(site, "docs/services/identity/index.md")


def test_a_vector_without_an_id_is_listed_and_leads_to_its_incidents() -> None:
    novel = builders.incident(techniques=(Technique("", "Bytecode & image", novel=True, evidence=()),))
    page = text(builders.site(novel), "docs/techniques/index.md")
    assert '<a href="../incidents/?technique=Bytecode+%26+image">Bytecode &amp; image</a>' in page


def test_a_long_list_of_a_team_leads_to_the_board() -> None:
    findings = tuple(builders.finding(f"{number:03}") for number in range(101))
    page = text(builders.site(builders.incident(findings=findings)), "docs/teams/identity/index.md")
    assert page.count("<tr>") == 101  # and the header
    assert '<a href="../../findings/?team=identity">Show all 101</a>' in page


@pytest.mark.parametrize("path", ["docs/index.md", "docs/findings/index.md", "docs/teams/identity/index.md"])
def test_the_numbers_of_the_states_add_up(path: str) -> None:
    declined = builders.finding("02", decision=Decision("declined", (), "Too dear.", date(2026, 2, 20)))
    done = builders.finding("04", verification=Verification("a", date(2026, 2, 25), "b"))
    findings = (builders.finding("01", due=date(2026, 2, 25)), declined, builders.finding("03"), done)
    closed = example.issue(closed_as="completed")
    issues = {f"{builders.ID}/03": closed, f"{builders.ID}/04": closed}
    page = text(builders.site(builders.incident(findings=findings), issues=issues), path)
    lists = re.findall(r'<ul class="pm-states">(.*?)</ul>', page, re.DOTALL)
    assert [re.sub("<[^>]+>", "", one).split("\n") for one in lists] == [
        ["", "2 still open", "overdue 1", "fixed, not verified 1", ""],
        ["", "2 settled", "resolved 1", "declined 1", ""],
    ]


def test_a_site_without_incidents_has_lists_that_say_so() -> None:
    tree = render(replace(builders.site(), corpus=visible(Corpus((), frozenset()), "clear", builders.TODAY)))
    assert "No incidents have been published yet." in str(tree["docs/incidents/index.md"])
    assert "No findings have been published yet." in str(tree["docs/findings/index.md"])
    assert "No incident names a service yet." in str(tree["docs/services/index.md"])
    assert "No incident names a technique yet." in str(tree["docs/techniques/index.md"])
