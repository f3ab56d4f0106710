"""Times as people write them: `June 14th, 2022, 10:00 AM PST`, `4/21/23`, `~09:15`, `T+5 min`, `6月28日 午後3時`.

Nothing is completed here: what a text does not say is None, and the reader of the whole timeline fills it in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from babel import Locale

FURTHEST: Final = 14
"""The hours between UTC and the zone that is furthest from it."""

LONGEST: Final = 200
"""How far into a line its time is looked for."""

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
        r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,6})?)?(?!:?\d)"
        r"\s*(?:(?P<half>[ap])\.?m\b\.?)?(?:\s*h(?:rs|ours)?\b|(?P<zulu>Z)\b)?",
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
_ALL_TIMES = re.compile(
    r"\b(?:all|the)?\s*(?:dates and )?times?(?:stamps?)?\b[^.\n:|]{0,40}?\b(?:are|is|in|as|given|listed|shown)\b[^.\n|]{0,60}|時刻[^。\n]{0,40}",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:~|≈|約|ca\.?(?=[\s\d])|c\.(?=\s?\d)|circa\b|approx(?:imately|\.)?|about\b|around\b|roughly\b)\s*", re.IGNORECASE
)
_ABOUT_AFTER = re.compile(r"\s*(?:頃|ごろ|(?:[-–—]\s*)?\((?:ca\.?|approx(?:\.|imately)?|approximate|roughly|estimated)\)|ish\b)", re.IGNORECASE)
_WEEKDAY = re.compile(rf"(?:{_DAYS}|[（(][月火水木金土日](?:曜日?)?[）)]|[月火水木金土日]曜日?)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"(?:HH:mm|hh:mm|[012]?X:XX|\?\?:\?\?|--:--|\(?Time TBC\)?)(?!\w)")
_TO = re.compile(r"\s*(?:-|–|—|~|〜|to\b|until\b|から)\s*", re.IGNORECASE)
_GAP = re.compile(r"(?:[\s,=@|*_`\[\]()（）:：]|T(?=\d\d:)|at\b|on\b|(?:-|–|—)(?=\s))*", re.IGNORECASE)
_OFFSET = re.compile(
    r"(?:(?:UTC|GMT)\s*)?(?P<sign>[+−-])(?P<hours>\d{1,2}):?(?P<minutes>[0-5]\d)?(?![\d:])", re.IGNORECASE
)
_LEAD = re.compile(r"[\s>*_`\[(（|–—-]*(?:[🕐-🕧⏰]\s*)?")
_REST = re.compile(r"^[\s*_`:：\]\)）|,;–—>-]+|^\s*[.](?=\s)")


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


class TimeReader:
    """Reads the times at the beginning of texts; `zones` are the names of zones that are known."""

    def __init__(self, zones: Iterable[str]) -> None:
        """Know these zones."""
        names = sorted(zones, key=len, reverse=True)
        words = "|".join(re.escape(name) if not name.isascii() else rf"{re.escape(name)}(?![A-Za-z0-9])" for name in names)
        self._zone = re.compile(rf"(?:{words or '(?!)'}|[A-Z][a-z]+/[A-Z][a-z]+(?:_[A-Z][a-z]+)?)")
        self._named = {name.casefold(): name for name in names}

    def zone(self, text: str) -> str:
        """The first zone that a heading or a sentence about all times names; "" for none."""
        found: list[tuple[int, str]] = []
        for match in re.finditer(r"(?:UTC|GMT)\s*[+−-]\s*\d{1,2}(?::?\d\d)?", text, re.IGNORECASE):
            offset = _OFFSET.match(match.group())
            if offset:
                found.append((match.start(), _offset(offset)))
        for match in self._zone.finditer(text):
            if match.start() == 0 or not text[match.start() - 1].isalnum() or not match.group().isascii():
                found.append((match.start(), match.group()))
        # Of `CEST (UTC+2)` and `Eastern Time (UTC-4)` the offset says more; of `UTC+2` itself, UTC says less.
        offsets = [name for _, name in found if name[0] in "+-"]
        return offsets[0] if offsets else min(found)[1] if found else ""

    def of_all(self, text: str) -> str:
        """The zone of all times, where a sentence of the text says so; "" if none does."""
        for match in _ALL_TIMES.finditer(text):
            zone = self.zone(match.group())
            if zone:
                return zone
        return ""

    def read(self, text: str) -> tuple[Written, str] | None:
        """The time with which a text begins, and the text behind it; None if it begins with none."""
        if not any(character.isdigit() or character in "Tt~?H(（" for character in text[:LONGEST]):
            return None
        lead = _LEAD.match(text)
        start = lead.end() if lead else 0
        found, end = self._parts(text, start)
        if not (found.has_date or found.has_time or found.is_relative):
            return None
        found, end = self._range(text, found, end)
        written = text[start:end].strip(" \t*_`|[](:（）：-–—,")
        return replace(found, text=" ".join(written.split())), _rest(text[:end], text[end:])

    def _range(self, text: str, found: Written, end: int) -> tuple[Written, int]:
        to = _TO.match(text, end)
        if to is None or to.end() == end or not (found.has_time or found.has_date):
            return found, end
        later, after = self._parts(text, to.end())
        same = later.has_time if found.has_time else later.has_date and not later.has_time
        # `- 10:04` on its own is a range, but `10:00 - 10:04:12 restarted it` and `10:00 - 5 March` are not clear: taken as one.
        if not same or later.is_relative:
            return found, end
        zone = found.zone or later.zone
        return replace(found, zone=zone, until=replace(later, zone=later.zone or zone)), after

    def _parts(self, text: str, start: int) -> tuple[Written, int]:
        """As many parts of a time as follow each other, and where they end."""
        found, at, sure = Written(), start, (Written(), start)
        steps: tuple[Callable[[str, int, Written], tuple[Written, int] | None], ...] = (
            _read_about, _read_relative, _read_date, _read_time, self._read_zone, _read_weekday, _read_placeholder,
        )
        while at < min(len(text), start + LONGEST):
            for step in steps:
                result = step(text, at, found)
                if result is not None:
                    found, at = result
                    # What only goes with a time, such as `~`, belongs to the text if none follows.
                    sure = sure if step in (_read_about, _read_weekday) else (found, at)
                    break
            else:
                break
            gap = _GAP.match(text, at)
            after = gap.end() if gap else at
            at = after
        found, end = sure
        about = _ABOUT_AFTER.match(text, end)
        if about and found.has_time:
            return replace(found, approximate=True), about.end()
        return found, end

    def _read_zone(self, text: str, at: int, found: Written) -> tuple[Written, int] | None:
        if found.zone or not (found.has_time or found.has_date):
            return None
        named = self._zone.match(text, at)
        offset = _OFFSET.match(text, at)
        if offset and found.has_time and _is_offset(text, at, offset):
            return replace(found, zone=_offset(offset)), offset.end()
        if named and found.has_time:
            also = re.compile(r"\s*\((?:UTC|GMT)[^)]{0,8}\)").match(text, named.end())
            return replace(found, zone=named.group()), also.end() if also else named.end()
        return None


def _is_offset(text: str, at: int, offset: re.Match[str]) -> bool:
    """Whether these numbers are an offset; behind a time without a T or seconds, they are the end of a range."""
    if offset.group()[0] in "UuGg":
        return True
    exact = re.search(r"T\d\d:\d\d$|:\d\d:\d\d(?:\.\d+)?$", text[max(0, at - 16) : at])
    return bool(offset["minutes"] and exact and int(offset["hours"]) <= FURTHEST)


def _rest(before: str, rest: str) -> str:
    """The text behind a time, without what closes the time's own markup."""
    while (shorter := _REST.sub("", rest, count=1)) != rest:
        before, rest = before + rest[: len(rest) - len(shorter)], shorter
    for mark in ("**", "__", "`"):
        if rest.count(mark) % 2 and mark in before:
            rest = f"{mark}{rest}"
    return rest.strip()


def _read_about(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    match = _ABOUT.match(text, at)
    return (replace(found, approximate=True), match.end()) if match else None


def _read_weekday(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    match = _WEEKDAY.match(text, at)
    return (found, match.end()) if match else None


def _read_placeholder(text: str, at: int, found: Written) -> tuple[Written, int] | None:
    match = _PLACEHOLDER.match(text, at) if found.has_date and not found.has_time else None
    return (found, match.end()) if match else None


def _read_relative(text: str, at: int, found: Written) -> tuple[Written, int] | None:
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


def _read_date(text: str, at: int, found: Written) -> tuple[Written, int] | None:
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


def _read_time(text: str, at: int, found: Written) -> tuple[Written, int] | None:
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


def _offset(match: re.Match[str]) -> str:
    offset = f"{int(match['hours']):02}:{match['minutes'] or '00'}"
    return f"{'+' if match['sign'] == '+' or offset == '00:00' else '-'}{offset}"


@lru_cache(maxsize=8)
def reader(zones: tuple[str, ...]) -> TimeReader:
    """The reader that knows these zones."""
    return TimeReader(zones)
