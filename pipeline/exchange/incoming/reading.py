"""A source → what was read of it: its parts, facts, events and action items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.exchange.incoming.actions import Action, ActionReader
from pipeline.exchange.incoming.days import begins_with_month
from pipeline.exchange.incoming.entries import EntryReader, Found
from pipeline.exchange.incoming.events import EventReader, Events
from pipeline.exchange.incoming.facts import Facts, Reading, facts
from pipeline.exchange.incoming.house import TAKEN_APART, House
from pipeline.exchange.incoming.kind import why_not
from pipeline.exchange.incoming.listed import LISTED
from pipeline.exchange.incoming.outline import Part, title_and_parts
from pipeline.exchange.incoming.source import Source
from pipeline.exchange.incoming.text import blocks, label
from pipeline.exchange.incoming.times import reader
from pipeline.repository.config import Config

_MOST_FINDINGS = 999
_MOST_READ = 100_000
"""How far into a report dates are looked for that tell how others are written."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an import goes by: the house styles, the configuration, the day, and the zone of times without one."""

    house: House
    config: Config
    today: date
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a source.

    `heading` is the one that names it. `left` are the lines of a part, by its place, where something was taken out of
    it. `refused` is why it is not a postmortem, "" if it is one.
    """

    source: Source
    heading: str
    parts: tuple[Part, ...]
    facts: Facts
    events: Events
    actions: tuple[Action, ...]
    left: Mapping[int, Sequence[str]]
    refused: str = ""


def read(source: Source, path: str, setting: Setting, level: str) -> Read:
    """Read a source for a draft of this TLP level; `path` is where it lies, since a folder's name may be a date."""
    house = setting.house
    times = reader(tuple(house.zones))
    heading, parts = title_and_parts(source.body, house, times)
    month_first = begins_with_month(one for _, one in times.dates(source.body[:_MOST_READ]))
    month_first = house.month_first if month_first is None else month_first
    told = facts(source, path, heading, parts, Reading(house, times, month_first))
    timelines, left = _timelines(parts, EntryReader(house, times))
    zone = times.of_all(source.body)
    for one in timelines:
        one.zone = one.zone or zone
    by_label = [one for one in timelines if told.zone and _is_unzoned(one)]
    for one in by_label:
        one.zone = told.zone
    entries = sum(len(one.entries) for one in timelines)
    refused = why_not(source, told.title or label(heading), parts, entries, house)
    if refused:
        return Read(source, heading, parts, told, Events(), (), {}, refused)
    day = EventReader(house, told.date, setting.today, setting.timezone, month_first=month_first)
    events = day.read([*told.times, *timelines] if told.is_notice or not entries else timelines, told.started)
    if by_label:
        events.questions.append(f"times without a zone were read in `{told.zone}`, as the incident's own time is")
    in_lists = ActionReader(house, setting.config, times, level=level, month_first=month_first)
    actions, left_of_actions = _actions(parts, in_lists)
    kept = left if events.events else {}
    return Read(source, heading, parts, told, events, tuple(actions), kept | left_of_actions)


def _is_unzoned(found: Found) -> bool:
    """Whether a timeline has times of day, and none of them has a zone."""
    clocks = [entry for entry in found.entries if entry.when.has_time]
    return bool(clocks) and not found.zone and not any(entry.when.zone or entry.zone for entry in clocks)


def _timelines(parts: Sequence[Part], entries: EntryReader) -> tuple[list[Found], dict[int, list[str]]]:
    """The timelines of a report, and what is left of the parts that they were taken from."""
    named = [(at, part) for at, part in enumerate(parts) if part.role == "timeline"]
    found: list[Found] = []
    left: dict[int, list[str]] = {}
    if named:
        one = entries.of_timeline(part for _, part in named)
        if one.entries:
            found.append(one)
            left |= {at: [] for at, _ in named}
    for at, part in enumerate(parts):
        if part.role not in TAKEN_APART:
            other = entries.elsewhere(part)
            if other is not None:
                found.append(other)
                left[at] = other.left
                other.left = []
                other.headings = []
    return found, left


def _actions(parts: Sequence[Part], actions: ActionReader) -> tuple[list[Action], dict[int, list[str]]]:
    found: list[Action] = []
    left: dict[int, list[str]] = {}
    for at, part in enumerate(parts):
        if part.role == "actions" and not _introduces(part, parts[at + 1 :]):
            some, rest = actions.read(part)
            if some and len(found) + len(some) <= _MOST_FINDINGS:
                found += some
                left[at] = rest
    return found, left


def _introduces(part: Part, following: Sequence[Part]) -> bool:
    """Whether the action items are below the headings that follow, and not in this part itself."""
    below = bool(following) and following[0].level > part.level > 0 and following[0].role == "actions"
    return below and not any(block.kind in LISTED for block in blocks(part.text))
