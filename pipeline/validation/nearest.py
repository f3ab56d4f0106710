"""The value that somebody most likely meant, where what is written has not the form that is asked for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import datetime

from pipeline.text.slug import slug

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_WRITTEN_OUT = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)", re.ASCII | re.DOTALL)
_YEAR_LAST = re.compile(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})(.*)", re.ASCII | re.DOTALL)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ]+(\d{1,2}):(\d\d)(:\d\d)? ?(.*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?", re.ASCII)
_MONTHS_A_YEAR = 12


def nearest(value: str | float, fits: Callable[[str], bool]) -> str:
    """The first value like this one that fits; "" if none does. `fits` says whether a value has the right form."""
    return next((text for text in _candidates(str(value).strip()) if text != value and fits(text)), "")


def no_such_day(value: object) -> str:
    """Why a date that looks right is none, such as `November 2025 has 30 days`; "" if it is one, or no date at all."""
    match = _DAY.match(str(value))
    if match is None:
        return ""
    year, month, day = map(int, match.groups())
    if not 1 <= month <= _MONTHS_A_YEAR:
        return f"there is no month {month:02}"
    most = calendar.monthrange(year, month)[1] if year else 31
    return "" if 1 <= day <= most else f"there is no such day: {calendar.month_name[month]} {year} has {most} days"


def named_zone(value: object) -> str:
    """What to write instead of a time with the name of a zone, which may mean several offsets; "" if it has none."""
    for day in (str(value).strip(), *_days(str(value).strip())):
        match = _TIME.fullmatch(day)
        if match and re.fullmatch(r"[A-Za-z]{2,5}", match[5]) and _offset(match[5]) == match[5]:
            time = f"{match[1]}T{int(match[2]):02}:{match[3]}{match[4] or ''}"
            return f"write the offset instead of `{match[5]}`, such as {time}+01:00, or leave it out and set `timezone`"
    return ""


def _candidates(text: str) -> Iterator[str]:
    """Other ways to write a text, from those that change least."""
    yield text
    yield " ".join(text.split())
    yield from _moments(text)
    bare = text.strip("[](){}<>'\"`@#. ")
    yield bare
    yield bare.lower()
    yield bare.upper()
    yield re.sub(r"^(https?://)?(www\.)?github\.com/|\.git$|/$", "", bare)
    yield re.sub(r"/(issues|pull)/(\d+)$", r"#\2", re.sub(r"^(https?://)?(www\.)?github\.com/", "", bare))
    number = re.fullmatch(r"[A-Za-z]?0*(\d{1,3})", bare, re.ASCII)
    if number:
        yield from (f"{int(number[1]):02}", f"E{int(number[1])}", f"C{int(number[1])}")
    yield f"https://{bare}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", bare, re.ASCII) else text
    if "/" in bare or bare.endswith(".md"):  # a path, where the name or the number in it is asked for
        name = bare.rstrip("/").rpartition("/")[2].removesuffix(".md")
        yield from (name, name.partition("-")[0]) if re.search(r"[a-z]", name) else ()
    yield slug(bare)


def _moments(text: str) -> Iterator[str]:
    """The text as a date or a time as exact as it is, if it is one in another form."""
    for day in (text, *_days(text)):
        yield day
        match = _TIME.fullmatch(day)
        if match:
            date, hour, minute, second, zone = match.groups()
            yield f"{date}T{int(hour):02}:{minute}{second or ''}{_offset(zone)}"


def _days(text: str) -> Iterator[str]:
    """The text with its date as year, month and day, where it is clear which is which."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day, rest = match.groups()
        yield f"{year}-{int(month):02}-{int(day):02}{rest}"
    if match := _YEAR_LAST.fullmatch(text):
        first, mark, second, year, rest = match.groups()
        if mark == "." or int(first) > _MONTHS_A_YEAR:
            yield f"{year}-{int(second):02}-{int(first):02}{rest}"
        elif int(second) > _MONTHS_A_YEAR:
            yield f"{year}-{int(first):02}-{int(second):02}{rest}"
    for form in _WRITTEN_OUT:
        try:
            yield datetime.strptime(text.replace("Sept ", "Sep "), form).date().isoformat()  # noqa: DTZ007  # a day
        except ValueError:
            continue


def _offset(zone: str) -> str:
    """An offset as ISO 8601 writes it; a zone's name stays, since it says no offset."""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    match = _OFFSET.fullmatch(zone.upper().removeprefix("UTC").removeprefix("GMT"))
    return f"{match[1]}{match[2]}:{match[3] or '00'}" if match else zone
