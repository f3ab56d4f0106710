"""The positions of the marks of a chart: across in per cent of its width, so that text keeps its size on any screen.

Down is left to the templates, which draw in pixels. Nothing here is random or dated: the same
figures give the same chart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline.time.span import Span

_TICKS = tuple(
    timedelta(seconds=seconds)
    for seconds in (1, 60, 3600, 86_400, 30 * 86_400, 365 * 86_400, 3650 * 86_400, 36_500 * 86_400)
)
_EDGE = 1.5
"""What stays free on either side, in per cent: a mark at the end is seen whole."""
_SEEN = 3.5
"""A range that is narrower than a point on the narrowest screen is drawn as one."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across a chart, and the duration that it stands for."""

    x: float
    length: Span
    anchor: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on the axis: a point at `x`, or a bar of `width` from there on where it is a range."""

    x: float
    width: float

    @property
    def end(self) -> float:
        """Where it ends."""
        return round(self.x + self.width, 2)


class TimeAxis:
    """A logarithmic axis for durations, as long as these need."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """An axis from the tick below all `spans` to the tick above."""
        bounds = [bound for span in spans for bound in (span.shortest, span.longest) if bound is not None]
        first = max((at for at, tick in enumerate(_TICKS[:-1]) if tick <= min(bounds)), default=0)
        last = min((at for at, tick in enumerate(_TICKS) if tick >= max(bounds)), default=len(_TICKS) - 1)
        self._ticks = _TICKS[first : max(last, first + 1) + 1]

    def ticks(self) -> list[Tick]:
        """The lines to draw."""
        anchors = ["start", *["middle"] * (len(self._ticks) - 2), "end"]
        return [
            Tick(self._at(tick), Span(tick, tick, tick), anchor)
            for tick, anchor in zip(self._ticks, anchors, strict=True)
        ]

    def mark(self, span: Span) -> Mark:
        """Where the duration stands; one that nothing bounds reaches to the end."""
        start = self._at(span.shortest)
        end = self._at(span.longest) if span.longest is not None else 100.0
        return Mark(start, round(end - start, 2)) if end - start >= _SEEN else Mark(round((start + end) / 2, 2), 0)

    def _at(self, length: timedelta) -> float:
        least, most = self._ticks[0], self._ticks[-1]
        part = math.log(min(max(length, least), most) / least) / math.log(most / least)
        return round(_EDGE + part * (100 - 2 * _EDGE), 2)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart over time, `height` being between 0 and 1."""

    x: float
    width: float
    height: float


def columns(values: Sequence[int], most: int) -> list[Column]:
    """A column for each value, side by side; one of `most` has the full height."""
    step = 100 / len(values)
    return [
        Column(round(at * step, 2), round(step * 0.75, 2), round(value / most, 4) if most else 0)
        for at, value in enumerate(values)
    ]


def share(value: int, most: int) -> float:
    """The length of a bar in per cent."""
    return round(100 * value / most, 2) if most else 0
