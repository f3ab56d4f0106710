"""The Atom feed, held against the grammar of RFC 4287 and against what the RFC says in words."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.model import Decision, Incident, Signoff, Verification
from pipeline.site.data import SiteData, updated
from pipeline.site.feeds.atom import feed
from tests.needs import ROOT
from tests.site import builders

ATOM = "{http://www.w3.org/2005/Atom}"
GRAMMAR = etree.RelaxNG(etree.parse(ROOT / "tests/site/atom.rng"))
HOME = builders.CONFIG.site.url


def parsed(site: SiteData) -> etree._Element:
    root = etree.fromstring(feed(site)["feed.xml"].encode())
    GRAMMAR.assertValid(root)
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in root.findall("/".join(f"{ATOM}{name}" for name in path.split("/")))]


def signed(name: str, day: date) -> Incident:
    return builders.another(name, signoffs=(Signoff("identity", "lead", day),))


@pytest.mark.parametrize("without", ["feed/id", "feed/title", "feed/updated", "feed/author", "feed/entry/id"])
def test_the_grammar_refuses_a_feed_without_what_the_standard_requires(without: str) -> None:
    root = parsed(builders.site())
    *parents, name = without.split("/")[1:]
    parent = root.find("/".join(f"{ATOM}{step}" for step in parents)) if parents else root
    assert parent is not None
    parent.remove(parent.find(f"{ATOM}{name}"))
    assert not GRAMMAR.validate(root)


def test_the_real_incidents_make_a_valid_feed(real_site: SiteData) -> None:
    root = parsed(real_site)
    assert len(texts(root, "entry/id")) == len(set(texts(root, "entry/id"))) == len(real_site.corpus.incidents)


def test_an_entry_says_what_a_list_of_incidents_says() -> None:
    root = parsed(builders.site(builders.incident(tags=("tokens",))))
    assert texts(root, "entry/title") == ["A token was readable"]
    assert texts(root, "entry/summary") == ["A token was readable for two days."]
    assert texts(root, "entry/id") == [f"{HOME}incidents/{builders.ID}/"]
    words = [(found.get("scheme", "").rpartition("/")[2], found.get("term")) for found in root.iter(f"{ATOM}category")]
    assert words == [("status", "published"), ("severity", "sev2"), ("services", "identity"), ("tags", "tokens")]


def test_a_feed_says_where_it_is_and_what_it_is_a_feed_of() -> None:
    links = {link.get("rel"): link.get("href") for link in parsed(builders.site()).findall(f"{ATOM}link")}
    assert links == {"self": f"{HOME}feed.xml", "alternate": HOME}


def test_an_entry_in_review_says_so() -> None:
    (summary,) = texts(parsed(builders.site(builders.incident(status="in-review"))), "entry/summary")
    assert summary.startswith("In review:")


def test_a_renamed_incident_is_the_entry_that_it_was() -> None:
    root = parsed(builders.site(builders.incident(aliases=("2026-01-10-first", "2026-01-10-second"))))
    assert texts(root, "entry/id") == [f"{HOME}incidents/2026-01-10-first/"]
    link = root.find(f"{ATOM}entry/{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{HOME}incidents/{builders.ID}/"


@pytest.mark.parametrize(("within", "count"), [(3, 10), (10, 10), (14, 14)])
def test_a_feed_has_a_week_or_ten_entries(within: int, count: int) -> None:
    recent = [signed(f"2026-01-01-new-{number:02}", date(2026, 2, 8 - number % 7)) for number in range(within)]
    older = [signed(f"2025-01-01-old-{number:02}", date(2026, 2, 1)) for number in range(20 - within)]
    root = parsed(builders.site(*recent, *older))
    assert len(texts(root, "entry/id")) == count
    days = texts(root, "entry/updated")
    assert days == sorted(days, reverse=True)
    assert texts(root, "updated") == days[:1] == ["2026-02-08T00:00:00Z"]


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ({}, date(2026, 1, 10)),
        ({"timeline": builders.timeline(builders.event("2026-01-15T23:30-05:00"))}, date(2026, 1, 16)),
        ({"signoffs": (Signoff("identity", "lead", date(2026, 2, 1)),)}, date(2026, 2, 1)),
        ({"findings": (builders.finding(decision=Decision("accepted", (), "", date(2026, 2, 2))),)}, date(2026, 2, 2)),
        ({"findings": (builders.finding(verification=Verification("a", date(2026, 2, 28), "b")),)}, date(2026, 2, 28)),
    ],
    ids=["the id", "an event", "a sign-off", "a decision", "a verification"],
)
def test_an_entry_is_dated_by_the_latest_day_on_record(changes: dict[str, object], day: date) -> None:
    assert updated(builders.another(builders.ID, **changes)) == day


@pytest.mark.parametrize(
    ("name", "day"), [("2025-07-a", (2025, 7, 1)), ("2025-a", (2025, 1, 1)), ("2025-13-45-a", (2025, 1, 1))]
)
def test_an_id_is_a_date_as_far_as_it_is_one(name: str, day: tuple[int, int, int]) -> None:
    assert updated(builders.another(name)) == date(*day)


def test_a_site_without_an_address_has_no_feed() -> None:
    site = builders.site()
    nowhere = replace(site.config, site=replace(site.config.site, url=""))
    assert feed(replace(site, config=nowhere)) == {}


def test_a_site_without_incidents_has_an_empty_feed() -> None:
    site = builders.site(builders.incident(status="draft"))
    assert texts(parsed(site), "updated") == [f"{builders.TODAY}T00:00:00Z"]


@settings(deadline=None, max_examples=40)
@given(st.text())
def test_no_text_breaks_the_feed(text: str) -> None:
    parsed(builders.full_of(text))
