"""What a number of durations can show: how sure a median is, and which change would be told from chance.

The interval of a median is that of its order statistics, by the binomial distribution: it takes no shape of the
durations for granted. Two medians differ where their intervals do not meet, which is stricter than a test of the
difference: what is said to be a change is one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from pipeline.time.span import Span

_EITHER_SIDE = 0.025
"""How probable it is at most that the true median is below its interval, and that it is above: 95 % are left."""

_LEAST = 60.0
"""Seconds; a duration of less counts as a minute where medians are compared by how many times longer one is."""

Bound = tuple[float, float]
"""The least and the most that a duration may be, in seconds; infinite where nothing bounds it."""


@cache
def rank(count: int) -> int | None:
    """How many of so many values the interval of their median leaves out at either end; None if they are too few."""
    chance = below = 0.5**count if count <= _EXACT else 0.0
    if count > _EXACT:  # as near to the normal distribution as makes no difference
        return int((count - 1.96 * math.sqrt(count)) / 2)
    left_out = -1
    while below <= _EITHER_SIDE:
        left_out += 1
        chance *= (count - left_out) / (left_out + 1)
        below += chance
    return left_out if left_out >= 0 else None


_EXACT = 1000
"""For more values, the smallest probabilities are too small for a float."""


FEWEST = next(count for count in range(1, 100) if rank(count) is not None)
"""For fewer values, no interval holds the median with 95 %."""


def interval(bounds: list[Bound]) -> Bound | None:
    """Where the median of these durations is with a probability of 95 %; None if they are too few."""
    left_out = rank(len(bounds))
    if left_out is None:
        return None
    return sorted(low for low, _ in bounds)[left_out], sorted(high for _, high in bounds)[-1 - left_out]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The latest year against all before: how many durations each has, and what that many can show.

    `changed` is -1 if the latest median is surely shorter, 1 if it is surely longer, 0 if no change can be told.
    Only a median under `shorter` or over `longer` would show a change; None if none would.
    """

    year: str
    count: int
    count_before: int
    changed: int
    shorter: timedelta | None
    longer: timedelta | None


@dataclass(frozen=True, slots=True)
class Sample:
    """A median and the interval that it is in with a probability of 95 %, of so many durations."""

    count: int
    median: Bound
    interval: Bound


def compare(year: str, latest: Sample, before: Sample) -> Comparison:
    """What the two can show of each other."""
    longer_by = _at_least_a_minute(latest.median[1]) / _at_least_a_minute(latest.interval[0])
    shorter_by = _at_least_a_minute(latest.interval[1]) / _at_least_a_minute(latest.median[0])
    changed = (latest.interval[0] > before.interval[1]) - (latest.interval[1] < before.interval[0])
    shorter, longer = before.interval[0] / shorter_by, before.interval[1] * longer_by
    return Comparison(
        year,
        latest.count,
        before.count,
        changed,
        timedelta(seconds=round(shorter)) if shorter >= _LEAST else None,
        timedelta(seconds=round(longer)) if math.isfinite(longer) and longer < timedelta.max.total_seconds() else None,
    )


def _at_least_a_minute(seconds: float) -> float:
    return max(seconds, _LEAST)


def bounds_of(span: Span) -> Bound:
    """The least and the most that a duration may be; one value where both ends were read off a clock."""
    if span.nominal is not None:
        return span.nominal.total_seconds(), span.nominal.total_seconds()
    return span.shortest.total_seconds(), math.inf if span.longest is None else span.longest.total_seconds()


def span_of(bound: Bound) -> Span:
    """The duration of these bounds."""
    low, high = (None if math.isinf(seconds) else timedelta(seconds=seconds) for seconds in bound)
    return Span(low or timedelta(0), high, low if low == high else None)
