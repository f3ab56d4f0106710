"""The parts of a time as people write it: dates, times of day, distances from T, and marks of doubt.

Each function reads one part at a place of a text, and gives what is known then and where the part ends; None if there
is no such part, or one is known already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from babel import Locale

# Not the short names of French and Spanish: some are English words.
_NAMES = (("en", "wide"), ("en", "abbreviated"), ("de", "wide"), ("de", "abbreviated"), ("fr", "wide"), ("es", "wide"))
_MONTHS = {
    name.casefold().rstrip("."): number
    for language, width in _NAMES
    for number, name in Locale(language).months["format"][width].items()
} | {"sept": 9, "mär": 3}
_WEEKDAYS = {
    name.casefold() for language in ("de", "fr", "es") for name in Locale(language).days["format"]["wide"].values()
}
_WEEKDAY_NUMBERS = {
    name.casefold().rstrip("."): number
    for language in ("de", "fr", "es", "en")
    for width in ("wide", "abbreviated")
    if width == "wide" or language in ("de", "en")
    for number, name in Locale(language).days["format"][width].items()
}
_MONTH = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?(?![a-zäöüé])"
_DAYS = (
    rf"(?:(?:{'|'.join(_WEEKDAYS)})|(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)"
    r"(?:day|nesday|sday|rsday|urday)?\.?|(?:mo|di|mi|do|fr|sa|so)\.?,?(?=\s+\d))(?![a-z])"
)
_TH = r"(?:st|nd|rd|th|er|º)?"
_PART = r"(?:early|mid|late|anfang|mitte|ende)[\s-]+"
_SEASON = rf"(?P<part>{_PART}|(?:{_PART})?(?:spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst)\s+)"
_RANGE = rf"(?P<day>\d{{1,2}}){_TH}\.?\s?[–-]\s?(?P<last>\d{{1,2}}){_TH}"
_OF_YEAR = r"(?:\s*,?\s*(?P<year>\d{4})(?!\d|:\d\d))?"
_ERAS = {"令和": 2018, "平成": 1988}
_COMPACT = r"(?P<hour>{hours})(?P<minute>[0-5]\d)"

_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})\\?[-/.](?P<month>\d{1,2})\\?[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?P<mistyped>\d{5}|\d{3})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        r"(?P<one>\d{1,2})(?P<mark>/)(?P<two>\d{1,2})/(?P<mistyped>\d{5}|\d{3})(?!\d)",
        r"(?P<year>\d{4})-(?:MM|mm|XX|xx|\?\?)-(?:DD|dd|XX|xx|\?\?)",
        r"(?P<era>令和|平成)\s*(?P<of_era>\d{1,2}|元)年\s*(?P<month>\d{1,2})月(?:\s*(?P<day>\d{1,2})日)?",
        r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?:\?\?|xx|dd))?(?![-\d])",
        rf"{_SEASON}?(?P<year>(?:19|20)\d\d)/(?P<next>\d\d)(?:-\?\?)?(?![\d/-])",
        rf"{_SEASON}(?P<year>(?:19|20)\d\d)(?![\d/-]|:\d)",
        r"(?P<year>\d{4})年\s*(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日",
        r"(?P<year>\d{4})年\s*(?P<month>\d{1,2})月",
        r"(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日",
        rf"{_RANGE}\.?\s+(?:of\s+|de\s+)?{_MONTH}{_OF_YEAR}",
        rf"{_MONTH}\s+{_RANGE}(?!\d|:\d){_OF_YEAR}",
        rf"(?P<day>\d{{1,2}})(?P<between>[/-]){_MONTH}(?P=between)(?P<year>\d{{4}}|\d{{2}})(?![\d/-])",
        rf"{_MONTH}[\s-]*(?P<day>\d{{1,2}}){_TH}(?!\d|:\d)(?:(?:\s*,\s*|[\s-]+)(?P<year>\d{{4}})(?!\d|:\d\d))?",
        rf"(?P<day>\d{{1,2}}){_TH}\.?(?:\s+(?:of|de))?[\s-]+{_MONTH}(?:(?:\s*,\s*|[\s-]+)(?:de\s+)?(?P<year>\d{{4}})(?!\d|:\d\d))?",
        rf"{_MONTH}[\s,]+(?P<year>\d{{4}})(?!\d|:\d)",
        r"(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?![\d:/])",
        r"(?P<one>\d{1,2})(?P<mark>/)(?P<two>\d{1,2})(?![\d/])(?=[\s,|*_)\]-]|$)",
        r"(?P<one>\d{1,2})(?P<mark>\.)\s?(?P<two>\d{1,2})\.(?=[\s,:|*_)\]-]|$)",
    )
)
_TIMES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,6})?)?(?!:?\d)"
            r"\s*(?:(?P<half>[ap])\.?m\b\.?)?(?:\s*(?:h(?:rs|ours)?|uhr)\b|(?P<zulu>Z)\b)?"
        ),
        r"(?P<hour>[01]?\d|2[0-3])[.h](?P<minute>[0-5]\d)(?![.\d\w%])\s*(?:(?P<half>[ap])\.?m\b\.?|uhr\b)?",
        r"(?P<hour>[01]?\d|2[0-3])\s*uhr\b(?P<half>)",
        r"(?P<hour>0?[1-9]|1[0-2])\s*(?P<half>[ap])\.?m\b\.?",
        r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s*(?:h(?:rs|ours)?\b|z\b|(?=UTC|GMT))",
        # Not 1900 to 2099, which are years.
        _COMPACT.format(hours=r"0\d|1[0-8]|2[1-3]") + r"(?P<half>)(?=\s*[–—:|-]\s)",
        r"(?P<jp>午前|午後)?\s*(?P<hour>[01]?\d|2[0-3])時(?:(?P<minute>[0-5]?\d)分)?(?:(?P<second>[0-5]?\d)秒)?(?P<half>)",
    )
)
_AFTER_DATE = re.compile(_COMPACT.format(hours=r"[01]\d|2[0-3]") + r"(?=\s*(?:[–—:|-]|$))")
_MINUTES = r"m(?:in(?:ute)?s?)?"
_RELATIVE = re.compile(
    rf"(?:T\s*(?P<sign>[+-])|\+)\s*(?:(?P<hours>\d{{1,3}}):(?P<minutes>[0-5]\d)(?::\d\d)?"
    rf"|(?P<count>\d{{1,5}})\s*(?P<unit>s(?:ec(?:ond)?s?)?|{_MINUTES}|h(?:(?:ou)?rs?)?|d(?:ays?)?)(?![a-z])"
    rf"(?:\s*(?P<more>[0-5]?\d)\s*{_MINUTES}\b)?)"
    r"|T(?:\s*[+-]?\s*0(?:\s*m(?:in)?)?)?(?=\s*[:|=]|\s+[–—-]\s)|T\s*[+-]?\s*0(?:\s*m(?:in)?)?(?=\s*$)",
    re.IGNORECASE,
)
_SAME_DAY = re.compile(r"(?:\(?(?:the\s+)?same day\)?(?![a-z])|同日)", re.IGNORECASE)
_NEXT_DAY = re.compile(
    r"(?:\(?(?:the\s+)?(?:next|following) day\)?(?![a-z])|\(?\+\s?1\s?d(?:ay)?\)|翌日|am nächsten tag\b)", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:~|≈|約|ca\.?(?=[\s\d])|c\.(?=\s?\d)|circa\b|approx(?:imately|\.)?|about\b|around\b|roughly\b"
    rf"|gegen\b|etwa\b|vers\b|environ\b|{_PART}(?={_MONTH}))\s*",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"(?:{_DAYS}|[（(][月火水木金土日](?:曜日?)?[）)]|[月火水木金土日]曜日?)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"(?:HH:mm|hh:mm|(?:[012]?\d|[012]?[Xx?]|-?-):(?:[Xx]{2}|\?\?|--)|\(?Time TBC\)?)(?!\w)")
_YEAR_AT_END = re.compile(r"((?:19|20)\d\d)(?=\s*(?:$|[\n:|*_)\]–—-]))")


@dataclass(frozen=True, slots=True)
class Written:
    """A time as it is written.

    `numbers` are a date's two numbers of which nobody says which is the month. `zone` is an offset or the name of a
    zone as in the house style, `minutes` the distance from T. `next_day` is whether it is on the day after the time
    above it, and `weekday` the day of the week, 0 for a Monday. `until` is where a range ends. `mistyped` is a year
    that cannot be one, such as 20202. `no_clock` is whether it is only what stands for a time of day that nobody
    knows, such as 2X:XX.
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
    next_day: bool = False
    weekday: int | None = None
    mistyped: str = ""
    no_clock: bool = False
    until: Written | None = None

    @property
    def has_date(self) -> bool:
        """Whether it names a day, a month or a year."""
        return self.year is not None or self.month is not None or self.numbers is not None

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
    """The name of a day, which its date says better, or that it is the day of the time above, or the next one."""
    after = _NEXT_DAY.match(text, at)
    if after:
        return replace(found, next_day=True), after.end()
    match = _WEEKDAY.match(text, at)
    if match:
        word = match.group().casefold().strip(" ,.()（）")
        numbers = (number for name, number in _WEEKDAY_NUMBERS.items() if word.startswith(name))
        return replace(found, weekday=next(numbers, None)), match.end()
    match = _SAME_DAY.match(text, at)
    return (found, match.end()) if match else None


def read_placeholder(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """What stands for a time of day that nobody knows."""
    match = None if found.has_time or found.is_relative else _PLACEHOLDER.match(text, at)
    return (replace(found, no_clock=not found.has_date), match.end()) if match else None


def read_year(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """The year behind a time of day: `Wed Jan 15 18:00 UTC 2020`."""
    match = _YEAR_AT_END.match(text, at) if found.has_time and found.day and found.year is None else None
    return (replace(found, year=int(match[1])), match.end()) if match else None


def read_relative(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """A distance from T, or T itself."""
    match = _RELATIVE.match(text, at)
    if match is None or found.is_relative or found.has_time:
        return None
    sign = -1 if match["sign"] == "-" else 1
    if match["hours"]:
        return replace(found, minutes=sign * (int(match["hours"]) * 60 + int(match["minutes"]))), match.end()
    if match["count"]:
        each = {"s": 0, "m": 1, "h": 60, "d": 1440}[match["unit"][0].lower()]
        return replace(found, minutes=sign * (int(match["count"]) * each + int(match["more"] or 0))), match.end()
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
        dated = replace(found, year=_year(held), mistyped=held.get("mistyped", ""))
        if "next" in held and (int(held["year"]) + 1) % 100 != int(held["next"]):
            continue
        if held.keys() & {"next", "part"}:  # in summer 2021, in 2021/22: about that year
            return replace(dated, approximate=True), match.end()
        if "one" in held:
            return replace(dated, numbers=(int(held["one"]), int(held["two"]), held["mark"])), match.end()
        if not held.keys() & {"name", "month"}:
            return dated, match.end()
        month = _MONTHS[held["name"].casefold()] if "name" in held else int(held["month"])
        day = int(held["day"]) if "day" in held else None
        if month in range(1, 13) and (day is None or day in range(1, 32)):
            dated = replace(dated, month=month, day=day)
            until = replace(dated, day=int(held["last"])) if "last" in held else None
            return replace(dated, until=until), match.end()
    return None


def _year(held: Mapping[str, str]) -> int | None:
    if "era" in held:
        return _ERAS[held["era"]] + (1 if held["of_era"] == "元" else int(held["of_era"]))
    text = held.get("year")
    return int(text) + (2000 if len(text) == len("23") else 0) if text else None


def read_time(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    """A time of day."""
    if found.has_time or found.minutes:
        return None
    for pattern in (*_TIMES, _AFTER_DATE) if found.has_date else _TIMES:
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
