"""How long responses took in several incidents: medians and percentiles, and what their number can show.

What is not known is counted as unknown, never guessed, and too few values make no statistic.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.analysis.durations import duration_milestones, measured
from pipeline.model import Incident
from pipeline.site.data import day_of
from pipeline.site.trends.confidence import Comparison, Sample, bounds_of, compare, interval, span_of
from pipeline.time.span import Span

FEW = 5
"""For fewer known values there is no median, and for fewer findings no chart."""

FEW_FOR_TAIL = 10
"""For fewer known values the 90th percentile is just the greatest of them."""


@dataclass(frozen=True, slots=True)
class Durations:
    """How long something took in several incidents; `known` from the shortest, the two statistics None if too few.

    A statistic of durations that are ranges is a range: whatever the true durations were, it lies within. `interval`
    is where the median is with a probability of 95 %, None if too few are known.
    """

    known: tuple[Span, ...]
    unknown: int
    median: Span | None
    tail: Span | None
    interval: Span | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A duration: over all incidents, and over those of each year, by the year in their ids.

    `comparison` is of the latest year that has enough known durations with all before it, None if these are too few.
    """

    verb: str
    overall: Durations
    years: tuple[tuple[str, Durations], ...]
    comparison: Comparison | None = None


def durations(spans: Iterable[Span | None]) -> Durations:
    """The statistics of these durations, None being unknown.

    The median is the middle value, or the mean of the middle two. The 90th percentile is by nearest
    rank: the smallest value that at least 90 % of the values do not exceed (type 1 of Hyndman and
    Fan, 1996). Both grow with each value, so the bounds are those of the shortest and of the longest.
    """
    spans = list(spans)
    known = sorted(
        (span for span in spans if span is not None),
        key=lambda span: (bounds_of(span), span.shortest, span.approximate),
    )
    return Durations(
        tuple(known),
        len(spans) - len(known),
        _statistic(statistics.median, known) if len(known) >= FEW else None,
        _statistic(_nearest_rank, known) if len(known) >= FEW_FOR_TAIL else None,
        span_of(within) if (within := interval([bounds_of(span) for span in known])) else None,
    )


def measures(incidents: Iterable[Incident]) -> tuple[Measure, ...]:
    """How long it took to detect, contain and recover, in the incidents to which durations apply.

    How long until the cause was gone is left out: too few reports tell it apart from the other two.
    """
    spans = [(day_of(incident)[:4], measured(incident).spans) for incident in incidents if incident.report.is_measured]
    return tuple(
        _measure(verb, [(year, of_incident[verb]) for year, of_incident in spans])
        for verb, (_, end) in duration_milestones().items()
        if end != "eradicated"
    )


def _measure(verb: str, spans: Iterable[tuple[str, Span | None]]) -> Measure:
    took: dict[str, list[Span | None]] = {}
    for year, span in spans:
        took.setdefault(year, []).append(span)
    years = tuple((year, durations(took[year])) for year in sorted(took, reverse=True))
    overall = durations(span for of_year in took.values() for span in of_year)
    return Measure(verb, overall, years, _comparison(years))


def _comparison(years: Sequence[tuple[str, Durations]]) -> Comparison | None:
    """The latest year that has an interval, against everything before it."""
    for place, (year, latest) in enumerate(years):
        if latest.interval is not None:
            before = durations(span for _, earlier in years[place + 1 :] for span in earlier.known)
            samples = _sample(latest), _sample(before)
            return compare(year, samples[0], samples[1]) if samples[0] and samples[1] else None
    return None


def _sample(found: Durations) -> Sample | None:
    if found.median is None or found.interval is None:
        return None
    return Sample(len(found.known), bounds_of(found.median), bounds_of(found.interval))


def _statistic(of: Callable[[list[float]], float], spans: Iterable[Span]) -> Span:
    bounds = zip(*map(bounds_of, spans), strict=True)
    low, high = (of(sorted(bound)) for bound in bounds)
    return span_of((low, high))


def _nearest_rank(values: list[float]) -> float:
    return values[-(-len(values) * 9 // 10) - 1]
