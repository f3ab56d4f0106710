"""The parts of a time as people write it: dates, times of day, distances from T, and marks of doubt.

Each function reads one part at a place of a text, and gives what is known then and where the part ends; None if there
is no such part, or one is known already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from babel import Locale

_MONTHS = {
    name.casefold().rstrip("."): number
    for width in ("wide", "abbreviated")
    for number, name in Locale("en").months["format"][width].items()
} | {"sept": 9}
_MONTH = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?(?![a-z])"
_DAYS = r"(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?\.?(?![a-z])"
_TH = r"(?:st|nd|rd|th)?"

_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?:\?\?|xx|dd))?(?![-\d])",
        r"(?P<year>\d{4})年\s*(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日",
        r"(?P<year>\d{4})年\s*(?P<month>\d{1,2})月",
        r"(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日",
        rf"{_MONTH}[\s-]*(?P<day>\d{{1,2}}){_TH}(?!\d|:\d)(?:(?:\s*,\s*|[\s-]+)(?P<year>\d{{4}})(?!\d|:\d\d))?",
        rf"(?P<day>\d{{1,2}}){_TH}\.?(?:\s+of)?[\s-]+{_MONTH}(?:(?:\s*,\s*|[\s-]+)(?P<year>\d{{4}})(?!\d|:\d\d))?",
        rf"{_MONTH}[\s,]+(?P<year>\d{{4}})(?![\d:])",
        r"(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?![\d:/])",
        r"(?P<one>\d{1,2})(?P<mark>/)(?P<two>\d{1,2})(?![\d/])(?=[\s,|*_)\]-]|$)",
    )
)
_TIMES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,6})?)?(?!:?\d)"
            r"\s*(?:(?P<half>[ap])\.?m\b\.?)?(?:\s*h(?:rs|ours)?\b|(?P<zulu>Z)\b)?"
        ),
        r"(?P<hour>[01]?\d|2[0-3])[.h](?P<minute>[0-5]\d)(?![.\d\w%])\s*(?:(?P<half>[ap])\.?m\b\.?)?",
        r"(?P<hour>0?[1-9]|1[0-2])\s*(?P<half>[ap])\.?m\b\.?",
        r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s*(?:h(?:rs|ours)?\b|z\b|(?=UTC|GMT))",
        r"(?P<jp>午前|午後)?\s*(?P<hour>[01]?\d|2[0-3])時(?:(?P<minute>[0-5]?\d)分)?(?:(?P<second>[0-5]?\d)秒)?(?P<half>)",
    )
)
_RELATIVE = re.compile(
    r"T\s*(?P<sign>[+-])\s*(?:(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)(?::\d\d)?"
    r"|(?P<count>\d{1,5})\s*(?P<unit>s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)\b)"
    r"|T(?P<zero>\s*[+-]?\s*0)?(?=\s*[:|=])",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:~|≈|約|ca\.?(?=[\s\d])|c\.(?=\s?\d)|circa\b|approx(?:imately|\.)?|about\b|around\b|roughly\b)\s*",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"(?:{_DAYS}|[（(][月火水木金土日](?:曜日?)?[）)]|[月火水木金土日]曜日?)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"(?:HH:mm|hh:mm|[012]?X:XX|\?\?:\?\?|--:--|\(?Time TBC\)?)(?!\w)")


@dataclass(frozen=True, slots=True)
class Written:
    """A time as it is written.

    `numbers` are a date's two numbers of which nobody says which is the month. `zone` is an offset or the name of a
    zone as in the house style, `minutes` the distance from T. `until` is where a range ends.
    """

    text: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    numbers: tuple[int, int, str] | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: str = ""
    minutes: int | None = None
    approximate: bool = False
    until: Written | None = None

    @property
    def has_date(self) -> bool:
        """Whether it names a day, a month or a year."""
        return self.month is not None or self.numbers is not None

    @property
    def has_time(self) -> bool:
        """Whether it names a time of day."""
        return self.hour is not None

    @property
    def is_relative(self) -> bool:
        """Whether it counts from T."""
        return self.minutes is not None


def read_about(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """A mark that the time behind it is not exact."""
    match = _ABOUT.match(text, at)
    return (replace(found, approximate=True), match.end()) if match else None


def read_weekday(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """The name of a day, which its date says better."""
    match = _WEEKDAY.match(text, at)
    return (found, match.end()) if match else None


def read_placeholder(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """What stands for a time of day that nobody knows."""
    match = _PLACEHOLDER.match(text, at) if found.has_date and not found.has_time else None
    return (found, match.end()) if match else None


def read_relative(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """A distance from T, or T itself."""
    match = _RELATIVE.match(text, at)
    if match is None or found.is_relative or found.has_time:
        return None
    sign = -1 if match["sign"] == "-" else 1
    if match["hours"]:
        return replace(found, minutes=sign * (int(match["hours"]) * 60 + int(match["minutes"]))), match.end()
    if match["count"]:
        unit = match["unit"][0].lower()
        each = {"s": 0, "m": 1, "h": 60, "d": 1440}[unit]
        return replace(found, minutes=sign * int(match["count"]) * each), match.end()
    return replace(found, minutes=0), match.end()


def read_date(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """A date, whole or in part."""
    if found.has_date or found.minutes:
        return None
    for pattern in _DATES:
        match = pattern.match(text, at)
        if match is None:
            continue
        held = {key: value for key, value in match.groupdict().items() if value}
        year = _year(held.get("year"))
        if "one" in held:
            return replace(found, year=year, numbers=(int(held["one"]), int(held["two"]), held["mark"])), match.end()
        month = _MONTHS[held["name"].casefold()] if "name" in held else int(held["month"])
        day = int(held["day"]) if "day" in held else None
        if month in range(1, 13) and (day is None or day in range(1, 32)):
            return replace(found, year=year, month=month, day=day), match.end()
    return None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + (2000 if len(text) == len("23") else 0)


def read_time(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """A time of day."""
    if found.has_time or found.minutes:
        return None
    for pattern in _TIMES:
        match = pattern.match(text, at)
        if match is None:
            continue
        held = match.groupdict()
        hour = int(held["hour"])
        half = (held.get("half") or "").lower() or {"午前": "a", "午後": "p"}.get(held.get("jp") or "", "")
        if half and hour <= 12:  # noqa: PLR2004  # the clock's; people also write 13:06 PM
            hour = hour % 12 + (12 if half == "p" else 0)
        minute = int(held.get("minute") or 0)
        second = int(held["second"]) if held.get("second") else None
        zone = "UTC" if match.group().rstrip().lower().endswith("z") else ""
        return replace(found, hour=hour, minute=minute, second=second, zone=zone or found.zone), match.end()
    return None
