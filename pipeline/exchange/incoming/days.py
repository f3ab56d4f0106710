"""The day of an incident, wherever a report says it, and which day a written date is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.exchange.incoming.time_parts import Written
from pipeline.exchange.incoming.times import TimeReader

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?<!CVE-)((?:19|20)\d\d)(?!\d)")
_YEAR_FOLDER = re.compile(r"((?:19|20)\d\d)(?:[-_]?\d\d)?")
_NOT_OF_INCIDENT = re.compile(
    r"\b(?:published|posted|updated?|edited|written|created|reviewed|due|eta|by|until)\b\W*(?:on\W+)?$", re.IGNORECASE
)
_DATELINE = re.compile(r"(?:^|\n)[ \t]*[*_]$")
"""What a date is behind that is the only text of its line, in italics: it dates the report, not the incident."""
_ON = re.compile(r"(?:^|[.\n]\s*)(?:on|am|le|el)\s+(?:the\s+)?(?:[^\W\d_]{3,9},?\s+)?$", re.IGNORECASE)
_ON_BEHIND = re.compile(r"\s*(?:[(（].[)）])?\s*(?:\d{1,2}時\S{0,8})?に")
"""What stands before and behind the day of a sentence that tells what happened on it."""
_LATEST = timedelta(days=90)
"""How long after an incident its report is posted."""
_MONTHS = 12
_READ = 6000


@dataclass(frozen=True, slots=True)
class Said:
    """Where a report may say its day: its field, its titles, its front matter, its path, and its texts.

    `month_first` is whether 4/5 is in April there, None if nothing tells.
    """

    field: str
    titles: Sequence[str]
    front: str
    path: str
    texts: Iterable[str]
    month_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The day as a date as exact as it is known, "" if nothing says it; `of_prose` if it is only one in the text."""

    day: str = ""
    of_prose: bool = False


def day_of(said: Said, times: TimeReader) -> Told:
    """The day of a report: what its field says, then its title, its front matter, its file, and its text.

    A title's date without a year is in the year nearest to the other dates.
    """
    texts = [text[:_READ] for text in said.texts]
    prose = [whole for text in texts for whole in _of_prose(text, said, times)]
    front_day, name_day, year = _whole(said.front, said, times), _of_name(said.path), _year_of(said.path)
    named = _whole(said.field, said, times) or next(
        filter(None, (_whole(title, said, times) for title in said.titles)), ""
    )
    if not named:
        posted = next(filter(None, (_whole(text, said, times) for text in texts)), "")
        near = front_day or name_day or next(iter(prose), "") or posted or (f"{year}-07-01" if year else "")
        named = next(filter(None, (_in_year(title, near, times) for title in said.titles)), "")
        named = named or _happened(texts, front_day, times)
    for found in (named, front_day, name_day, year):
        if found:
            return Told(found)
    return Told(next(iter(prose), ""), of_prose=bool(prose))


def _whole(text: str, said: Said, times: TimeReader) -> str:
    """The first day with its year that a text names."""
    found = (iso(one, month_first=said.month_first) for _, one in times.dates(text))
    return next(filter(None, found), "") or next(
        (day for match in _DAY.finditer(text) if (day := _iso(int(match[1]), int(match[2]), int(match[3])))), ""
    )


def _of_prose(text: str, said: Said, times: TimeReader) -> Iterator[str]:
    for start, one in times.dates(text):
        day = iso(one, month_first=said.month_first)
        before = text[max(0, start - 40) : start]
        if day and not _NOT_OF_INCIDENT.search(before) and not _is_dateline(before, text[start + len(one.text) :]):
            yield day


def _happened(texts: Iterable[str], posted: str, times: TimeReader) -> str:
    """The day on which the text says that it happened, if its post followed soon: `11月15日に発生した`."""
    for text in texts if posted else ():
        for start, one in times.dates(text):
            before, behind = text[:start], text[start + len(one.text) :]
            if one.month and one.day and (_ON.search(before) or _ON_BEHIND.match(behind)):
                last = date.fromisoformat(posted)
                found = real(one.year or last.year, one.month, one.day)
                if found is not None and found > last and one.year is None:
                    found = real(last.year - 1, one.month, one.day)
                return found.isoformat() if found and last - _LATEST <= found <= last else ""
    return ""


def _is_dateline(before: str, behind: str) -> bool:
    return _DATELINE.search(before) is not None and re.match(r"[*_][ \t]*(?:\n|$)", behind) is not None


def _of_name(path: str) -> str:
    name = re.split(r"[/\\]", path)[-1]
    for match in _DAY.finditer(name):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    return ""


def _year_of(path: str) -> str:
    """The year of the file's name, or of a folder that is called like a year or a month."""
    *folders, name = re.split(r"[/\\]", path)
    years = [match[1] for folder in folders if (match := _YEAR_FOLDER.fullmatch(folder))]
    return next(iter([*_YEAR.findall(name)[-1:], *years[-1:]]), "")


def _in_year(text: str, near: str, times: TimeReader) -> str:
    """The day without a year that a title names, in the year in which it is nearest to another day."""
    if not near:
        return ""
    for _, one in times.dates(text):
        if one.year is None and one.month and one.day:
            found = nearest(one.month, one.day, date.fromisoformat(near))
            return found.isoformat() if found else ""
    return ""


def iso(one: Written, *, month_first: bool | None = None) -> str:
    """The day with its year that a date is; "" if it is none, or nobody knows which number is the month."""
    if one.year is None:
        return ""
    if one.numbers:
        found = of_numbers(one.numbers, one.year, month_first=month_first)
        return found.isoformat() if found else ""
    return _iso(one.year, one.month, one.day) if one.month and one.day else ""


def of_numbers(
    numbers: tuple[int, int, str], year: int, *, month_first: bool | None, near: date | None = None
) -> date | None:
    """The day that 4/5 of a year is; `near` decides where nothing else does."""
    one, two, mark = numbers
    by_month, by_day = real(year, one, two), real(year, two, one)
    if mark == ".":
        return by_day
    if by_month is None or by_day is None or by_month == by_day:
        return by_month or by_day
    if month_first is not None:
        return by_month if month_first else by_day
    return min(by_month, by_day, key=lambda day: abs(day - near)) if near is not None else None


def begins_with_month(times: Iterable[Written]) -> bool | None:
    """Whether dates such as 4/21/23 begin with the month, as far as one of them tells."""
    for one, two, mark in (when.numbers for when in times if when.numbers):
        if mark != "." and one > _MONTHS >= two:
            return False
        if mark != "." and two > _MONTHS >= one:
            return True
    return None


def nearest(month: int, day: int, near: date) -> date | None:
    """The day of a year that is nearest to another one."""
    days = (real(year, month, day) for year in (near.year - 1, near.year, near.year + 1))
    return min(filter(None, days), key=lambda one: abs(one - near), default=None)


def real(year: int, month: int, day: int) -> date | None:
    """The day, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(year: int, month: int, day: int) -> str:
    found = real(year, month, day)
    return found.isoformat() if found else ""
