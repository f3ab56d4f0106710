"""The statistics of the Trends page, and that nothing withheld or unknown moves them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Corpus, Decision, Finding, Incident, Related, Technique, Verification
from pipeline.moment import Span, between, parse
from pipeline.site.data import SiteData, rows
from pipeline.site.language import language
from pipeline.site.recurrence import recurrences
from pipeline.site.trends import FEW, Flow, Measure, ages, categories, durations, flow, trends
from pipeline.site.words import span
from pipeline.tracking.tracker import CloseReason, Issue
from tests.example import issue
from tests.site import made
from tests.site.population import populous

MINUTES = st.integers(0, 10**6)
KNOWN = st.lists(st.tuples(MINUTES, MINUTES).map(lambda ends: (min(ends), max(ends))), min_size=10, max_size=40)


def minutes(low: int, high: int | None = None) -> Span:
    shortest, longest = timedelta(minutes=low), timedelta(minutes=low if high is None else high)
    return Span(shortest, longest, shortest if shortest == longest else None)


def at(number: int, **changes: object) -> Incident:
    return made.another(f"2026-01-{number:02}-incident", **changes)


def measure(*incidents: Incident, verb: str = "contain") -> Measure:
    return next(one for one in trends(made.site(*incidents)).measures if one.verb == verb)


def contained(number: int, start: str, end: str) -> Incident:
    events = made.event(start, milestone="detected"), made.event(end, milestone="contained")
    return at(number, timeline=made.timeline(*events))


# How long it took


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    assert durations([minutes(n) for n in (1, 2, 3, 5, 8, 13)]).median == minutes(4)


def test_a_median_over_ranges_is_a_range() -> None:
    """True values 1, 2, 3 and two that are somewhere in their ranges."""
    found = durations([minutes(1), minutes(2), minutes(3), minutes(0, 10), minutes(2, 20)]).median
    assert found == minutes(2, 3)
    assert span(language("en"), found) == "2 min to 3 min"


def test_the_90th_percentile_is_the_nearest_rank() -> None:
    assert durations([minutes(n) for n in range(1, 11)]).tail == minutes(9)
    assert durations([minutes(n) for n in range(1, 12)]).tail == minutes(10)


def test_too_few_known_values_have_no_statistic() -> None:
    few = durations([minutes(n) for n in range(FEW - 1)] + [None] * 20)
    assert (few.median, few.tail, len(few.known), few.unknown) == (None, None, FEW - 1, 20)
    assert durations([minutes(n) for n in range(9)]).tail is None


def test_what_clocks_showed_is_exact_and_a_day_is_not() -> None:
    exact = between(parse("2026-01-01T10:00Z"), parse("2026-01-01T10:17Z"))
    day = between(parse("2026-01-01"), parse("2026-01-02"))
    assert durations([exact] * 5).median == minutes(17)
    assert durations([day] * 5).median == minutes(0, 2 * 24 * 60)


def test_an_impossible_order_is_unknown() -> None:
    found = measure(contained(1, "2026-01-02T10:00Z", "2026-01-01T10:00Z")).overall
    assert (found.known, found.unknown) == ((), 1)


def test_years_are_those_of_the_ids() -> None:
    found = measure(at(1), made.another("2024-12-supply-chain"), made.another("2024"))
    assert [(year, known.unknown) for year, known in found.years] == [("2026", 1), ("2024", 2)]


def test_a_duplicate_incident_counts_once() -> None:
    one = contained(1, "2026-01-01T10:00Z", "2026-01-01T10:17Z")
    assert measure(one, replace(one, id="2026-01-02-again", duplicate_of=one.id)).overall == measure(one).overall


@given(KNOWN, st.randoms(use_true_random=False))
def test_the_true_statistic_lies_within_its_bounds(ranges: list[tuple[int, int]], chance: object) -> None:
    truth = durations([minutes(chance.randint(low, high)) for low, high in ranges])  # type: ignore[attr-defined]
    found = durations([minutes(low, high) for low, high in ranges])
    for bounds, true in ((found.median, truth.median), (found.tail, truth.tail)):
        assert bounds is not None
        assert true is not None
        assert bounds.shortest <= true.shortest == true.longest <= bounds.longest


@given(st.lists(MINUTES, min_size=10, max_size=40))
def test_nine_in_ten_do_not_exceed_the_90th_percentile(values: list[int]) -> None:
    tail = durations([minutes(value) for value in values]).tail
    assert tail is not None
    tenths = [10 * sum(timedelta(minutes=value) <= limit for value in values) for limit in (tail.longest,)]
    below = 10 * sum(timedelta(minutes=value) < tail.longest for value in values)
    assert below < 9 * len(values) <= tenths[0]


# The flow of findings


def accepted(number: int, on: date | None, **changes: object) -> Finding:
    return made.finding(f"{number:02}", decision=Decision("accepted", (), "", on), **changes)


def worked(closed: date | None, reason: CloseReason = "completed") -> Issue:
    when = datetime(closed.year, closed.month, closed.day, 23, 59, tzinfo=UTC) if closed else None
    return issue(closed_as=reason if closed else None, closed_at=when)


def flow_of(*found: tuple[Finding, Issue | None]) -> Flow:
    issues = {finding.key: issue for finding, issue in found if issue is not None}
    site = made.site(made.incident(findings=tuple(finding for finding, _ in found)), issues=issues)
    return flow(rows(site, site.corpus.incidents), site.today)


def figures(found: Flow) -> list[tuple[str, int, int, int, int]]:
    return [(f"{one.first:%Y-%m}", one.opened, one.closed, one.verified, one.backlog) for one in found.months]


def test_each_month_says_what_was_opened_closed_and_verified() -> None:
    shown = Verification("srt", date(2026, 2, 15), "an exercise")
    found = flow_of(
        (accepted(1, date(2025, 11, 30)), worked(date(2026, 1, 2))),
        (accepted(2, date(2025, 12, 1), verification=shown), worked(date(2026, 1, 31))),
        (accepted(3, date(2026, 3, 1)), worked(None)),
    )
    assert figures(found) == [
        ("2025-11", 1, 0, 0, 1),
        ("2025-12", 1, 0, 0, 2),
        ("2026-01", 0, 2, 0, 0),
        ("2026-02", 0, 0, 1, 0),
        ("2026-03", 1, 0, 0, 1),
    ]


def test_an_issue_closed_before_the_decision_never_was_in_the_backlog() -> None:
    assert figures(flow_of((accepted(1, date(2026, 2, 1)), worked(date(2025, 6, 1)))))[0] == ("2026-02", 1, 1, 0, 0)


def test_what_has_no_day_is_counted_as_undated_and_stands_in_no_month() -> None:
    nowhere = replace(worked(date(2026, 1, 2)), closed_at=None)
    found = flow_of((accepted(1, None), None), (accepted(2, date(2026, 1, 1)), nowhere))
    assert (found.months, found.undated) == ((), 2)


def test_a_decision_of_tomorrow_is_in_no_month_yet() -> None:
    found = flow_of((accepted(1, made.TODAY + timedelta(days=1)), None))
    assert (found.months, found.undated) == ((), 1)


def test_what_the_team_refused_is_still_in_the_backlog() -> None:
    found = flow_of((accepted(1, date(2026, 3, 1)), worked(date(2026, 3, 1), "not_planned")))
    assert figures(found) == [("2026-03", 1, 0, 0, 1)]


def test_declined_findings_are_no_backlog() -> None:
    declined = made.finding(decision=Decision("declined", ("index",), "Too dear.", date(2026, 1, 1)))
    assert flow_of((declined, None)).months == ()


def test_the_backlog_grows_where_more_is_opened_than_closed() -> None:
    old = [(accepted(n, date(2025, 8, 1)), worked(date(2025, 10, 1)) if n < 3 else None) for n in range(1, 5)]
    new = [(accepted(n, date(2026, 1, 1)), None) for n in range(5, 10)]
    change = flow_of(*old, *new).change
    assert change is not None
    assert (change.since, change.before, change.now, change.opened, change.closed) == (date(2025, 9, 1), 4, 7, 5, 2)


def test_a_few_months_do_not_say_whether_the_backlog_grows() -> None:
    assert flow_of(*[(accepted(n, date(2025, 10, 1)), None) for n in range(1, 10)]).change is None


def test_a_few_findings_do_not_say_whether_the_backlog_grows() -> None:
    assert flow_of((accepted(1, date(2024, 1, 1)), None), (accepted(2, date(2026, 1, 1)), None)).change is None


def test_the_backlog_is_what_is_open_now() -> None:
    site = populous(60)
    waiting = [
        row for row in rows(site, site.corpus.incidents) if row.standing.issue is None or row.standing.issue.open
    ]
    assert trends(site).flow.months[-1].backlog == sum(row.finding.decision.on is not None for row in waiting)


# Categories, ages, recurrence


def test_categories_are_counted_without_duplicates() -> None:
    site = made.site(
        made.incident(
            findings=(
                made.finding("01"),
                made.finding("02", duplicate_of=f"{made.ID}/01"),
                made.finding("03", category="manual-error", decision=Decision("declined", (), "", date(2026, 1, 1))),
            )
        )
    )
    assert [(one.name, one.total, one.unsettled) for one in trends(site).categories] == [
        ("technical-lapse", 1, 1),
        ("manual-error", 1, 0),
    ]
    assert categories([]) == ()


def test_an_age_counts_from_the_decision() -> None:
    site = made.site(
        made.incident(
            findings=(
                accepted(1, made.TODAY),
                accepted(2, made.TODAY - timedelta(days=29)),
                accepted(3, made.TODAY - timedelta(days=30)),
                accepted(4, made.TODAY - timedelta(days=400)),
                made.finding("05", decision=Decision("proposed", (), "", None)),
            )
        )
    )
    found = ages(rows(site, site.corpus.incidents), site.today)
    assert [count for _, _, count in found.groups] == [2, 1, 0, 0, 1]
    assert (found.median, found.undated) == (None, 1)
    assert found.oldest is not None
    assert found.oldest.finding.number == "04"


def test_a_service_with_one_category_in_two_incidents_comes_back() -> None:
    first, second = (at(n, findings=(made.finding("01"), made.finding("02"))) for n in (1, 2))
    found = recurrences([first, second, at(3, services=("identity",))])
    assert [(one.kind, one.names, one.incidents) for one in found] == [
        ("service", ("identity", "technical-lapse"), (second, first))
    ]


def test_a_technique_in_two_incidents_comes_back() -> None:
    phishing = (Technique("T1566", "", novel=False, evidence=()),) * 2
    found = recurrences([at(1, techniques=phishing), at(2, techniques=phishing), at(3)])
    assert [(one.kind, one.names, len(one.incidents)) for one in found] == [("technique", ("T1566",), 2)]


def test_a_change_that_was_asked_for_again_comes_back() -> None:
    first = at(1, services=(), findings=(made.finding(incident="2026-01-01-incident", title="Expire tokens"),))
    asked = [
        at(
            n,
            services=(),
            findings=(
                made.finding(incident=f"2026-01-{n:02}-incident", duplicate_of=f"2026-01-{n - 1:02}-incident/01"),
            ),
        )
        for n in (2, 3)
    ]
    found = recurrences([first, *asked])
    assert [(one.kind, one.names, len(one.incidents)) for one in found] == [("finding", ("Expire tokens",), 3)]


def test_related_incidents_are_one_group_however_they_are_linked() -> None:
    def telling(number: int, *others: int) -> Incident:
        return at(number, related=tuple(Related(f"2026-01-{n:02}-incident", "the same hole") for n in others))

    found = recurrences([telling(1), telling(2, 1), telling(3, 2, 9), telling(4)])
    assert [[one.id[8:10] for one in group.incidents] for group in found] == [["03", "02", "01"]]


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
    return made.another(
        name,
        services=tuple(draw(st.sets(st.sampled_from(["index", "identity"])))),
        timeline=made.timeline(*(made.event(when, milestone=milestone) for milestone, when in known.items())),
        findings=tuple(
            made.finding(f"{n:02}", incident=name, decision=Decision("accepted", (), "", draw(days)), evidence=())
            for n in range(1, draw(st.integers(1, 4)))
        ),
    )


def medians(site: SiteData) -> list[tuple[Span | None, Span | None]]:
    return [(one.overall.median, one.overall.tail) for one in trends(site).measures]


@settings(deadline=None, max_examples=50)
@given(population())
def test_an_incident_of_which_nothing_is_known_changes_no_median(incidents: list[Incident]) -> None:
    before, after = made.site(*incidents), made.site(*incidents, made.another("2026-02-28-unknown"))
    assert medians(before) == medians(after)
    assert [one.overall.unknown + 1 for one in trends(before).measures] == [
        one.overall.unknown for one in trends(after).measures
    ]


@settings(deadline=None, max_examples=50)
@given(population(), populated(99), st.sampled_from([{"tlp": "amber"}, {"status": "draft"}]))
def test_a_withheld_incident_changes_nothing(incidents: list[Incident], secret: Incident, kept: dict[str, str]) -> None:
    withheld = replace(secret, **kept)  # type: ignore[arg-type]
    telling = replace(incidents[0], related=(Related(withheld.id, "the same hole"),))
    assert trends(made.site(telling, *incidents[1:], withheld)) == trends(
        made.site(replace(telling, related=()), *incidents[1:])
    )


@settings(deadline=None, max_examples=50)
@given(population(), st.booleans())
def test_a_withheld_finding_changes_nothing(incidents: list[Incident], held: bool) -> None:  # noqa: FBT001
    one = incidents[0]
    kept = {"disclose_after": made.TODAY} if held else {"tlp": "amber"}
    secret = made.finding("77", incident=one.id, decision=Decision("accepted", (), "", date(2024, 1, 1)), **kept)
    assert trends(made.site(replace(one, findings=(*one.findings, secret)), *incidents[1:])) == trends(
        made.site(*incidents)
    )


@settings(deadline=None, max_examples=50)
@given(population(), st.randoms(use_true_random=False))
def test_the_order_of_the_incidents_does_not_matter(incidents: list[Incident], chance: object) -> None:
    site = made.site(*incidents)
    shuffled = list(site.corpus.incidents)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert trends(replace(site, corpus=Corpus(tuple(shuffled), frozenset()))) == trends(site)
