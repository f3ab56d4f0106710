"""Bounds of durations, against every assignment of times on a small clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.analysis.chronology import Bounds, Chronology, Interval, chronology

HOURS = 3
FAR = 50
"""Further away than anything that bounds a time: where a bound reaches there, there is none."""
START = datetime(2026, 1, 10, tzinfo=UTC)

Hours = tuple[int | None, int | None]
Pairs = list[tuple[int, int]]


def interval(earliest: int | None, latest: int | None) -> Interval:
    return Interval(_at(earliest), _at(latest))


def _at(hours: int | None) -> datetime | None:
    return None if hours is None else START + timedelta(hours=hours)


def bounds(shortest: int, longest: int | None) -> Bounds:
    return Bounds(timedelta(hours=shortest), None if longest is None else timedelta(hours=longest))


def in_order(*intervals: Interval, milestones: Iterable[tuple[int, int]] = ()) -> Chronology:
    listed = list(pairwise(range(len(intervals))))
    return chronology(intervals, [[*listed, *milestones], list(milestones)])


def test_a_minute_is_as_exact_as_its_minute() -> None:
    assert in_order(interval(1, 2), interval(3, 4)).between([0], [1], last=True) == bounds(1, 3)


def test_the_order_narrows_a_day_by_the_events_around_it() -> None:
    known = in_order(interval(1, 2), interval(0, 9), interval(3, 4))
    assert known.between([0], [1], last=True) == bounds(0, 3)
    assert known.between([1], [2], last=True) == bounds(0, 3)


def test_an_open_end_leaves_a_duration_open() -> None:
    assert in_order(interval(1, 2), interval(4, None)).between([0], [1], last=True) == bounds(2, None)


def test_an_event_without_a_time_is_bounded_by_its_neighbours() -> None:
    known = in_order(interval(1, 2), interval(None, None), interval(4, 5))
    assert known.between([0], [1], last=True) == bounds(0, 4)


def test_a_list_that_is_no_order_of_time_bounds_nothing() -> None:
    known = in_order(interval(3, 4), interval(0, 9), interval(1, 2))
    assert known.between([2], [1], last=True) == bounds(0, 8)


def test_milestones_follow_each_other_where_the_list_does_not() -> None:
    known = in_order(interval(7, 8), interval(1, 2), interval(0, 3), milestones=[(1, 2)])
    assert known.between([1], [2], last=True) == bounds(0, 2)


def test_the_whole_ends_with_the_last_and_begins_with_the_first() -> None:
    known = in_order(interval(0, 1), interval(1, 2), interval(2, 3), interval(4, 5))
    assert known.between([0, 1], [2, 3], last=True) == bounds(3, 5)


def test_the_whole_is_detected_with_the_first() -> None:
    known = in_order(interval(0, 1), interval(1, 2), interval(2, 3), interval(4, 5))
    assert known.between([0, 1], [2, 3], last=False) == bounds(1, 3)


def test_an_end_before_its_start_is_no_duration() -> None:
    assert in_order(interval(1, 2), interval(3, 4)).between([1], [0], last=True) is None


def test_milestones_in_a_circle_are_no_order() -> None:
    known = chronology([interval(0, 3), interval(1, 2)], [[(0, 1), (1, 0)]])
    assert known.between([0], [1], last=True) == bounds(0, 2)


@st.composite
def intervals(draw: st.DrawFn) -> Hours:
    low, high = sorted(draw(st.lists(st.integers(0, HOURS), min_size=2, max_size=2, unique=True)))
    open_before, open_after = draw(st.sampled_from([(False, False)] * 4 + [(True, False), (False, True), (True, True)]))
    return None if open_before else low, None if open_after else high


@settings(max_examples=200, deadline=None)
@given(st.lists(intervals(), min_size=1, max_size=4), st.data())
def test_no_bounds_are_tighter_and_none_are_wider(drawn: list[Hours], data: st.DataObject) -> None:
    chain = data.draw(st.permutations(range(len(drawn))))[: data.draw(st.integers(0, len(drawn)))]
    milestones = list(pairwise(chain))
    places = st.lists(st.integers(0, len(drawn) - 1), min_size=1, max_size=3, unique=True)
    starts, ends, last = data.draw(places), data.draw(places), data.draw(st.booleans())
    known = in_order(*(interval(*hours) for hours in drawn), milestones=milestones)
    assert known.between(starts, ends, last=last) == _by_brute_force(drawn, milestones, starts, ends, last=last)


def _by_brute_force(
    drawn: Sequence[Hours], milestones: Pairs, starts: Sequence[int], ends: Sequence[int], *, last: bool
) -> Bounds | None:
    """Whole hours and ends that are far away are enough: all bounds are whole hours, and so are the extremes.

    An interval is without its end. What is possible is found without it; how long it takes, with it, since a duration
    may come as near as one likes.
    """

    def length(times: Sequence[int]) -> int:
        end = max(times[place] for place in ends) if last else min(times[place] for place in ends)
        return end - min(times[place] for place in starts)

    listed = [*pairwise(range(len(drawn))), *milestones]
    circular = not all(before < after for before, after in milestones)
    for order in ([] if circular else [listed]) + [milestones, []]:
        possible = [times for times in _assignments(drawn, 0) if _keeps(times, order)]
        if possible:
            if max(map(length, possible)) < 0:
                return None
            lengths = [length(times) for times in _assignments(drawn, 1) if _keeps(times, order)]
            longest = max(lengths)
            return bounds(max(0, min(lengths)), None if longest > FAR / 2 else longest)
    raise AssertionError("without an order, any times are possible")


def _assignments(drawn: Sequence[Hours], end: int) -> Iterable[tuple[int, ...]]:
    clock = [-FAR, *range(HOURS + 1), FAR]
    return product(
        *(
            [hour for hour in clock if (low is None or low <= hour) and (high is None or hour < high + end)]
            for low, high in drawn
        )
    )


def _keeps(times: Sequence[int], order: Pairs) -> bool:
    return all(times[before] <= times[after] for before, after in order)
