"""The chain of events of an incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.markdown.prose import Prose
from pipeline.time.moment import Moment, When, Window
from pipeline.time.span import Span


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the timeline; `at` is None if the file's own time is not readable.

    `ended` is when it was over, None if it did not last. `affects` are the ids of the affected things that it is
    about; none if it is about all of them.
    """

    at: When | None
    what: str
    milestone: str
    phase: str
    evidence: tuple[str, ...]
    approximate: bool
    tlp: str
    ended: When | None = None
    affects: tuple[str, ...] = ()

    @property
    def instants(self) -> tuple[datetime, ...]:
        """The bounds of when it began and ended, as far as they are known, the earliest first."""
        bounds = (bound for at in (self.at, self.ended) if at for bound in (at.earliest, at.latest))
        return tuple(sorted(bound for bound in bounds if bound is not None))

    def is_about(self, thing: str) -> bool:
        """Whether it is about the affected thing of that id."""
        return not self.affects or thing in self.affects


@dataclass(frozen=True, slots=True)
class Stated:
    """A duration that a source gives without times: to detect, contain, eradicate or recover, `since` a milestone.

    `length` is None if it cannot be read. `affects` are as in an event.
    """

    duration: str
    since: str
    length: Span | None
    approximate: bool
    affects: tuple[str, ...]
    evidence: tuple[str, ...]
    tlp: str

    @property
    def span(self) -> Span | None:
        """The length, which says whether it is an estimate."""
        return replace(self.length, approximate=self.approximate) if self.length else None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The chain of events of one incident, in the file's order."""

    path: str
    timezone: str
    events: tuple[Event, ...]
    notes: Prose
    stated: tuple[Stated, ...] = ()

    @property
    def has_unnamed_zone(self) -> bool:
        """Whether it has times whose zone the source does not name."""
        return any(moment.clocks for moment in self._moments)

    @property
    def has_known_times(self) -> bool:
        """Whether it has a time of day that can be told in any zone."""
        return any(moment.has_time and not moment.clocks for moment in self._moments)

    @property
    def _moments(self) -> Iterator[Moment]:
        for at in (when for event in self.events for when in (event.at, event.ended)):
            sides = (at.after, at.before) if isinstance(at, Window) else (at,)
            yield from (side for side in sides if side is not None)
