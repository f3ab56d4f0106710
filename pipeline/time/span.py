"""How long something took, as exact as that is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.time.moment import Moment, MomentError, When
from pipeline.time.unnamed_zone import difference, in_each_zone

_LENGTH = re.compile(
    r"P(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,7})M)?(?:(?P<seconds>\d{1,8})S)?)?",
    re.ASCII,
)
_MONTH = 30.4375
"""The days of an average month."""


@dataclass(frozen=True, slots=True)
class Span:
    """A duration of at least `shortest` and at most `longest`, None where nothing bounds it.

    `nominal` is what clocks would show where both ends have a time of day, or what a source says, else None.
    `approximate` says that an end is an estimate, `stated` that a source gives the length and not its ends.
    """

    shortest: timedelta
    longest: timedelta | None
    nominal: timedelta | None
    approximate: bool = False
    stated: bool = False


def between(start: When | None, end: When | None) -> Span | None:
    """The duration from `start` to `end`; None if either is unknown, or `end` surely comes first."""
    if start is None or end is None or end.surely_before(start):
        return None
    zero = timedelta(0)
    shortest, longest = _bounds(start, end)
    shown = clock_difference(start, end)
    return Span(max(zero, shortest or zero), longest, shown if shown is not None and shown >= zero else None)


def _bounds(start: When, end: When) -> tuple[timedelta | None, timedelta | None]:
    if isinstance(start, Moment) and isinstance(end, Moment) and start.clocks and end.clocks:
        pairs = list(in_each_zone(start.clocks, end.clocks))
        return min(later[0] - sooner[1] for sooner, later in pairs), max(
            later[1] - sooner[0] for sooner, later in pairs
        )
    return _difference(start.latest, end.earliest), _difference(start.earliest, end.latest)


def clock_difference(start: When | None, end: When | None) -> timedelta | None:
    """What clocks would show between the two; None unless each is one reading of them. Negative if `end` is first."""
    if not (isinstance(start, Moment) and isinstance(end, Moment)):
        return None
    if start.clocks and end.clocks and start.has_time and end.has_time:
        return difference(start.clocks, end.clocks)
    return end.earliest - start.earliest if start.is_exact and end.is_exact else None


def _difference(start: datetime | None, end: datetime | None) -> timedelta | None:
    return end - start if start is not None and end is not None else None


def length(text: str) -> timedelta:
    """The length that a text in ISO 8601 names, such as PT1H19M or P2D; months and years are average ones.

    Raises MomentError if it names none.
    """
    match = _LENGTH.fullmatch(text)
    if match is None or not any(match.groups()):
        raise MomentError(f"`{text}` is not a length of time")
    part = {name: int(value or 0) for name, value in match.groupdict().items()}
    days = int((12 * part["years"] + part["months"]) * _MONTH) + 7 * part["weeks"] + part["days"]
    return timedelta(days=days, hours=part["hours"], minutes=part["minutes"], seconds=part["seconds"])


def as_iso(length: timedelta) -> str:
    """A length in ISO 8601, in days and smaller units: P2D, PT1H19M."""
    hours, seconds = divmod(length.seconds, 3600)
    parts = {"H": hours, "M": seconds // 60, "S": seconds % 60}
    days = f"{length.days}D" if length.days else ""
    clock = "".join(f"{count}{unit}" for unit, count in parts.items() if count)
    return f"P{days}{'T' if clock or not days else ''}{clock or ('' if days else '0S')}"


def stated(at_least: str, at_most: str) -> Span:
    """The duration between two lengths in ISO 8601, "" where that side is open; the same length twice is that length.

    Raises MomentError if one cannot be read, or both are "".
    """
    if not at_least and not at_most:
        raise MomentError("there is no length of time")
    shortest = length(at_least) if at_least else timedelta(0)
    longest = length(at_most) if at_most else None
    return Span(shortest, longest, shortest if shortest == longest else None, stated=True)


def units(duration: timedelta) -> tuple[tuple[int, str], ...]:
    """A duration in its two largest units (y, mo, d, h, min or s), rounded down; a unit that is 0 is left out."""
    if duration < timedelta(minutes=1):
        return ((duration.seconds, "s"),)
    days, minutes = duration.days, duration.seconds // 60
    if duration >= timedelta(days=60):
        # Calendar months are up to three days shorter than as many average ones.
        months = int((days + 3) / 30.4375)
        parts = [(months // 12, "y"), (months % 12, "mo")]
    elif days:
        parts = [(days, "d"), (minutes // 60, "h")]
    else:
        parts = [(minutes // 60, "h"), (minutes % 60, "min")]
    return tuple((count, unit) for count, unit in parts if count)
