"""Rules about what was counted, what was affected and how long it took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from pipeline.analysis.durations import between_milestones, reached_by
from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.diagnostic import Route, Severity
from pipeline.model import Event, Incident, Stated, VersionEvent
from pipeline.text.spelling import did_you_mean_one_of
from pipeline.time.span import Span, as_iso, units
from pipeline.vocabulary import response_milestones

_MONTH = timedelta(days=28)
_LENGTH = "{duration: contain, from: detected"


@rule(
    fails=Example("timeline.md", front=f"stated: [{_LENGTH}, length: {{at_least: PT3H, at_most: PT1H}}}}]"),
    passes=Example("timeline.md", front=f"stated: [{_LENGTH}, length: {{at_least: PT1H, at_most: PT3H}}}}]"),
)
def least_is_not_above_most(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """In a count or a length, `at_least` is not above `at_most`."""
    for index, count in enumerate(incident.counts):
        if count.at_least is not None and count.at_most is not None and count.at_most < count.at_least:
            yield _swapped(context, incident.readme, ("impact", "counts", index, "count"))
    if incident.timeline is not None:
        for index, item in enumerate(incident.timeline.stated):
            if item.length and _is_inverted(item.length):
                yield _swapped(context, incident.timeline.path, ("stated", index, "length"))


def _is_inverted(length: Span) -> bool:
    return length.longest is not None and length.longest < length.shortest


def _swapped(context: RuleContext, path: str, route: Route) -> Problem:
    least, most = (context.value(path, (*route, key)) for key in ("at_least", "at_most"))
    hint = f"swap the two if they are the wrong way round: {{at_least: {most}, at_most: {least}}}"
    return Problem((path, route), f"`at_least: {least}` is above `at_most: {most}`", hint)


@rule(
    fails=Example("README.md", front="affected: [{id: web}, {id: web}]"),
    passes=Example("README.md", front="affected: [{id: web}, {id: api}]"),
)
def affected_id_stands_once(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Each affected thing has its own id."""
    seen: set[str] = set()
    for index, thing in enumerate(incident.affected):
        if thing.id and thing.id in seen:
            place = at(incident.readme, "affected", index, "id")
            yield Problem(place, f"`{thing.id}` is the id of another affected thing", "give each its own id")
        seen.add(thing.id)


@rule(
    fails=Example("timeline.md", front="events: [{at: 2026-01-10, what: The page was down., affects: [wbe]}]"),
    passes=Example("timeline.md", front="events: [{at: 2026-01-10, what: The page was down.}]"),
)
def affected_thing_exists(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """What an event or a stated duration says it is about (`affects`) is an `id` under `affected` in README.md."""
    if incident.timeline is None:
        return
    known = {thing.id for thing in incident.affected}
    lists: dict[str, Sequence[Event | Stated]] = {
        "events": incident.timeline.events,
        "stated": incident.timeline.stated,
    }
    for key, items in lists.items():
        for index, item in enumerate(items):
            for position, name in enumerate(item.affects):
                if name not in known:
                    place = at(incident.timeline.path, key, index, "affects", position)
                    hint = (
                        did_you_mean_one_of(name, known)
                        if known
                        else f"add it to README.md: `affected: [{{id: {name}}}]`, or remove `affects`"
                    )
                    yield Problem(place, f"`affected` in README.md has no `{name}`", hint)


@rule(
    fails=Example("README.md", front='affected: [{id: sdk, versions: ["4.87.1"], last_known_good: ["4.87.1"]}]'),
    passes=Example("README.md", front='affected: [{id: sdk, versions: ["4.87.1"], last_known_good: ["4.87.0"]}]'),
)
def known_good_version_is_not_affected(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A version that is known to be good (`last_known_good`) is not one of the affected versions."""
    for index, thing in enumerate(incident.affected):
        affected = set(thing.versions)
        affected |= {version for part in thing.ranges for event in part.events for version in _affected(event)}
        for position, version in enumerate(thing.last_known_good):
            if version in affected:
                place = at(incident.readme, "affected", index, "last_known_good", position)
                message = f"`{version}` is listed as known to be good, but also as affected"
                yield Problem(
                    place,
                    message,
                    "write the last version before the first affected one, or correct the affected versions",
                )


def _affected(event: VersionEvent) -> Iterator[str]:
    return filter(None, (event.introduced, event.last_affected))


@rule(
    fails=Example("timeline.md", front="stated: [{duration: detect, from: contained, length: PT1H}]"),
    passes=Example("timeline.md", front="stated: [{duration: contain, from: detected, length: PT1H}]"),
)
def stated_duration_begins_first(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A stated duration begins with a milestone that comes before the one it ends with."""
    if incident.timeline is None:
        return
    order = response_milestones()
    for index, item in enumerate(incident.timeline.stated):
        end = reached_by(item.duration)
        if end and item.since in order and order.index(item.since) >= order.index(end):
            place = at(incident.timeline.path, "stated", index, "from")
            earlier = ", ".join(order[: order.index(end)])
            yield Problem(place, f"`{item.since}` does not come before `{end}`", f"use one of: {earlier}")


_TWO = (
    "events:\n- {at: 2026-01-10T09:00Z, what: Detected., milestone: detected}\n"
    "- {at: 2026-01-10T12:00Z, what: Contained., milestone: contained}\n"
)


@rule(
    severity=Severity.WARNING,
    fails=Example("timeline.md", front=f"{_TWO}stated: [{_LENGTH}, length: PT1H19M}}]"),
    passes=Example("timeline.md", front=f"{_TWO}stated: [{_LENGTH}, length: PT3H}}]"),
)
def stated_duration_fits_milestones(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A stated duration is about as long as the milestones of `events` say.

    What a source states is rounded: it may be off by one of its smallest unit, and by half or double if it is
    `approximate`.
    """
    if incident.timeline is None:
        return
    for index, item in enumerate(incident.timeline.stated):
        end = reached_by(item.duration)
        if item.length is None or not end or _is_inverted(item.length):
            continue
        for known in between_milestones(incident, item.since, end, item.affects):
            if not _agree(item.length, known, is_estimate=item.approximate or known.approximate):
                place = at(incident.timeline.path, "stated", index, "length")
                message = f"this states {_words(item.length)}, but by the events it was {_words(known)}"
                hint = (
                    f"correct the time of `{item.since}` or `{end}`; if the events are right, write "
                    f"`length: {_written(known)}`, or remove this item"
                )
                yield Problem(place, message, hint)
                break


def _agree(stated: Span, known: Span, *, is_estimate: bool) -> bool:
    """Whether both can be true of the same duration."""
    least, most = stated.shortest, stated.longest
    lowest = least / 2 if is_estimate else least - _rounding(least)
    if known.longest is not None and known.longest < lowest:
        return False
    return most is None or known.shortest <= (most * 2 if is_estimate else most + _rounding(most))


def _rounding(length: timedelta) -> timedelta:
    """The smallest unit that a source seems to have used; months differ by up to three days."""
    if length >= _MONTH:
        return timedelta(days=3)
    units = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
    return next((unit for unit in units if not length % unit), timedelta(seconds=1))


def _words(span: Span) -> str:
    """A duration in words: 3 h, 1 h 19 min to 1 h 21 min, at least 2 d."""
    if span.nominal is not None:
        return _length(span.nominal)
    if span.longest is None:
        return f"at least {_length(span.shortest)}"
    if not span.shortest:
        return f"at most {_length(span.longest)}"
    return f"{_length(span.shortest)} to {_length(span.longest)}"


def _length(length: timedelta) -> str:
    return " ".join(f"{count} {unit}" for count, unit in units(length))


def _written(span: Span) -> str:
    """A duration as the schema has it."""
    if span.nominal is not None:
        return as_iso(span.nominal)
    least, most = f"at_least: {as_iso(span.shortest)}", f"at_most: {as_iso(span.longest)}" if span.longest else ""
    return "{" + ", ".join(filter(None, (least, most))) + "}"
