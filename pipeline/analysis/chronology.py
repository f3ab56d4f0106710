"""The tightest bounds of the time between events, from all that is known of when they happened.

What is known are intervals, one for each event, and an order: events stand in the order in which they happened, and
milestones follow each other. Together they make a simple temporal problem (Dechter, Meiri and Pearl, 1991) in which
every constraint is either a bound on one event or "not after" between two. Its shortest paths have a closed form:
bounds are carried along the order once, and a duration is bounded by the carried bounds of its ends and by zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from graphlib import CycleError, TopologicalSorter

_ZERO = timedelta(0)
_OPEN, _NEVER = timedelta.max, timedelta.min

Order = Iterable[tuple[int, int]]
"""Pairs of events, by their places, of which the first is not after the second."""


@dataclass(frozen=True, slots=True)
class Interval:
    """When something happened: not before `earliest`, and before `latest`; None where that side is open."""

    earliest: datetime | None = None
    latest: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no time is within it."""
        return self.earliest is not None and self.latest is not None and self.latest <= self.earliest


@dataclass(frozen=True, slots=True)
class Bounds:
    """A duration of at least `shortest` and at most `longest`; `longest` is None where nothing bounds it."""

    shortest: timedelta
    longest: timedelta | None


def either(bounds: Iterable[Bounds | None]) -> Bounds | None:
    """The bounds of a duration for which one of these is true, though not known which; None if all of them are None."""
    known = [bound for bound in bounds if bound is not None]
    if not known:
        return None
    longest = [bound.longest for bound in known if bound.longest is not None]
    return Bounds(min(bound.shortest for bound in known), max(longest) if len(longest) == len(known) else None)


@dataclass(frozen=True, slots=True)
class Chronology:
    """Events with their intervals as narrow as their order allows.

    Events are told by their places in `intervals`. `later` has, for each event, events that are not before it;
    together they are the whole order.
    """

    intervals: tuple[Interval, ...]
    later: tuple[tuple[int, ...], ...]

    def between(self, starts: Collection[int], ends: Collection[int], *, last: bool) -> Bounds | None:
        """The time from the first of the events `starts` to the last, or else the first, of the events `ends`.

        None where either has no event, or where the end is surely before the start.
        """
        choose = max if last else min
        following = {end: self._not_before(end) for end in ends}
        longest = max(
            (choose(self._longest(start, end, following[end]) for end in ends) for start in starts if ends),
            default=_NEVER,
        )
        if longest < _ZERO:
            return None
        return Bounds(self._shortest(starts, ends, last=last), None if longest == _OPEN else longest)

    def _longest(self, start: int, end: int, not_before_end: Collection[int]) -> timedelta:
        """The longest time from one event to another; less than none where the second is surely the first."""
        bound = _difference(self.intervals[start].earliest, self.intervals[end].latest, _OPEN)
        if bound <= _ZERO:  # the end of an interval is not in it
            return _NEVER
        return min(bound, _ZERO) if start in not_before_end else bound

    def _shortest(self, starts: Collection[int], ends: Collection[int], *, last: bool) -> timedelta:
        """The first start is not after any start; the last end is not before any end, the first not after any."""
        first_start = min((latest for start in starts if (latest := self.intervals[start].latest)), default=None)
        bounds = [self.intervals[end].earliest for end in ends]
        known = [bound for bound in bounds if bound is not None]
        end = max(known, default=None) if last else min(known) if len(known) == len(bounds) else None
        return max(_ZERO, _difference(first_start, end, _ZERO))

    def _not_before(self, event: int) -> set[int]:
        """The event itself, and all that are not before it."""
        reached, pending = {event}, [event]
        while pending:
            following = [place for place in self.later[pending.pop()] if place not in reached]
            reached.update(following)
            pending += following
        return reached


def chronology(intervals: Sequence[Interval], orders: Iterable[Order]) -> Chronology:
    """The chronology of events under the first of these orders that the intervals do not contradict.

    Where they contradict each, or an order goes in a circle, no order counts.
    """
    return chronologies([intervals], orders)[0]


def chronologies(readings: Sequence[Sequence[Interval]], orders: Iterable[Order]) -> list[Chronology]:
    """The chronologies of events, of which only one is true: each reading of their intervals stands on its own.

    They are under the first of these orders that some reading does not contradict; the readings that do are not among
    them.
    """
    narrowed = (_narrowed(readings, order) for order in (*orders, ()))
    return next(found for found in narrowed if found)


def _narrowed(readings: Sequence[Sequence[Interval]], order: Order) -> list[Chronology]:
    """The chronologies under these pairs of events, without the readings that contradict them."""
    later: list[list[int]] = [[] for _ in readings[0]]
    for before, after in order:
        later[before].append(after)
    try:
        last_first = list(TopologicalSorter(dict(enumerate(later))).static_order())
    except CycleError:
        return []
    followed = tuple(map(tuple, later))
    found = (_carried(intervals, followed, last_first) for intervals in readings)
    return [
        Chronology(intervals, followed)
        for intervals in found
        if not (any(later) and any(interval.is_empty for interval in intervals))
    ]


def _carried(
    intervals: Sequence[Interval], later: Sequence[Sequence[int]], last_first: Sequence[int]
) -> tuple[Interval, ...]:
    """The intervals once nothing begins before what is not after it, nor ends after what is not before it."""
    earliest, latest = [interval.earliest for interval in intervals], [interval.latest for interval in intervals]
    for place in reversed(last_first):
        bound = earliest[place]
        for after in later[place]:
            known = earliest[after]
            if bound is not None and (known is None or known < bound):
                earliest[after] = bound
    for place in last_first:
        for after in later[place]:
            bound, known = latest[after], latest[place]
            if bound is not None and (known is None or bound < known):
                latest[place] = bound
    return tuple(map(Interval, earliest, latest))


def _difference(start: datetime | None, end: datetime | None, unknown: timedelta) -> timedelta:
    return end - start if start is not None and end is not None else unknown
