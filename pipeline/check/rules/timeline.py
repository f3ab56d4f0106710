"""Rules about the chain of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from itertools import product

from pipeline import layout, vocabulary
from pipeline.check.rule import Example, Place, Problem, RuleContext, at, rule
from pipeline.diagnostic import Route
from pipeline.documents import values
from pipeline.model import Event, Incident, Timeline
from pipeline.time import moment, unnamed_zone
from pipeline.time.moment import Moment, When, Window

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_MANY = 300
"""With more events, each event before the latest above it is reported: finding the misplaced one takes too long."""

Dated = tuple[int, When]
Astray = tuple[int, When, When]


@rule(
    fails=Example("timeline.md", front="events: [{at: 2026-02-30, what: It began.}]"),
    passes=Example("timeline.md", front="events: [{at: 2026-02-28, what: It began.}]"),
)
def moment_can_be_read(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every time exists in the calendar, and every time of day has an offset, or its file has a `timezone`."""
    if incident.timeline is not None:
        routes = _times_of(context, incident.timeline)
        yield from _read(context, incident.timeline.path, incident.timeline.timezone, routes)
    if incident.register is not None:
        items: list[Route] = [("items", index, "collected_at") for index in range(len(incident.register.items))]
        yield from _read(context, incident.register.path, incident.register.timezone, items)
    yield from _read(context, incident.readme, incident.timezone, [route for route, _ in _facts(incident)])


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
    latest: When | None = None
    behind: list[Astray] = []
    for index, mine in events:
        if latest is not None and mine.surely_before(latest):
            behind.append((index, mine, latest))
        elif mine.earliest is not None and (
            latest is None or latest.earliest is None or mine.earliest >= latest.earliest
        ):
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
    """Each milestone appears at most once, and those of the response are in order: started, detected, and so on.

    Where events say which affected things they are about (`affects`), this holds for each thing.
    """
    if incident.timeline is None:
        return
    known, order = vocabulary.ordered("timeline", "events", "milestone"), vocabulary.response_milestones()
    seen: list[Event] = []
    for index, event in enumerate(incident.timeline.events):
        if event.milestone not in known:
            continue
        place = at(incident.timeline.path, "events", index, "milestone")
        before = [other for other in seen if _share_a_thing(event, other)]
        if any(event.milestone == other.milestone for other in before):
            yield Problem(
                place, f"duplicate milestone `{event.milestone}`", "keep only the event where it was first true"
            )
        elif event.milestone in order:
            after = order[order.index(event.milestone) :]
            later = [other for other in before if other.milestone in after]
            if later:
                hint = f"move each to the event where it was first true, in this order: {', '.join(order)}"
                yield Problem(place, f"`{event.milestone}` comes after `{later[0].milestone}`", hint)
        seen.append(event)


def _share_a_thing(event: Event, other: Event) -> bool:
    """Whether both are about an affected thing; an event that names none is about all."""
    return not event.affects or not other.affects or not set(event.affects).isdisjoint(other.affects)


@rule(
    fails=Example(
        "timeline.md", front="events: [{at: 2026-01-10T09:00Z, ended: 2026-01-10T08:00Z, what: Tokens were rotated.}]"
    ),
    passes=Example(
        "timeline.md",
        front=(
            "events:\n- {at: {after: 2026-01-08, before: 2026-01-10T08:00Z}, what: The image was published.}\n"
            "- {at: 2026-01-10T09:00Z, ended: 2026-01-10T11:00Z, what: Tokens were rotated.}"
        ),
    ),
)
def event_ends_after_it_begins(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """An event does not end before it begins, and `after` is not later than `before`."""
    if incident.timeline is None:
        return
    for index, event in enumerate(incident.timeline.events):
        for key, when in (("at", event.at), ("ended", event.ended)):
            after, before = (when.after, when.before) if isinstance(when, Window) else (None, None)
            if after and before and before.surely_before(after):
                place = at(incident.timeline.path, "events", index, key, "before")
                hint = f"swap the two if they are the wrong way round: {{after: {before.text}, before: {after.text}}}"
                yield Problem(place, f"`before: {before.text}` is earlier than `after: {after.text}`", hint)
        if event.at and event.ended and event.ended.surely_before(event.at):
            place = at(incident.timeline.path, "events", index, "ended")
            message = f"`{event.ended.text}` is before `{event.at.text}`, when the event begins"
            yield Problem(place, message, "correct one of the two times")


@rule(
    fails=Example("timeline.md", front="events: [{at: 2924-01-10, what: It began.}]"),
    passes=Example("timeline.md", front="events: [{at: 2024-01-10, what: It began.}]"),
)
def nothing_is_in_the_future(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """No event, sighting of an indicator, or notification is in the future: a postmortem looks back."""
    # A day's end anywhere on Earth is at most 12 hours after it ends in UTC.
    now = datetime.combine(context.today, time.max, UTC)
    for place, happened in _happened(incident):
        if happened is not None and happened.earliest > now:
            yield Problem(place, f"`{happened.text}` is in the future", f"today is {context.today}: correct the date")


def _happened(incident: Incident) -> Iterator[tuple[Place, Moment | None]]:
    if incident.timeline is not None:
        yield from _moments(incident.timeline)
    # Whom somebody will contact on a day to come may be written down.
    yield from (
        (at(incident.readme, *route), told) for route, told in _facts(incident) if route[0] != "external_parties"
    )


def _facts(incident: Incident) -> Iterator[tuple[Route, Moment | None]]:
    """Every point in time that README.md may have, with its route."""
    for index, party in enumerate(incident.external_parties):
        yield ("external_parties", index, "contacted"), party.contacted
    for index, item in enumerate(incident.indicators):
        yield ("indicators", index, "first_seen"), item.first_seen
        yield ("indicators", index, "last_seen"), item.last_seen
    for index, notification in enumerate(incident.notifications):
        yield ("notifications", index, "sent"), notification.sent
    for index, count in enumerate(incident.counts):
        yield ("impact", "counts", index, "as_of"), count.as_of


@rule(
    fails=Example("timeline.md", front="events: [{at: 1026-01-10, what: It began.}]"),
    passes=Example("timeline.md", front="events: [{at: 1998-01-10, what: The protocol was designed.}]"),
)
def year_is_no_typo(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """No event is before 1970: such a year is a typo."""
    if incident.timeline is None:
        return
    for place, named in _moments(incident.timeline):
        if named.latest <= _FIRST:
            message = f"`{named.text}` is before {_FIRST.year}"
            yield Problem(place, message, "correct the year: it has four digits")


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


def _moments(timeline: Timeline) -> Iterator[tuple[Place, Moment]]:
    """Every point in time that an event names, with its place."""
    for index, event in enumerate(timeline.events):
        for key, when in (("at", event.at), ("ended", event.ended)):
            sides = {"after": when.after, "before": when.before} if isinstance(when, Window) else {"": when}
            for side, named in sides.items():
                if named is not None:
                    yield at(timeline.path, "events", index, key, *filter(None, [side])), named


def _times_of(context: RuleContext, timeline: Timeline) -> Iterator[Route]:
    """Where events may have points in time."""
    for index, key in product(range(len(timeline.events)), ("at", "ended")):
        route: Route = ("events", index, key)
        sides = isinstance(context.value(timeline.path, route), dict)
        yield from ((*route, "after"), (*route, "before")) if sides else (route,)


def _read(context: RuleContext, path: str, name: str, routes: Iterable[Route]) -> Iterator[Problem]:
    """What is wrong with the file's zone, "" if it has none, and with the times at these routes."""
    zone = values.zone_of(name)
    if name and zone is None:
        message, known = f"`{name}` is not an IANA time zone", "such as America/New_York or UTC"
        hint = f"use a name from the IANA time zone database, {known}; {unnamed_zone.NAME} if the source names none"
        yield Problem(at(path, "timezone"), message, hint)
        zone = UTC  # the times are only checked against the calendar
    for route in routes:
        value = context.value(path, route)
        if not isinstance(value, str | int) or not moment.looks_right(value):
            continue  # there is nothing, or the schema reports what is wrong with it
        try:
            moment.parse(value, zone)
        except moment.MomentError as error:
            yield Problem(
                (path, route), str(error), "write what is known: 2026, 2026-02, 2026-02-28 or 2026-02-28T09:00Z"
            )
