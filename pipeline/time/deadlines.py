"""When something has to be done by: a period from a start, as laws on notification count it.

Hours and minutes are elapsed time. Days, weeks, months and years are those of the calendar where the start was, and
end with the end of their last day; a month that lacks the day ends on its last (Regulation (EEC, Euratom) No 1182/71,
Article 3). No weekend and no holiday extends a period: a deadline told too early does no harm.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from pipeline.time.moment import Moment, zone_named

_PERIOD = re.compile(r"P(?:(?P<date>\d{1,4})(?P<unit>[YMWD])|T(?P<time>\d{1,5})(?P<clock>[HM]))", re.ASCII)
_DAYS = {"D": 1, "W": 7}
_MONTHS = {"M": 1, "Y": 12}
_CLOCK = {"M": timedelta(minutes=1), "H": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in one unit, as ISO 8601 has it: PT72H, P14D, P1M. Two of the three are zero."""

    months: int = 0
    days: int = 0
    elapsed: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """The last instant at which something is in time, in UTC; `day` is the day whose end it is, None for an hour."""

    at: datetime
    day: date | None = None

    @property
    def last_day(self) -> date:
        """The day on which it expires, in the zone in which it is counted."""
        return self.day or self.at.date()

    def __str__(self) -> str:
        """The deadline as people read it: to the minute, or the day alone."""
        return self.day.isoformat() if self.day else f"{self.at:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A period and what it begins with: a milestone, or the sending of another notification."""

    after: str
    within: Period


def period(text: str) -> Period:
    """The period that a text in ISO 8601 names. Raises ValueError where it names none in a single unit."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(f"`{text}` is not a period such as PT72H, P14D or P1M")
    if match["time"]:
        return Period(elapsed=int(match["time"]) * _CLOCK[match["clock"]])
    count, unit = int(match["date"]), match["unit"]
    return Period(months=count * _MONTHS.get(unit, 0), days=count * _DAYS.get(unit, 0))


def start(moment: Moment) -> datetime:
    """The earliest instant that a moment may be, in the zone that it was written in, UTC where it names none.

    Where that zone is not known, it is in the one in which the moment is earliest.
    """
    if moment.clocks:
        eastern = timezone(moment.clocks.first.replace(tzinfo=UTC) - moment.earliest)
        return moment.earliest.astimezone(eastern)
    if moment.zone:
        return moment.earliest.astimezone(zone_named(moment.zone))
    written = datetime.fromisoformat(moment.text).tzinfo if moment.has_time else None
    return moment.earliest.astimezone(written or UTC)


def deadline(begins: datetime, within: Period) -> Deadline | None:
    """The deadline of a period, counted in the zone that `begins` is in; None where the calendar ends before it."""
    try:
        if within.elapsed:
            return Deadline(begins.astimezone(UTC) + within.elapsed)
        day = months_later(begins.date(), within.months) + timedelta(days=within.days)
        midnight = datetime.combine(day + timedelta(days=1), time.min, begins.tzinfo)
        return Deadline(midnight.astimezone(UTC), day)
    except (OverflowError, ValueError):
        return None


def earliest(rules: Iterable[DeadlineRule], starts: Mapping[str, datetime | None]) -> Deadline | None:
    """The earliest of the deadlines whose start is known; None if none is.

    `starts` are the moments at which periods begin, each in the zone to count by.
    """
    known = ((starts.get(rule.after), rule.within) for rule in rules)
    found = (deadline(begins, within) for begins, within in known if begins is not None)
    return min((item for item in found if item is not None), default=None, key=_instant)


def _instant(item: Deadline) -> datetime:
    return item.at


def months_later(day: date, months: int) -> date:
    """The same day so many months later; in a month that lacks it, the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
