"""Where the events of a timeline are in its picture, in pixels. Time runs down, on one scale between the cuts.

An event is the interval of instants that it may have happened at; a point is an interval without length. Labels
are beside the axis, each in a row of its own, as close to its event as the others let it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

Interval = tuple[datetime, datetime]
"""The first and the last instant."""

ROW = 20.0
"""The height of a row."""
CUT = 16.0
"""How much of the axis a cut gap takes, however long it is."""
_LEAST = 160.0
_AIR = 1.4
"""How many times longer the axis is than its rows need, so that labels are near their events."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an event is. `lane` is 0 on the axis itself; spans are beside it, those that overlap side by side."""

    top: float
    bottom: float
    lane: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A gap that is not to scale: where it begins and ends on the axis, how long it is, and its label's row.

    `row` is None if it is only how inexact an event is that is cut: its label says so.
    """

    top: float
    bottom: float
    length: timedelta
    row: float | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The picture. `positions` and `rows` (the middles of the labels) are in the order of the events.

    `second` is the length of a second on the axis; 0 if all events are one instant.
    """

    height: float
    second: float
    positions: tuple[Position, ...]
    rows: tuple[float, ...]
    cuts: tuple[Cut, ...]
    lanes: int

    @property
    def strain(self) -> float:
        """How far the labels are from their events, in pixels; a cut counts as a row."""
        apart = (
            max(position.top - row, row - position.bottom, 0)
            for position, row in zip(self.positions, self.rows, strict=True)
        )
        return sum(apart) + ROW * len(self.cuts)


def lay_out(events: Sequence[Interval]) -> Layout:
    """Lay these events out; there has to be one. Their order is kept.

    The longest gaps are cut, at most half of all: as many as bring labels nearest to their events.
    """
    axis = _Axis(events)
    lengths = sorted(axis.lengths, reverse=True)
    limits = [timedelta.max, *sorted(set(lengths[: len(lengths) // 2]), reverse=True)]
    # Gaps as long as one another are cut together, or not at all.
    fair = [limit for limit in limits if sum(length >= limit for length in lengths) <= len(lengths) // 2]
    return min((axis.cut_from(limit) for limit in fair), key=lambda layout: layout.strain)


class _Axis:
    """The instants at which an event begins or ends, and how long it is from each to the next."""

    def __init__(self, events: Sequence[Interval]) -> None:
        self._events = events
        self._begins = {start for start, _ in events}
        self._instants = sorted({instant for event in events for instant in event})
        self._lanes = _lanes(events)
        self.lengths = [later - earlier for earlier, later in pairwise(self._instants)]

    def cut_from(self, limit: timedelta) -> Layout:
        """The layout in which every gap of this length or more is cut."""
        gaps = self._gaps(limit)
        named = [gap for gap in gaps if gap not in self._events and gap[1] in self._begins]
        height = max((len(self._events) + len(named)) * ROW * _AIR, _LEAST)
        places, second = self._places(gaps, height)
        positions = tuple(
            Position(places[start], places[end], self._lanes.get((start, end), 0)) for start, end in self._events
        )
        rows, named_rows = _rows(
            [position.top for position in positions], [places[gap[0]] + CUT / 2 for gap in named], height
        )
        row_of = dict(zip(named, named_rows, strict=True))
        cuts = tuple(Cut(places[gap[0]], places[gap[1]], gap[1] - gap[0], row_of.get(gap)) for gap in gaps)
        return Layout(height, second, positions, tuple(rows), cuts, max(self._lanes.values(), default=0))

    def _gaps(self, limit: timedelta) -> list[Interval]:
        """The gaps of this length or more; neighbours are one where no event begins between them."""
        gaps: list[Interval] = []
        for (start, end), length in zip(pairwise(self._instants), self.lengths, strict=True):
            if length < limit:
                continue
            if gaps and gaps[-1][1] == start and start not in self._begins:
                gaps[-1] = (gaps[-1][0], end)
            else:
                gaps.append((start, end))
        return gaps

    def _places(self, gaps: Sequence[Interval], height: float) -> tuple[dict[datetime, float], float]:
        """Where each instant is, and the length of a second outside the gaps."""
        whole = self._instants[-1] - self._instants[0]
        scaled = (whole - sum((end - start for start, end in gaps), timedelta())).total_seconds()
        second = (height - ROW - CUT * len(gaps)) / scaled if scaled else 0.0
        place, left = ROW / 2, iter(gaps)
        gap = next(left, None)
        places = {self._instants[0]: place}
        for (start, end), length in zip(pairwise(self._instants), self.lengths, strict=True):
            if gap and gap[1] <= start:
                gap = next(left, None)
            cut = CUT * (length / (gap[1] - gap[0])) if gap and gap[0] <= start else None
            place += length.total_seconds() * second if cut is None else cut
            places[end] = place
        return places, second


def _lanes(events: Sequence[Interval]) -> dict[Interval, int]:
    """The lane of each span, from 1 on; the same span is drawn once."""
    lanes: dict[Interval, int] = {}
    taken: list[datetime] = []
    spans = {event for event in events if event[0] < event[1]}
    for start, end in sorted(spans, key=lambda span: (span[0], span[0] - span[1])):
        lane = next((at for at, until in enumerate(taken) if until <= start), len(taken))
        taken[lane : lane + 1] = [end]
        lanes[start, end] = lane + 1
    return lanes


def _rows(wanted: Sequence[float], cuts: Sequence[float], height: float) -> tuple[list[float], list[float]]:
    """The rows of the events and of the cuts. A cut comes before the first event that begins below it."""
    before = [sum(place <= cut for place in wanted) for cut in cuts]
    places = [at + sum(cut <= at for cut in before) for at in range(len(wanted))]
    cut_places = [at + number for number, at in enumerate(before)]
    in_order = dict(zip([*places, *cut_places], [*wanted, *cuts], strict=True))
    rows = _spread([in_order[at] for at in range(len(in_order))], height)
    return [rows[at] for at in places], [rows[at] for at in cut_places]


def _spread(wanted: Sequence[float], height: float) -> list[float]:
    """Places at least a row apart, within the height, with the least sum of squares away from the wanted ones.

    This is isotonic regression by pooling adjacent violators (Barlow et al., Statistical Inference under Order
    Restrictions, 1972) of the wanted places less the rows above them.
    """
    pools: list[tuple[float, int]] = []
    for at, place in enumerate(wanted):
        mean, size = place - at * ROW, 1
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, size = (mean * size + other * more) / (size + more), size + more
        pools.append((mean, size))
    last = height - ROW / 2 - (len(wanted) - 1) * ROW
    flat = [min(max(mean, ROW / 2), last) for mean, size in pools for _ in range(size)]
    return [place + at * ROW for at, place in enumerate(flat)]
