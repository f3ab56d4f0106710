"""How long it took: medians and percentiles of ranges; too few known values have none."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Incident
from pipeline.site.i18n.formats import span
from pipeline.site.i18n.language import language
from pipeline.site.trends.response_times import FEW, Measure, durations
from pipeline.site.trends.statistics import trends
from pipeline.time.moment import parse
from pipeline.time.span import Span, between
from tests.site import builders

MINUTES = st.integers(0, 10**6)
KNOWN = st.lists(st.tuples(MINUTES, MINUTES).map(lambda ends: (min(ends), max(ends))), min_size=10, max_size=40)


def minutes(low: int, high: int | None = None) -> Span:
    shortest, longest = timedelta(minutes=low), timedelta(minutes=low if high is None else high)
    return Span(shortest, longest, shortest if shortest == longest else None)


def measure(*incidents: Incident, verb: str = "contain") -> Measure:
    return next(one for one in trends(builders.site(*incidents)).measures if one.verb == verb)


def contained(number: int, start: str, end: str) -> Incident:
    events = builders.event(start, milestone="detected"), builders.event(end, milestone="contained")
    return builders.at(number, timeline=builders.timeline(*events))


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
    found = measure(builders.at(1), builders.another("2024-12-supply-chain"), builders.another("2024"))
    assert [(year, known.unknown) for year, known in found.years] == [("2026", 1), ("2024", 2)]


def test_a_duplicate_incident_counts_once() -> None:
    one = contained(1, "2026-01-01T10:00Z", "2026-01-01T10:17Z")
    assert measure(one, replace(one, id="2026-01-02-again", duplicate_of=one.id)).overall == measure(one).overall


@given(KNOWN, st.randoms(use_true_random=False))
def test_the_true_statistic_lies_within_its_bounds(ranges: list[tuple[int, int]], chance: Random) -> None:
    truth = durations([minutes(chance.randint(low, high)) for low, high in ranges])
    found = durations([minutes(low, high) for low, high in ranges])
    for bounds, true in ((found.median, truth.median), (found.tail, truth.tail)):
        assert bounds is not None
        assert true is not None
        assert bounds.longest is not None
        assert true.longest is not None
        assert bounds.shortest <= true.shortest == true.longest <= bounds.longest


@given(st.lists(MINUTES, min_size=10, max_size=40))
def test_nine_in_ten_do_not_exceed_the_90th_percentile(values: list[int]) -> None:
    tail = durations([minutes(value) for value in values]).tail
    assert tail is not None
    assert tail.longest is not None
    tenths = [10 * sum(timedelta(minutes=value) <= limit for value in values) for limit in (tail.longest,)]
    below = 10 * sum(timedelta(minutes=value) < tail.longest for value in values)
    assert below < 9 * len(values) <= tenths[0]
