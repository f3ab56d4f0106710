"""Which change a number of durations can show."""

from __future__ import annotations

from itertools import accumulate, product
from math import comb, inf
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.site.trends.confidence import FEWEST, Bound, Sample, compare, interval, rank


def sample(values: list[float]) -> Sample:
    bounds: list[Bound] = [(value, value) for value in values]
    within = interval(bounds)
    assert within is not None
    return Sample(len(values), (median(values), median(values)), within)


@pytest.mark.parametrize("count", [*range(1, 40), 200, 999])
def test_an_interval_misses_the_median_in_one_of_twenty_at_most(count: int) -> None:
    """As by the binomial distribution in whole numbers."""
    left_out = rank(count)
    below = [ways / 2**count for ways in accumulate(comb(count, value) for value in range(count))]
    fitting = [least for least, chance in enumerate(below) if chance <= 0.025]
    assert left_out == (fitting[-1] if fitting else None)


def test_many_values_are_as_near_as_makes_no_difference() -> None:
    assert abs((rank(1001) or 0) - (rank(1000) or 0)) <= 1


def test_five_values_show_nothing_and_six_do() -> None:
    assert FEWEST == 6
    assert interval([(1, 1)] * 5) is None
    assert interval([(float(value), float(value)) for value in range(6)]) == (0, 5)


def test_what_nothing_bounds_has_no_upper_end() -> None:
    assert interval([(60.0, inf)] * 6) == (60, inf)


def test_a_year_that_is_shorter_throughout_is_a_change() -> None:
    before, latest = sample([3600.0 * hour for hour in range(10, 20)]), sample([60.0 * hour for hour in range(10, 20)])
    assert compare("2026", latest, before).changed == -1
    assert compare("2026", before, latest).changed == 1


def test_years_that_overlap_show_none_and_say_what_would() -> None:
    found = compare("2026", sample([600.0, 1200, 1800, 2400, 3000, 3600]), sample([600.0] * 3 + [3600.0] * 4))
    assert found.changed == 0
    assert found.shorter is not None
    assert found.longer is not None
    assert found.shorter.total_seconds() < 600
    assert found.longer.total_seconds() > 3600


@given(st.lists(st.floats(60, 10**6), min_size=6, max_size=30), st.sampled_from([0.5, 0.9, 1.1, 2]))
def test_a_median_beyond_what_is_said_shows_a_change(values: list[float], beyond: float) -> None:
    """Durations that are all longer, or all shorter, are a change exactly where their median is beyond the limits."""
    before = sample(values)
    limits = compare("2026", before, before)
    for limit, sign in ((limits.shorter, -1), (limits.longer, 1)):
        if limit is None:
            continue
        factor = limit.total_seconds() / before.median[0] * beyond
        moved = sample([value * factor for value in values])
        is_beyond = beyond < 1 if sign < 0 else beyond > 1
        if moved.interval[0] >= 60:  # less counts as a minute
            assert (compare("2026", moved, before).changed == sign) is is_beyond


def test_the_smallest_numbers_that_show_a_change_are_six_and_six() -> None:
    shown = {
        (first, second)
        for first, second in product(range(1, 9), repeat=2)
        if interval([(60.0, 60.0)] * first) and interval([(6000.0, 6000.0)] * second)
    }
    assert min(shown) == (FEWEST, FEWEST)
