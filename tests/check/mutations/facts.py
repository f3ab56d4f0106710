"""What was counted, what was affected and how long it took."""

from __future__ import annotations

from collections.abc import Iterator

from tests.check.mutations.record import Mutation, in_text
from tests.check.mutations.source import Site, Source, of_kind, pick, sites

_MILESTONE = ("events", "*", "milestone")


def mutations() -> Iterator[Mutation]:
    """Keys that are well formed, and say what cannot be."""
    for source, route in pick("ended", sites("timeline", "events", "*", "at"), 4):
        name = "end an event before it begins"
        yield added(name, "event-ends-after-it-begins", (source, route[:-1]), "ended: 1999-12-31", "1999")
    for source, route in pick("affects", sites("timeline", "events", "*", "at"), 4):
        yield added("name what is not there", "affected-thing-exists", (source, route[:-1]), "affects: [web]", "web")
    for source in pick("two things", of_kind("incident"), 3):
        two = "affected: [{id: api}, {name: The web, id: api}]"
        yield added("give two things one id", "affected-id-stands-once", (source, ()), two, "api}]")
        good = 'affected: [{id: web, versions: ["9.9.9"], last_known_good: ["9.9.9"]}]'
        rule = "known-good-version-is-not-affected"
        yield added("call a version good and affected", rule, (source, ()), good, '"9.9.9"]}]')
    for source, route in pick("assessed", _judged(), 3):
        edit = source.with_value("not-assessed", *route)
        at = edit[0] + len(" ")
        yield in_text("assess no response", "response-is-assessed", source, edit, at)
    for source in pick("too long", _with_both("started", "detected"), 3):
        long = "stated: [{duration: detect, from: started, length: P900D}]"
        yield added("state far too long", "stated-duration-fits-milestones", (source, ()), long, "P900D")
    for source in pick("lengths", of_kind("timeline"), 3):
        swapped = "stated: [{duration: recover, from: detected, length: {at_least: PT3H, at_most: PT1H}}]"
        yield added("swap the least and the most", "least-is-not-above-most", (source, ()), swapped, "{at_least")
        late = "stated: [{duration: detect, length: PT3H, from: contained}]"
        yield added("count from what comes later", "stated-duration-begins-first", (source, ()), late, "contained")


def _with_both(*milestones: str) -> list[Source]:
    """The timelines that have these milestones."""
    return [
        source
        for source in of_kind("timeline")
        if all(any(source.value(*route) == name for route in source.matches(_MILESTONE)) for name in milestones)
    ]


def _judged() -> list[Site]:
    """The verdicts that have a reason and no findings."""
    found = sites("incident", "response", "sufficient", "verdict") + sites(
        "incident", "response", "complete", "verdict"
    )
    return [
        (source, route)
        for source, route in found
        if (*route[:-1], "because") in source.keys and (*route[:-1], "findings") not in source.keys
    ]


def added(name: str, rule: str, site: Site, line: str, faulty: str) -> Mutation:
    """A key more, and the part of it that is at fault."""
    source, route = site
    edit = source.with_key(line, *route)
    return in_text(name, rule, source, edit, edit[0] + edit[2].index(faulty))
