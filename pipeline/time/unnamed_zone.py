"""Times of day whose zone the source does not name: clocks showed them somewhere.

Which instants such a time may be depends on the zone, and so does how long it was from one such time to another. The
zones are those of the IANA database: whatever the source meant is one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

NAME = "unknown"
"""What a file gives as its `timezone` where the source names none."""

Instants = tuple[datetime, datetime]
"""From the first instant up to, not including, the last (both UTC)."""


class _UnnamedZone(tzinfo):
    """Stands for the zone that is not known; it converts nothing."""

    def utcoffset(self, _at: datetime | None) -> None:
        return None

    def dst(self, _at: datetime | None) -> None:
        return None

    def tzname(self, _at: datetime | None) -> str:
        return NAME

    def __str__(self) -> str:
        return NAME


UNNAMED = _UnnamedZone()


@dataclass(frozen=True, slots=True)
class Clocks:
    """What clocks of one and the same unnamed zone showed when something may have begun, and when it was over.

    `is_time` says that it is a time of day; otherwise both are midnights.
    """

    first: datetime
    last: datetime
    is_time: bool

    @property
    def bounds(self) -> Instants:
        """The first and the last instant that it may be in any zone."""
        known = [instants for instants in _instants(self).different if instants is not None]
        return min(first for first, _ in known), max(last for _, last in known)


@dataclass(frozen=True, slots=True)
class _InZones:
    """What a time is in each zone, as a place in `different`, in the order of the zones; None where clocks skipped it.

    Many zones have the same time: places are compared faster than instants.
    """

    places: tuple[int, ...]
    different: tuple[Instants | None, ...]


@cache
def _zones() -> tuple[ZoneInfo, ...]:
    return tuple(ZoneInfo(name) for name in sorted(available_timezones()))


@lru_cache(maxsize=4096)  # twice as many as a timeline may have: each is asked for again and again
def _instants(clocks: Clocks) -> _InZones:
    first, last = (clocks.first, clocks.first.replace(fold=1)) if clocks.is_time else (clocks.first, clocks.last)
    offsets: dict[tuple[timedelta | None, timedelta | None], int] = {}
    places = [offsets.setdefault((zone.utcoffset(first), zone.utcoffset(last)), len(offsets)) for zone in _zones()]
    different = [_read(clocks, *(offset or timedelta() for offset in pair)) for pair in offsets]
    return _InZones(tuple(places), tuple(different))


def _read(clocks: Clocks, first: timedelta, last: timedelta) -> Instants | None:
    """The instants at these two offsets: of a time of day that before a change of the clocks, and that after it."""
    if clocks.is_time and first < last:
        return None
    return _at(clocks.first, first), _at(clocks.last, last)


def _at(clock: datetime, offset: timedelta) -> datetime:
    return (clock - offset).replace(tzinfo=UTC)


@lru_cache(maxsize=4096)  # a check, a page and its picture ask about the order and the distance of the same events
def in_each_zone(first: Clocks, second: Clocks) -> tuple[tuple[Instants, Instants], ...]:
    """What both are in the same zone, for each zone that has both; what is equal comes once."""
    return tuple((of_first, of_second) for of_first, of_second in readings([first, second]))


def difference(first: Clocks, second: Clocks) -> timedelta | None:
    """How long it was from one time of day to another; None if that depends on the zone."""
    lengths = {
        later[0] - sooner[0] if _is_one(first, sooner) and _is_one(second, later) else None
        for sooner, later in in_each_zone(first, second)
    }
    return lengths.pop() if len(lengths) == 1 else None


def _is_one(clocks: Clocks, instants: Instants) -> bool:
    """Whether clocks show it only once."""
    return instants[1] - instants[0] == clocks.last - clocks.first


def readings(times: Iterable[Clocks]) -> Iterator[tuple[Instants, ...]]:
    """What all of these times are in the same zone, for each zone that has them all; what is equal comes once."""
    read = [_instants(clocks) for clocks in times]
    for places in dict.fromkeys(zip(*(time.places for time in read), strict=True)):
        reading = [time.different[place] for time, place in zip(read, places, strict=True)]
        if None not in reading:
            yield tuple(instants for instants in reading if instants is not None)
