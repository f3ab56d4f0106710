"""How long the response to an incident took, as bounded by everything that its timeline says.

A milestone may be reached by each affected thing at a time of its own. The whole is contained, eradicated or recovered
when each thing is; it started and was detected with the first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.analysis.chronology import Interval, chronologies, either
from pipeline.model import Event, Incident, Stated, Timeline
from pipeline.time.moment import When, Window
from pipeline.time.span import Span, clock_difference
from pipeline.time.unnamed_zone import Clocks, readings
from pipeline.vocabulary import ordered, response_milestones

Choose = Callable[[Iterable[timedelta]], timedelta]


@cache
def duration_milestones() -> Mapping[str, tuple[str, str]]:
    """What is measured of a response, and from which milestone to which: to detect from the start, else from there."""
    start, detected, *_ = response_milestones()
    ends = zip(ordered("timeline", "stated", "duration"), response_milestones()[1:], strict=True)
    return {name: (start if end == detected else detected, end) for name, end in ends}


def reached_by(duration: str) -> str:
    """The milestone that a duration ends with; "" if there is no such duration."""
    return duration_milestones()[duration][1] if duration in duration_milestones() else ""


def is_reached_last(milestone: str) -> bool:
    """Whether the whole reaches this milestone with the last of the affected things, and what lasts with its end."""
    return milestone not in response_milestones()[:2]


@dataclass(frozen=True, slots=True)
class Reached:
    """When a milestone was reached, and whether that is an estimate."""

    at: When
    approximate: bool


def milestones(incident: Incident, thing: str = "") -> Mapping[str, Reached | None]:
    """When a thing, or for "" the whole, reached each milestone of a response, in their order; None if unknown."""
    events = incident.timeline.events if incident.timeline else ()
    things = [thing] if thing else [item.id for item in incident.affected] or [""]
    return {name: _reached(name, events, things) for name in response_milestones()}


def _reached(name: str, events: Sequence[Event], things: Sequence[str]) -> Reached | None:
    """The first of these things' events in the file, or the last where each of them has to have one."""
    places = [
        next((at for at, event in enumerate(events) if event.milestone == name and event.is_about(thing)), None)
        for thing in things
    ]
    known = [place for place in places if place is not None]
    last = is_reached_last(name)
    if not known or (last and len(known) < len(places)):
        return None
    event = events[max(known) if last else min(known)]
    at = event.ended if last and event.ended is not None else event.at
    return Reached(at, event.approximate) if at is not None else None


@dataclass(frozen=True, slots=True)
class Measured:
    """How long each of `duration_milestones` took, None if unknown.

    `used` is what a source states in the place of what cannot be computed, and `stated` what else it states.
    """

    spans: Mapping[str, Span | None]
    stated: tuple[Stated, ...] = ()
    used: Mapping[str, Stated] = field(default_factory=dict)


def measured(incident: Incident) -> Measured:
    """The durations of the whole incident; each is unknown where durations do not apply."""
    return _measured(incident, _story(incident), "")


def measured_by_thing(incident: Incident) -> Mapping[str, Measured]:
    """The durations of each affected thing, by its id."""
    story = _story(incident)
    return {thing.id: _measured(incident, story, thing.id) for thing in incident.affected}


def between_milestones(incident: Incident, start: str, end: str, things: Sequence[str]) -> list[Span]:
    """How long the timeline says it was from one milestone to another, for each thing, or for the whole if none.

    Where a milestone is missing, it says nothing.
    """
    if incident.timeline is None:
        return []
    known = tuple(item.id for item in incident.affected)
    story = _told(incident.timeline, known)
    spans = (story.between(start, end, thing) for thing in things or ("",) if not thing or thing in known)
    return [span for span in spans if span is not None]


@lru_cache(maxsize=2)  # a page asks for the whole, for each thing and for its picture
def _told(timeline: Timeline, things: tuple[str, ...]) -> _Story:
    return _Story(timeline, things)


def _story(incident: Incident) -> _Story | None:
    if incident.timeline is None or not incident.report.is_measured:
        return None
    return _told(incident.timeline, tuple(item.id for item in incident.affected))


def _measured(incident: Incident, story: _Story | None, thing: str) -> Measured:
    if incident.timeline is None or story is None:
        return Measured(dict.fromkeys(duration_milestones()))
    stated = [item for item in incident.timeline.stated if (thing in item.affects if thing else not item.affects)]
    spans = {name: story.between(start, end, thing) for name, (start, end) in duration_milestones().items()}
    used = {name: item for name in spans for item in reversed(stated) if spans[name] is None and _stands_in(item, name)}
    spans |= {name: item.span for name, item in used.items()}
    return Measured(spans, tuple(item for item in stated if item.length and item not in used.values()), used)


def _stands_in(item: Stated, name: str) -> bool:
    return item.duration == name and item.since == duration_milestones()[name][0] and item.length is not None


class _Story:
    """A timeline as a chronology: the events, then the ends of those that lasted, then what nobody dates.

    There is one for each zone that times without a named zone may be in.

    The last are milestones that one affected thing has reached, and another one not yet, or nobody knows when.
    """

    def __init__(self, timeline: Timeline, things: tuple[str, ...]) -> None:
        self._times = [event.at for event in timeline.events]
        self._approximate = [event.approximate for event in timeline.events]
        listed = list(pairwise(range(len(self._times))))
        ends = {place: self._add(event.ended) for place, event in enumerate(timeline.events) if event.ended}
        self._reached = {thing: self._milestones(timeline.events, ends, thing) for thing in things or ("",)}
        chains = [pair for reached in self._reached.values() for pair in pairwise(reached.values())]
        lasting = list(ends.items())
        orders = [[*listed, *lasting, *chains], [*lasting, *chains], [*listed, *lasting], lasting]
        self._known = chronologies(_readings(self._times), orders)

    def between(self, start: str, end: str, thing: str) -> Span | None:
        """The time from one milestone to the other, of a thing, or of the whole for ""."""
        last = is_reached_last(end)
        stories = [self._reached[thing]] if thing else list(self._reached.values())
        starts, ends = ({story[name] for story in stories if name in story} for name in (start, end))
        if not (any(map(self._is_dated, starts)) and any(map(self._is_dated, ends))):
            return None
        bounds = either(known.between(starts, ends, last=last) for known in self._known)
        if bounds is None:
            return None
        nominal = self._nominal(starts, ends, max if last else min)
        fits = (
            nominal is not None and bounds.shortest <= nominal and (bounds.longest is None or nominal <= bounds.longest)
        )
        approximate = any(self._approximate[place] for place in starts | ends)
        return Span(bounds.shortest, bounds.longest, nominal if fits else None, approximate)

    def _nominal(self, starts: Collection[int], ends: Collection[int], choose: Choose) -> timedelta | None:
        """What clocks would show from the first start to the chosen end; None unless all are readings of clocks."""
        longest: list[timedelta] = []
        for start in starts:
            shown = [clock_difference(self._times[start], self._times[end]) for end in ends]
            known = [length for length in shown if length is not None]
            if len(known) < len(shown):
                return None
            longest.append(choose(known))
        return max(longest)

    def _milestones(self, events: Sequence[Event], ends: Mapping[int, int], thing: str) -> dict[str, int]:
        """The place of each milestone of a thing, in the order of a response."""
        reached: dict[str, int] = {}
        for name in response_milestones():
            places = [place for place, event in enumerate(events) if event.milestone == name]
            own = next((place for place in places if events[place].is_about(thing)), None)
            if own is not None:
                reached[name] = ends.get(own, own) if is_reached_last(name) else own
            elif places and is_reached_last(name):
                reached[name] = self._add(None)
        return reached

    def _add(self, at: When | None) -> int:
        self._times.append(at)
        self._approximate.append(False)
        return len(self._times) - 1

    def _is_dated(self, place: int) -> bool:
        return self._times[place] is not None


def _readings(times: Sequence[When | None]) -> list[list[Interval]]:
    """When each of these was, once for each zone that times without a named zone may be in."""
    starts, ends = [_start(at) for at in times], [_end(at) for at in times]
    unnamed = dict.fromkeys(clocks for clocks, _ in (*starts, *ends) if clocks)
    if not unnamed:
        return [[Interval(start, end) for (_, start), (_, end) in zip(starts, ends, strict=True)]]
    places = {clocks: place for place, clocks in enumerate(unnamed)}
    placed_starts = [(places[clocks] if clocks else None, start) for clocks, start in starts]
    placed_ends = [(places[clocks] if clocks else None, end) for clocks, end in ends]
    found = []
    for read in readings(unnamed):
        earliest = (start if place is None else read[place][0] for place, start in placed_starts)
        latest = (end if place is None else read[place][1] for place, end in placed_ends)
        found.append(list(map(Interval, earliest, latest)))
    return found


def _start(at: When | None) -> tuple[Clocks | None, datetime | None]:
    first = at.after if isinstance(at, Window) else at
    return (first.clocks, first.earliest) if first else (None, None)


def _end(at: When | None) -> tuple[Clocks | None, datetime | None]:
    last = at.before if isinstance(at, Window) else at
    return (last.clocks, last.latest) if last else (None, None)
