"""What makes a chain of events one that can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from pipeline import moment, records, vocabulary
from pipeline.check.rule import Example, Problem, World, at, rule
from pipeline.diagnostic import Route
from pipeline.model import Event, Incident
from pipeline.moment import Moment


@rule(
    fails=Example("timeline.md", front="events: [{at: 2026-02-30, what: It began.}]"),
    passes=Example("timeline.md", front="events: [{at: 2026-02-28, what: It began.}]"),
)
def moment_can_be_read(incident: Incident, world: World) -> Iterator[Problem]:
    """A time is in the calendar, and a time of day has an offset or its file a time zone."""
    if incident.timeline is not None:
        path, name = incident.timeline.path, incident.timeline.timezone
        yield from _read(world, path, [("events", i, "at") for i in range(len(incident.timeline.events))], name)
        try:
            moment.zone_named(name or "UTC")
        except moment.MomentError as error:
            yield Problem(at(path, "timezone"), str(error), "see the IANA time zone database for the names")
    if incident.register is not None:
        items: list[Route] = [("items", index, "collected_at") for index in range(len(incident.register.items))]
        yield from _read(world, incident.register.path, items)
    parties: list[Route] = [("external_parties", index, "contacted") for index in range(len(incident.external_parties))]
    yield from _read(world, f"{incident.path}/README.md", parties)


@rule(
    fails=Example(
        "timeline.md",
        front="events:\n- {at: 2026-01-10T09:30Z, what: Contained.}\n- {at: 2026-01-10T09:00Z, what: Detected.}",
    ),
    passes=Example(
        "timeline.md",
        front="events:\n- {at: 2026-01-10T09:00Z, what: Detected.}\n- {at: 2026-01-10, what: Contained that day.}",
    ),
)
def events_are_in_order(incident: Incident, _world: World) -> Iterator[Problem]:
    """Events stand in the order in which they happened, as far as their precision tells."""
    if incident.timeline is None:
        return
    latest: Moment | None = None
    for index, event in enumerate(incident.timeline.events):
        if event.at is None:
            continue
        if latest is not None and event.at.surely_before(latest):
            message = f"`{event.at.text}` comes before `{latest.text}`, which stands above it"
            yield Problem(
                at(incident.timeline.path, "events", index, "at"), message, "sort the events, or mend the time"
            )
        elif latest is None or event.at.earliest >= latest.earliest:
            latest = event.at


@rule(
    fails=Example(
        "timeline.md",
        front=(
            "events:\n- {at: 2026-01-10T09:00Z, what: Contained., milestone: contained}\n"
            "- {at: 2026-01-10T10:00Z, what: Detected., milestone: detected}"
        ),
    ),
    passes=Example(
        "timeline.md",
        front=(
            "events:\n- {at: 2026-01-10T09:00Z, what: Detected., milestone: detected}\n"
            "- {at: 2026-01-10T10:00Z, what: Contained., milestone: contained}"
        ),
    ),
)
def milestones_are_in_order(incident: Incident, _world: World) -> Iterator[Problem]:
    """Each milestone stands at most once, and they follow each other: started, detected and so on."""
    if incident.timeline is None:
        return
    order = vocabulary.ordered("timeline", "events", "milestone")
    seen: list[Event] = []
    for index, event in enumerate(incident.timeline.events):
        if event.milestone not in order:
            continue
        place = at(incident.timeline.path, "events", index, "milestone")
        if any(event.milestone == other.milestone for other in seen):
            yield Problem(place, f"`{event.milestone}` stands twice", "keep it where it was first true")
        else:
            later = [other for other in seen if order.index(other.milestone) > order.index(event.milestone)]
            if later:
                hint = f"the milestones follow each other: {', '.join(order)}"
                yield Problem(place, f"`{event.milestone}` stands after `{later[0].milestone}`", hint)
        seen.append(event)


@rule(
    fails=Example("timeline.md", front="events: [{at: 2924-01-10, what: It began.}]"),
    passes=Example("timeline.md", front="events: [{at: 2024-01-10, what: It began.}]"),
)
def nothing_is_in_the_future(incident: Incident, world: World) -> Iterator[Problem]:
    """No event lies in the future: a postmortem looks back."""
    if incident.timeline is None:
        return
    # A day's end anywhere on Earth is at most 12 hours after it ends in UTC.
    now = datetime.combine(world.today, time.max, UTC)
    for index, event in enumerate(incident.timeline.events):
        if event.at is not None and event.at.earliest > now:
            place = at(incident.timeline.path, "events", index, "at")
            yield Problem(place, f"`{event.at.text}` is in the future", f"today is {world.today}: mend the date")


def _read(world: World, path: str, routes: list[Route], zone: str = "") -> Iterator[Problem]:
    for route in routes:
        value = world.value(path, route)
        if not isinstance(value, str | int) or not moment.looks_right(value):
            continue  # nothing stands there, or the schema has said what is wrong with it
        try:
            moment.parse(value, records.zone_of(zone))
        except moment.MomentError as error:
            yield Problem(
                (path, route), str(error), "write what is known: 2026, 2026-02, 2026-02-28 or 2026-02-28T09:00Z"
            )
