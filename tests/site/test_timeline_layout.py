from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.site.timeline.layout import CUT, ROW, Interval, lay_out

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)


def at(minutes: float, length: float = 0) -> Interval:
    """So many minutes after noon, or a span that begins then."""
    start = NOON + timedelta(minutes=minutes)
    return start, start + timedelta(minutes=length)


def test_time_is_to_scale() -> None:
    positions = lay_out([at(0), at(10), at(30)]).positions
    assert positions[2].top - positions[1].top == pytest.approx(2 * (positions[1].top - positions[0].top))


def test_a_gap_that_would_press_everything_else_together_is_cut() -> None:
    layout = lay_out([at(0), at(2), at(4), at(10_000), at(10_002)])
    assert [cut.length for cut in layout.cuts] == [timedelta(minutes=9_996)]
    assert layout.positions[3].top - layout.positions[2].top == pytest.approx(CUT)


def test_even_gaps_are_not_cut() -> None:
    assert lay_out([at(minutes) for minutes in range(0, 100, 10)]).cuts == ()


def test_of_gaps_as_long_as_one_another_all_are_cut_or_none() -> None:
    twins = [at(start + minutes) for start in (0, 5_000, 10_000) for minutes in range(5)]
    most = [at(minutes) for minutes in (0, 5_000, 10_000, 15_000, 15_001, 15_002)]
    assert len(lay_out(twins).cuts) == 2
    assert lay_out(most).cuts == ()


def test_an_event_out_of_its_order_keeps_its_row() -> None:
    rows = lay_out([at(50), at(0, 100), at(60)]).rows
    assert list(rows) == sorted(rows)
    assert rows[1] - rows[0] == pytest.approx(ROW)


def test_one_event_has_a_picture_of_the_least_height() -> None:
    assert lay_out([at(0)]).rows == (ROW / 2,)


def test_events_of_the_same_instant_share_a_mark_and_have_rows_of_their_own() -> None:
    layout = lay_out([at(0), at(0), at(60)])
    assert layout.positions[0] == layout.positions[1]
    assert layout.rows[1] - layout.rows[0] >= ROW


def test_a_span_is_as_long_as_what_it_may_be() -> None:
    layout = lay_out([at(0), at(10, 20), at(60)])
    position = layout.positions[1]
    assert position.lane == 1
    assert position.bottom - position.top == pytest.approx(20 * 60 * layout.second)


def test_a_day_in_a_month_stands_beside_it() -> None:
    assert [position.lane for position in lay_out([at(0, 60), at(10, 10), at(20, 10), at(30)]).positions] == [
        1,
        2,
        2,
        0,
    ]


def test_a_gap_that_is_only_how_inexact_an_event_is_has_no_label() -> None:
    alone = lay_out([at(0), at(1), at(2), at(3, 100_000)])
    around = lay_out([at(0), at(1), at(2, 100_000), at(3), at(4)])
    assert [cut.row for cut in (*alone.cuts, *around.cuts)] == [None, None]


SPANS = st.tuples(st.integers(0, 10**6), st.sampled_from([0, 0, 0, 1, 60, 1440, 43_200, 525_600]))
EVENTS = st.lists(SPANS, min_size=1, max_size=40).map(lambda spans: [at(*span) for span in spans])


@settings(deadline=None)
@given(EVENTS)
def test_labels_keep_their_order_and_never_overlap(events: list[Interval]) -> None:
    layout = lay_out(events)
    assert list(layout.rows) == sorted(layout.rows)
    rows = sorted([*layout.rows, *(cut.row for cut in layout.cuts if cut.row is not None)])
    assert all(later - row >= ROW - 0.001 for row, later in pairwise(rows))


@settings(deadline=None)
@given(EVENTS)
def test_everything_lies_within_the_picture(events: list[Interval]) -> None:
    layout = lay_out(events)
    middles = [*layout.rows, *(cut.row for cut in layout.cuts if cut.row is not None)]
    ends = [end for position in layout.positions for end in (position.top, position.bottom)]
    assert min(middles) >= ROW / 2 - 0.001
    assert max(middles) <= layout.height - ROW / 2 + 0.001
    assert min(ends) >= 0
    assert max(ends) <= layout.height


@settings(deadline=None)
@given(EVENTS)
def test_what_is_not_cut_is_to_scale(events: list[Interval]) -> None:
    layout = lay_out(events)
    places = sorted(
        (instant, place)
        for event, position in zip(events, layout.positions, strict=True)
        for instant, place in zip(event, (position.top, position.bottom), strict=True)
    )
    for (start, top), (end, bottom) in pairwise(places):
        inside = any(cut.top - 0.001 <= top and bottom <= cut.bottom + 0.001 for cut in layout.cuts)
        assert inside or bottom - top == pytest.approx((end - start).total_seconds() * layout.second, abs=0.001)
    assert all(cut.bottom - cut.top == pytest.approx(CUT) for cut in layout.cuts)


@settings(deadline=None)
@given(EVENTS)
def test_spans_that_overlap_stand_side_by_side(events: list[Interval]) -> None:
    layout = lay_out(events)
    lanes = {
        event: position.lane for event, position in zip(events, layout.positions, strict=True) if event[0] < event[1]
    }
    for one, other in combinations(lanes, 2):
        assert lanes[one] != lanes[other] or one[1] <= other[0] or other[1] <= one[0]


@settings(deadline=None)
@given(EVENTS)
def test_at_most_half_of_all_gaps_are_cut(events: list[Interval]) -> None:
    instants = {instant for event in events for instant in event}
    assert len(lay_out(events).cuts) <= (len(instants) - 1) / 2
