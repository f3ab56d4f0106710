"""The statistics of the Trends page, and that nothing withheld or unknown moves them."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Corpus, Decision, Incident, Related
from pipeline.site.data import SiteData
from pipeline.site.trends.statistics import categories, trends
from pipeline.time.span import Span
from tests.site import builders

# Categories, ages, recurrence


def test_categories_are_counted_without_duplicates() -> None:
    site = builders.site(
        builders.incident(
            findings=(
                builders.finding("01"),
                builders.finding("02", duplicate_of=f"{builders.ID}/01"),
                builders.finding(
                    "03", category="manual-error", decision=Decision("declined", (), "", date(2026, 1, 1))
                ),
            )
        )
    )
    assert [(one.name, one.total, one.unsettled) for one in trends(site).categories] == [
        ("technical-lapse", 1, 1),
        ("manual-error", 1, 0),
    ]
    assert categories([]) == ()


# What must not matter

AT = st.sampled_from(["2025", "2026-01", "2026-01-10", "2026-01-10T09:00Z", "2026-02-01T10:30:05Z", "2026-02-20"])
MILESTONES = st.dictionaries(st.sampled_from(["started", "detected", "contained", "recovered"]), AT)


@st.composite
def population(draw: st.DrawFn, most: int = 14) -> list[Incident]:
    return [draw(populated(number)) for number in range(1, draw(st.integers(1, most)) + 1)]


@st.composite
def populated(draw: st.DrawFn, number: int) -> Incident:
    name = f"{draw(st.sampled_from(['2025', '2026-01']))}-incident-{number:02}"
    known = draw(MILESTONES)
    days = st.none() | st.dates(date(2025, 1, 1), date(2026, 4, 1))
    return builders.another(
        name,
        services=tuple(draw(st.sets(st.sampled_from(["index", "identity"])))),
        timeline=builders.timeline(*(builders.event(when, milestone=milestone) for milestone, when in known.items())),
        findings=tuple(
            builders.finding(f"{n:02}", incident=name, decision=Decision("accepted", (), "", draw(days)), evidence=())
            for n in range(1, draw(st.integers(1, 4)))
        ),
    )


def medians(site: SiteData) -> list[tuple[Span | None, Span | None]]:
    return [(one.overall.median, one.overall.tail) for one in trends(site).measures]


@settings(deadline=None, max_examples=50)
@given(population())
def test_an_incident_of_which_nothing_is_known_changes_no_median(incidents: list[Incident]) -> None:
    before, after = builders.site(*incidents), builders.site(*incidents, builders.another("2026-02-28-unknown"))
    assert medians(before) == medians(after)
    assert [one.overall.unknown + 1 for one in trends(before).measures] == [
        one.overall.unknown for one in trends(after).measures
    ]


@settings(deadline=None, max_examples=50)
@given(population(), populated(99), st.sampled_from([{"tlp": "amber"}, {"status": "draft"}]))
def test_a_withheld_incident_changes_nothing(incidents: list[Incident], secret: Incident, kept: dict[str, Any]) -> None:
    withheld = replace(secret, **kept)
    telling = replace(incidents[0], related=(Related(withheld.id, "the same hole"),))
    assert trends(builders.site(telling, *incidents[1:], withheld)) == trends(
        builders.site(replace(telling, related=()), *incidents[1:])
    )


@settings(deadline=None, max_examples=50)
@given(incidents=population(), held=st.booleans())
def test_a_withheld_finding_changes_nothing(incidents: list[Incident], *, held: bool) -> None:
    one = incidents[0]
    kept = {"disclose_after": builders.TODAY} if held else {"tlp": "amber"}
    secret = builders.finding("77", incident=one.id, decision=Decision("accepted", (), "", date(2024, 1, 1)), **kept)
    assert trends(builders.site(replace(one, findings=(*one.findings, secret)), *incidents[1:])) == trends(
        builders.site(*incidents)
    )


@settings(deadline=None, max_examples=50)
@given(population(), st.randoms(use_true_random=False))
def test_the_order_of_the_incidents_does_not_matter(incidents: list[Incident], chance: Random) -> None:
    site = builders.site(*incidents)
    shuffled = list(site.corpus.incidents)
    chance.shuffle(shuffled)
    assert trends(replace(site, corpus=Corpus(tuple(shuffled), frozenset()))) == trends(site)
