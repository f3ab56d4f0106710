"""Points in time, as exact as they are known.

The forms are those of ISO 8601 and RFC 3339: a year, a month, a day, or a time of day with its
offset. A moment is the interval of instants that its text allows; nothing is rounded or guessed. A time of day in a
zone that nobody names may be the instant that it is in any zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.time import unnamed_zone
from pipeline.time.unnamed_zone import UNNAMED, Clocks, in_each_zone

_FORM = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"([T ](?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)(\.\d{1,6})?)?"
    r"(?P<offset>Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)


_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)


class MomentError(ValueError):
    """A text that names no point in time; the message says why and what would be right."""


class Precision(IntEnum):
    """How exact a moment is, from the coarsest to the finest."""

    YEAR = 1
    MONTH = 2
    DAY = 3
    MINUTE = 4
    SECOND = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: some instant from `earliest` up to, not including, `latest` (both UTC).

    `text` is what the author wrote, and `zone` the name of the zone that it was read in, "" where it says its own
    offset or nothing names a zone. `clocks` are what they showed where the zone is not known, else None. Two moments
    compare only where the intervals do not overlap.
    """

    text: str
    precision: Precision
    earliest: datetime
    latest: datetime
    zone: str = ""
    clocks: Clocks | None = None

    def surely_before(self, other: When) -> bool:
        """Whether every instant this may be comes before every instant `other` may be."""
        return _surely_before(self, other)

    @property
    def has_time(self) -> bool:
        """Whether the time of day is known."""
        return self.precision >= Precision.MINUTE

    @property
    def is_exact(self) -> bool:
        """Whether it is one reading of the clocks: not a day, and not an hour that they showed twice."""
        return self.has_time and self.latest - self.earliest <= self._width

    @property
    def readings(self) -> tuple[Moment, ...]:
        """What it may mean: two exact moments for a time of day that the clocks showed twice, else the moment itself.

        Between the two nothing is known: it is the one or the other.
        """
        if not self.has_time or self.is_exact or self.clocks:
            return (self,)
        first = replace(self, latest=self.earliest + self._width)
        return (first, replace(self, earliest=self.latest - self._width))

    @property
    def _width(self) -> timedelta:
        return _MINUTE if self.precision is Precision.MINUTE else _SECOND


@dataclass(frozen=True, slots=True)
class Window:
    """Some time that is not known better: not before `after` and not after `before`, None where that side is open."""

    after: Moment | None
    before: Moment | None

    @property
    def earliest(self) -> datetime | None:
        """The first instant that it may be."""
        return self.after.earliest if self.after else None

    @property
    def latest(self) -> datetime | None:
        """The end of what it may be, which is not included."""
        return self.before.latest if self.before else None

    @property
    def has_time(self) -> bool:
        """Whether it says a time of day."""
        return any(moment.has_time for moment in (self.after, self.before) if moment)

    def surely_before(self, other: When) -> bool:
        """Whether every instant this may be comes before every instant `other` may be."""
        return _surely_before(self, other)

    @property
    def text(self) -> str:
        """What the author wrote, in the words of the schema."""
        sides = {"after": self.after, "before": self.before}
        return ", ".join(f"{side}: {moment.text}" for side, moment in sides.items() if moment)

    @property
    def covering(self) -> str:
        """The day, month or year in UTC that it is surely in, as ISO 8601; "" if there is none."""
        if self.earliest is None or self.latest is None:
            return ""
        first, last = self.earliest.isoformat(), (self.latest - timedelta(microseconds=1)).isoformat()
        return next((first[:size] for size in (10, 7, 4) if first[:size] == last[:size]), "")


When = Moment | Window
"""When something happened: a point in time, or some time between two."""


@lru_cache(maxsize=256)  # a record and a rule ask for the same one
def parse(value: str | int, zone: tzinfo | None = None) -> Moment:
    """The moment that `value` names; times of day without an offset are in `zone`.

    A day, month or year is taken whole in `zone`, or in UTC where there is none.
    Raises MomentError if there is no such day or time, or a time of day has no offset.
    """
    text = str(value)
    match = _FORM.fullmatch(text)
    if match is None:
        raise MomentError(f"`{text}` is not a date or time")
    if zone is UNNAMED and match["offset"] is None:
        return _somewhere(text, match)
    if match["hour"] is None:
        return replace(_whole(text, match, zone or UTC), zone=str(zone or ""))
    if match["offset"] is not None:
        return _instant(text, match, UTC)
    if zone is not None:
        return replace(_instant(text, match, zone), zone=str(zone))
    raise MomentError(
        f"`{text}` has a time of day but no offset: add Z for UTC or an offset such as -04:00, "
        f"or give the file a `timezone`, which is `{unnamed_zone.NAME}` if the source names none"
    )


def looks_right(value: str | int) -> bool:
    """Whether the text has the form of a moment, in the calendar or not."""
    return _FORM.fullmatch(str(value)) is not None


def zone_named(name: str) -> tzinfo:
    """The IANA time zone of that name, or the one that stands for an unknown zone. Raises MomentError for another."""
    if name == unnamed_zone.NAME:
        return UNNAMED
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MomentError(f"`{name}` is not an IANA time zone") from error


def _somewhere(text: str, match: re.Match[str]) -> Moment:
    """The moment in whichever zone it is."""
    read = _whole(text, match, UTC) if match["hour"] is None else _instant(text, match, UTC)
    first, last = (end.replace(tzinfo=None) for end in (read.earliest, read.latest))
    clocks = Clocks(first, last, is_time=read.has_time)
    try:
        earliest, latest = clocks.bounds
    except OverflowError as error:
        raise MomentError(f"`{text}` is not a valid date or time ({error})") from error
    return replace(read, earliest=earliest, latest=latest, zone=unnamed_zone.NAME, clocks=clocks)


def _surely_before(first: When, second: When) -> bool:
    over = first.before if isinstance(first, Window) else first
    begun = second.after if isinstance(second, Window) else second
    if over and begun and over.clocks and begun.clocks:
        return all(end <= start for (_, end), (start, _) in in_each_zone(over.clocks, begun.clocks))
    return first.latest is not None and second.earliest is not None and first.latest <= second.earliest


def _whole(text: str, match: re.Match[str], zone: tzinfo) -> Moment:
    year, month, day = int(match["year"]), match["month"], match["day"]
    try:
        if day is not None:
            first = date(year, int(month), int(day))
            return _days(text, Precision.DAY, first, first + timedelta(days=1), zone)
        if month is not None:
            first = date(year, int(month), 1)
            after = date(year + first.month // 12, first.month % 12 + 1, 1)
            return _days(text, Precision.MONTH, first, after, zone)
        return _days(text, Precision.YEAR, date(year, 1, 1), date(year + 1, 1, 1), zone)
    except (ValueError, OverflowError) as error:
        raise MomentError(f"`{text}` is not a valid date or time ({error})") from error


def _days(text: str, precision: Precision, first: date, after: date, zone: tzinfo) -> Moment:
    start, end = (datetime(d.year, d.month, d.day, tzinfo=zone).astimezone(UTC) for d in (first, after))
    if start == end:
        raise ValueError(f"{zone} skipped it")
    return Moment(text, precision, start, end)


def _instant(text: str, match: re.Match[str], zone: tzinfo) -> Moment:
    precision = Precision.MINUTE if match["second"] is None else Precision.SECOND
    width = timedelta(minutes=1) if match["second"] is None else timedelta(seconds=1)
    try:
        read = datetime.fromisoformat(text)
        if read.tzinfo is not None:
            start = read.astimezone(UTC).replace(microsecond=0)
            return Moment(text, precision, start, start + width)
        # An hour that the clocks show twice could be either: the interval covers both.
        first, second = (read.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        skipped = first.astimezone(zone).replace(tzinfo=None) != read
        start, end = min(first, second).replace(microsecond=0), max(first, second).replace(microsecond=0) + width
    except (ValueError, OverflowError) as error:
        raise MomentError(f"`{text}` is not a valid date or time ({error})") from error
    if skipped:
        raise MomentError(f"`{text}` did not exist in {zone}: the clocks skipped it; write it with an offset")
    return Moment(text, precision, start, end)
