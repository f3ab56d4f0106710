"""Rules about the chain of events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from pipeline import layout, moment, records, vocabulary
from pipeline.check.rule import Example, Place, Problem, RuleContext, at, rule
from pipeline.diagnostic import Route
from pipeline.model import Event, Incident
from pipeline.moment import Moment

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_MANY = 300
"""With more events, each event before the latest above it is reported: finding the misplaced one takes too long."""

Dated = tuple[int, Moment]
Astray = tuple[int, Moment, Moment]


@rule(
    fails=Example("timeline.md", front="events: [{at: 2026-02-30, what: It began.}]"),
    passes=Example("timeline.md", front="events: [{at: 2026-02-28, what: It began.}]"),
)
def moment_can_be_read(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every time exists in the calendar, and every time of day has an offset, or its file has a `timezone`."""
    if incident.timeline is not None:
        path, name = incident.timeline.path, incident.timeline.timezone
        try:
            moment.zone_named(name or "UTC")
        except moment.MomentError as error:
            yield Problem(
                at(path, "timezone"),
                str(error),
                "use a name from the IANA time zone database, such as America/New_York or UTC",
            )
            name = "UTC"  # any will do to read the times
        yield from _read(context, path, [("events", i, "at") for i in range(len(incident.timeline.events))], name)
    if incident.register is not None:
        items: list[Route] = [("items", index, "collected_at") for index in range(len(incident.register.items))]
        yield from _read(context, incident.register.path, items)
    parties: list[Route] = [("external_parties", index, "contacted") for index in range(len(incident.external_parties))]
    seen: list[Route] = [
        ("indicators", index, key) for index in range(len(incident.indicators)) for key in ("first_seen", "last_seen")
    ]
    sent: list[Route] = [("notifications", index, "sent") for index in range(len(incident.notifications))]
    yield from _read(context, incident.readme, [*parties, *seen, *sent])


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
def events_are_in_order(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Events are in the order in which they happened, as far as their precision shows.

    If two events are out of order, the one that conflicts with more of the other events is reported.
    """
    if incident.timeline is None:
        return
    events = [(index, event.at) for index, event in enumerate(incident.timeline.events) if event.at is not None]
    late = _behind(events)
    for index, mine, other in _astray(events) if late and len(events) <= _MANY else late:
        side = ("before", "above") if mine.surely_before(other) else ("after", "below")
        message = f"`{mine.text}` is {side[0]} `{other.text}`, which is listed {side[1]} it"
        yield Problem(
            at(incident.timeline.path, "events", index, "at"), message, "sort the events, or correct the time"
        )


def _behind(events: list[Dated]) -> list[Astray]:
    """The events that come before the latest of those above them, with that one."""
    latest: Moment | None = None
    behind: list[Astray] = []
    for index, mine in events:
        if latest is not None and mine.surely_before(latest):
            behind.append((index, mine, latest))
        elif latest is None or mine.earliest >= latest.earliest:
            latest = mine
    return behind


def _astray(events: list[Dated]) -> list[Astray]:
    """A small set of events without which the rest are in order, each with the nearest event that it conflicts with."""
    against: dict[int, set[int]] = {place: set() for place in range(len(events))}
    for place, (_, mine) in enumerate(events):
        for before in range(place):
            if mine.surely_before(events[before][1]):
                against[place].add(before)
                against[before].add(place)
    astray: list[Astray] = []
    while True:
        worst = max(against, key=lambda place: (len(against[place]), place))
        others = against.pop(worst)
        if not others:
            return sorted(astray, key=lambda item: item[0])
        for other in others:
            against[other].discard(worst)
        nearest = min(others, key=lambda other: abs(other - worst))
        astray.append((*events[worst], events[nearest][1]))


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
def milestones_are_in_order(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Each milestone appears at most once, and those of the response are in order: started, detected, and so on."""
    if incident.timeline is None:
        return
    known, order = vocabulary.ordered("timeline", "events", "milestone"), vocabulary.response_milestones()
    seen: list[Event] = []
    for index, event in enumerate(incident.timeline.events):
        if event.milestone not in known:
            continue
        place = at(incident.timeline.path, "events", index, "milestone")
        if any(event.milestone == other.milestone for other in seen):
            yield Problem(
                place, f"duplicate milestone `{event.milestone}`", "keep only the event where it was first true"
            )
        elif event.milestone in order:
            after = order[order.index(event.milestone) :]
            later = [other for other in seen if other.milestone in after]
            if later:
                hint = f"move each to the event where it was first true, in this order: {', '.join(order)}"
                yield Problem(place, f"`{event.milestone}` comes after `{later[0].milestone}`", hint)
        seen.append(event)


@rule(
    fails=Example("timeline.md", front="events: [{at: 2924-01-10, what: It began.}]"),
    passes=Example("timeline.md", front="events: [{at: 2024-01-10, what: It began.}]"),
)
def nothing_is_in_the_future(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """No event is in the future, no indicator is seen then, and nothing is sent then: a postmortem looks back."""
    # A day's end anywhere on Earth is at most 12 hours after it ends in UTC.
    now = datetime.combine(context.today, time.max, UTC)
    for place, happened in _happened(incident):
        if happened is not None and happened.earliest > now:
            yield Problem(place, f"`{happened.text}` is in the future", f"today is {context.today}: correct the date")


def _happened(incident: Incident) -> Iterator[tuple[Place, Moment | None]]:
    if incident.timeline is not None:
        for index, event in enumerate(incident.timeline.events):
            yield at(incident.timeline.path, "events", index, "at"), event.at
    for index, item in enumerate(incident.indicators):
        yield at(incident.readme, "indicators", index, "first_seen"), item.first_seen
        yield at(incident.readme, "indicators", index, "last_seen"), item.last_seen
    for index, notification in enumerate(incident.notifications):
        yield at(incident.readme, "notifications", index, "sent"), notification.sent


@rule(
    fails=Example("timeline.md", front="events: [{at: 1026-01-10, what: It began.}]"),
    passes=Example("timeline.md", front="events: [{at: 1998-01-10, what: The protocol was designed.}]"),
)
def year_is_no_typo(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """No event is before 1970: such a year is a typo."""
    if incident.timeline is None:
        return
    for index, event in enumerate(incident.timeline.events):
        if event.at is not None and event.at.latest <= _FIRST:
            place = at(incident.timeline.path, "events", index, "at")
            yield Problem(place, f"`{event.at.text}` is before {_FIRST.year}", "correct the year: it has four digits")


@rule(
    fails=Example("timeline.md", front=f"events: [{{at: 2026-01-10, what: {layout.BEGUN}}}]"),
    passes=Example("timeline.md", front="events: [{at: 2026-01-10, what: A scanner reported the token.}]"),
)
def template_event_is_replaced(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """The event that `postmortem new` writes is replaced or removed once the incident is no longer a draft."""
    if incident.timeline is None or incident.is_draft:
        return
    for index, event in enumerate(incident.timeline.events):
        if event.what == layout.BEGUN:
            place = at(incident.timeline.path, "events", index, "what")
            message = "this event comes from `postmortem new`"
            yield Problem(place, message, "replace it with what happened, remove it, or set `status: draft`")


def _read(context: RuleContext, path: str, routes: list[Route], zone: str = "") -> Iterator[Problem]:
    own = records.zone_of(zone)
    if zone and own is None:
        own = UTC  # the zone itself is reported; the times are only checked against the calendar
    for route in routes:
        value = context.value(path, route)
        if not isinstance(value, str | int) or not moment.looks_right(value):
            continue  # there is nothing, or the schema reports what is wrong with it
        try:
            moment.parse(value, own)
        except moment.MomentError as error:
            yield Problem(
                (path, route), str(error), "write what is known: 2026, 2026-02, 2026-02-28 or 2026-02-28T09:00Z"
            )
