"""Times: in the calendar, with an offset, in order, not ahead; milestones in order and once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from tests.check.mutations.record import Mutation, in_text
from tests.check.mutations.source import Route, Site, Source, of_kind, pick, sites

_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ")
_ORDER = ("started", "detected", "contained", "eradicated", "recovered")


def mutations() -> Iterator[Mutation]:
    """Everything about time."""
    yield from _not_in_the_calendar()
    yield from _without_an_offset()
    yield from _order()
    yield from _future()
    yield from _years()
    yield from _milestones()


def _events(source: Source) -> list[str]:
    return [event["at"] for event in source.data["events"]]


def _at(index: int) -> Route:
    return "events", index, "at"


def _retimed(name: str, rule: str, site: Site, new: str, says: str = "") -> Mutation:
    source, route = site
    return in_text(name, rule, source, (*source.values[route], new), source.values[route][0], says=says)


def _not_in_the_calendar() -> Iterator[Mutation]:
    rule = "moment-can-be-read"
    for wrong, pattern, new in (
        ("30 February", r"-\d\d-\d\d(?=T|$)", "-02-30"),
        ("month 13", r"-\d\d", "-13"),
        ("day 0", r"-\d\d(?=T|$)", "-00"),
        ("hour 25", r"T\d\d", "T25"),
        ("minute 60", r":\d\d", ":60"),
        ("offset 25", r"Z", "+25:00"),
    ):
        fitting = [s for s in sites("timeline", "events", "*", "at") if re.search(pattern, s[0].value(*s[1]))]
        for source, route in pick(wrong, fitting, 2):
            changed = re.sub(pattern, new, source.value(*route), count=1)
            yield _retimed(f"write {wrong}", rule, (source, route), changed, f"`{changed}`")
    for source, route in pick("collected", sites("evidence", "items", "*", "collected_at"), 2):
        changed = source.value(*route)[:5] + "06-31"
        yield _retimed("write 31 June", rule, (source, route), changed, f"`{changed}`")
    for source, route in pick("contacted", sites("incident", "external_parties", "*", "contacted"), 2):
        changed = source.value(*route)[:5] + "04-31"
        yield _retimed("write 31 April", rule, (source, route), changed, f"`{changed}`")


def _without_an_offset() -> Iterator[Mutation]:
    rule = "moment-can-be-read"
    timed = [s for s in sites("timeline", "events", "*", "at") if s[0].value(*s[1]).endswith("Z")]
    parties = [s for s in sites("incident", "external_parties", "*", "contacted") if s[0].value(*s[1]).endswith("Z")]
    for source, route in (*pick("offset", timed, 4), *pick("offset", parties, 2)):
        changed = source.value(*route)[:-1]
        yield _retimed("leave out the offset", rule, (source, route), changed, "offset")
    for source, route in sites("timeline", "timezone"):
        changed = source.value(*route)[:-1]
        yield _retimed("misspell the time zone", rule, (source, route), changed, "time zone")


def _order() -> Iterator[Mutation]:
    """Two neighbours with each other's times: the second one then comes too early."""
    rule = "events-are-in-order"
    pairs: list[tuple[Source, int]] = []
    for source in of_kind("timeline"):
        times = _events(source)
        for index, (first, second) in enumerate(itertools.pairwise(times)):
            both = _MINUTE.fullmatch(first) and _MINUTE.fullmatch(second)
            if both and first < second and times.count(first) == times.count(second) == 1:
                pairs.append((source, index))
    for source, index in pick("swap", pairs, 10):
        first, second = source.value(*_at(index)), source.value(*_at(index + 1))
        edits = [(*source.values[_at(index)], second), (*source.values[_at(index + 1)], first)]
        at = source.values[_at(index + 1)][0]
        yield in_text("swap two events' times", rule, source, edits, at, says=f"`{first}`")
    timed = [s for s in sites("timeline", "events", "*", "at") if _between_days(*s)]
    for source, route in pick("year early", timed, 4):
        text = source.value(*route)
        changed = f"{int(text[:4]) - 10}{text[4:]}"
        yield _retimed("write a year that is ten too early", rule, (source, route), changed, f"`{changed}`")
    # All that follows is in order: the one that is not is the one that was changed.
    for source, route in pick("year late", [s for s in timed if _comes_too_late(*s)], 6):
        changed = _year_later(source.value(*route))
        yield _retimed("write a year that is one too late", rule, (source, route), changed, f"`{changed}`")


def _year_later(text: str) -> str:
    return f"{int(text[:4]) + 1}{text[4:]}"


def _comes_too_late(source: Source, route: Route) -> bool:
    """Whether an event that is a year later comes after the two that follow it, so that it is the one to blame."""
    changed = _year_later(source.value(*route))
    following = _events(source)[int(route[1]) + 1 :][:2]
    return len(following) > 1 and all(other < changed < "2026-11-24" for other in following)


def _between_days(source: Source, route: Route) -> bool:
    """Whether an event has a day and is not the first."""
    return len(source.value(*route)) >= len("2024-01-01") and route[1] != 0


def _future() -> Iterator[Mutation]:
    rule = "nothing-is-in-the-future"
    for source in pick("future", of_kind("timeline"), 4):
        route = _at(len(_events(source)) - 1)
        text = source.value(*route)
        for year in ("2027", "2205"):
            yield _retimed(f"write the year {year}", rule, (source, route), year + text[4:], f"`{year}")
        day = f"2026-11-26{text[10:]}"
        yield _retimed("write the day after tomorrow", rule, (source, route), day, f"`{day}`")


def _years() -> Iterator[Mutation]:
    for source in pick("long ago", of_kind("timeline"), 3):
        for digit in "10":
            changed = digit + source.value(*_at(0))[1:]
            name = f"begin the year with {digit}"
            yield _retimed(name, "year-is-no-typo", (source, _at(0)), changed, f"`{changed}`")


def _milestones() -> Iterator[Mutation]:
    rule = "milestones-are-in-order"
    marked = {
        source: [index for index, event in enumerate(source.data["events"]) if "milestone" in event]
        for source in of_kind("timeline")
    }
    pairs: list[tuple[Source, int, int]] = [
        (source, first, second) for source, indexes in marked.items() for first, second in itertools.pairwise(indexes)
    ]
    for source, first, second in pick("swap milestones", pairs, 4):
        one, two = (("events", index, "milestone") for index in (first, second))
        edits = [(*source.values[one], source.value(*two)), (*source.values[two], source.value(*one))]
        at = source.values[two][0] + len(source.value(*two)) - len(source.value(*one))
        yield in_text("swap two milestones", rule, source, edits, at, says=f"`{source.value(*one)}`")
    for source, first, second in pick("twice", pairs, 3):
        one, two = (("events", index, "milestone") for index in (first, second))
        name = source.value(*one)
        yield _retimed("repeat a milestone", rule, (source, two), name, f"duplicate milestone `{name}`")
    free: list[Site] = [
        (source, ("events", indexes[-1] + 1))
        for source, indexes in marked.items()
        if indexes and indexes[-1] + 1 < len(source.data["events"])
    ]
    for source, event in pick("once more", free, 3):
        name = source.value("events", marked[source][-1], "milestone")
        edit = source.with_key(f"milestone: {name}", *event)
        at = edit[0] + edit[2].index(name)
        yield in_text("repeat the last milestone", rule, source, edit, at, says=f"duplicate milestone `{name}`")
        earlier = next(word for word in _ORDER if word not in source.text[: source.body])
        if _ORDER.index(earlier) < _ORDER.index(name):
            edit = source.with_key(f"milestone: {earlier}", *event)
            at = edit[0] + edit[2].index(earlier)
            yield in_text("mark what comes too late", rule, source, edit, at, says=f"`{earlier}`")
