"""The chain of events of an incident."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.markdown.prose import Prose
from pipeline.moment import Moment


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the timeline; `at` is None if the file's own time is not readable."""

    at: Moment | None
    what: str
    milestone: str
    phase: str
    evidence: tuple[str, ...]
    approximate: bool
    tlp: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The chain of events of one incident, in the file's order."""

    path: str
    timezone: str
    events: tuple[Event, ...]
    notes: Prose

    def milestone(self, name: str) -> Moment | None:
        """When that milestone was reached; None if the timeline does not say."""
        return next((event.at for event in self.events if event.milestone == name), None)
