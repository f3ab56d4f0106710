"""Rules about what was counted, what was affected and how long it took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.diagnostic import Route
from pipeline.durations import reached_by
from pipeline.model import Event, Incident, Stated
from pipeline.spelling import did_you_mean_one_of
from pipeline.vocabulary import response_milestones

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
            if item.length and item.length.longest is not None and item.length.longest < item.length.shortest:
                yield _swapped(context, incident.timeline.path, ("stated", index, "length"))


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
