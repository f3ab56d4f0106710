"""Times as people write them: `June 14th, 2022, 10:00 AM PST`, `4/21/23`, `~09:15`, `T+5 min`, `6月28日 午後3時`.

Nothing is completed here: what a text does not say is None, and the reader of the whole timeline fills it in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final
from zoneinfo import available_timezones

from pipeline.exchange.incoming.time_parts import (
    Written,
    read_about,
    read_date,
    read_placeholder,
    read_relative,
    read_time,
    read_weekday,
    read_year,
)

FURTHEST: Final = 14
"""The hours between UTC and the zone that is furthest from it."""
LONGEST: Final = 200
"""How far into a line its time is looked for."""
_ALL_TIMES = re.compile(
    r"\b(?:all|the)?\s*(?:dates and )?times?(?:stamps?)?\b[^.\n:|]{0,40}?\b(?:are|is|in|as|given|listed|shown)\b"
    r"[^.\n|]{0,60}|時刻[^。\n]{0,40}",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"\s*(?:頃|ごろ|(?:[-–—]\s*)?\((?:ca\.?|approx(?:\.|imately)?|approximate|roughly|estimated)\)|ish\b)",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:-|–|—|~|〜|(?:to|until|till|through|bis|à)\b|から)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|und|et)\s+", re.IGNORECASE)
_GAP = re.compile(
    r"(?:[\s,=@|*_`\[\]()（）:：·・\\]|<br\s*/?>|T(?=\d\d:)|(?:at|on|um|à|den)\b|(?:-|–|—|/)(?=\s))*", re.IGNORECASE
)
_OFFSET = re.compile(
    r"(?:(?:UTC|GMT)\s*)?(?P<sign>[+−-])(?P<hours>\d{1,2}):?(?P<minutes>[0-5]\d)?(?![\d:])", re.IGNORECASE
)
_LEAD = re.compile(r"[\s>*_`\[(（|–—-]*(?:[\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]\ufe0f?\s*)?[*_`\[(（]*")
_LEAD_WORD = re.compile(
    r"(?:(?:at|by|on|in|from|since|um|ab|am|vom|von|le|du|à|posted(?: on)?)\s+|(?P<two>between|zwischen|entre)\s+"
    r"|(?P<named>date|day|datum|日付)\s*:\s*)[*_`\[(]*",
    re.IGNORECASE,
)
_PLAIN = str.maketrans(
    "０１２３４５６７８９：／．－～‐‑‒\u00a0\u202f\u3000",
    "0123456789:/.-~---   ",
)
"""Characters that mean the same in a time; each stands for one, so that places stay where they are."""
_DATE_BEGINS = re.compile(r"(?<![A-Za-z0-9/.:-])(?=\d|[^\W\d_]{2,12}\.?[\s-]{0,2}\d)")
_HALF = re.compile(r"\d\s*([ap])\.?m\b", re.IGNORECASE)
_NOON = 12
_FOOTNOTE = re.compile(r"\s?\[\^[^\]\s]{1,20}\]")
_REST = re.compile(r"^[\s*_`:：\]\)）|,;–—>-]+|^\s*[.](?=\s)")


class TimeReader:
    """Reads the times at the beginning of texts; `zones` are the names of zones that are known."""

    def __init__(self, zones: Iterable[str]) -> None:
        """Know these zones."""
        names = sorted(zones, key=len, reverse=True)
        words = "|".join(
            re.escape(name) if not name.isascii() else rf"{re.escape(name)}(?![A-Za-z0-9])" for name in names
        )
        self._zone = re.compile(rf"(?:{words or '(?!)'}|[A-Z][a-z]+/[A-Z][a-z]+(?:_[A-Z][a-z]+)?)")
        self._known = frozenset(names)
        self._words = frozenset(name for name in names if name.isalpha() and name.isascii() and name.istitle())

    def zone(self, text: str) -> str:
        """The first zone that a heading or a sentence about all times names; "" if there is none."""
        found: list[tuple[int, str]] = []
        for match in re.finditer(r"(?:UTC|GMT)\s*[+−-]\s*\d{1,2}(?::?\d\d)?", text, re.IGNORECASE):
            offset = _OFFSET.match(match.group())
            if offset:
                found.append((match.start(), _offset(offset)))
        of_times = re.search(r"times?\b", text, re.IGNORECASE)
        found += [
            (match.start(), match.group())
            for match in self._zone.finditer(text)
            if (not text[match.start() - 1 : match.start()].isalnum() or not match.group().isascii())
            # `Eastern` alone may be part of any name.
            and (of_times or match.group() not in self._words)
            and (match.group() in self._known or match.group() in available_timezones())
        ]
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
        if not any(character.isdigit() or character in "TtXx~?H(（元-" for character in text[:LONGEST]):
            return None
        read = text.translate(_PLAIN)
        lead = _LEAD.match(read)
        begin = start = lead.end() if lead else 0
        word = _LEAD_WORD.match(read, start)
        start = word.end() if word else start
        found, end = self._parts(read, start)
        # `Date: Mon May 10 19:03:52 2021` is a line of a log of changes.
        told = found.has_date or found.has_time or found.is_relative or found.no_clock
        if not told or (word and word["named"] and found.has_time):
            return None
        found, end = self._range(read, found, end, two=bool(word and word["two"]))
        written = text[begin:end].strip(" \t*_`|[](:（）：-–—,\\")
        note = _FOOTNOTE.match(text, end)
        if note:
            written, end = f"{written}{note.group()}", note.end()
        return replace(found, text=" ".join(written.split())), _rest(text[:end], text[end:])

    def dates(self, text: str) -> Iterator[tuple[int, Written]]:
        """The dates anywhere in a text, each with its place."""
        read, end = text.translate(_PLAIN), 0
        for match in _DATE_BEGINS.finditer(read):
            if match.start() >= end:
                found, after = self._parts(read, match.start())
                if found.has_date:
                    end = after
                    yield match.start(), replace(found, text=text[match.start() : after].strip())

    def _range(self, text: str, found: Written, end: int, *, two: bool) -> tuple[Written, int]:
        to = _TO.match(text, end) or (_AND.match(text, end) if two else None)
        if to is None or to.end() == end or not (found.has_time or found.has_date):
            return found, end
        later, after = self._parts(text, to.end())
        same = later.has_time if found.has_time else later.has_date and not later.has_time
        # `10:00 - 10:04` is a range; of `10:00 - 5 March` nobody knows.
        if not same or later.is_relative:
            return found, end
        found = _in_half(found, later, text[:end], text[to.end() : after])
        zone = found.zone or later.zone
        return replace(found, zone=zone, until=replace(later, zone=later.zone or zone)), after

    def _parts(self, text: str, start: int) -> tuple[Written, int]:
        """As many parts of a time as follow each other, and where they end."""
        found, at, sure = Written(), start, (Written(), start)
        steps: tuple[Callable[[str, int, Written], tuple[Written, int] | None], ...] = (
            read_about,
            read_relative,
            read_date,
            read_time,
            self._read_zone,
            read_year,
            read_weekday,
            read_placeholder,
        )
        while at < min(len(text), start + LONGEST):
            for step in steps:
                result = step(text, at, found)
                if result is not None:
                    found, at = result
                    # What only goes with a time, such as `~`, belongs to the text if none follows.
                    sure = sure if step in (read_about, read_weekday) else (found, at)
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


def _in_half(found: Written, later: Written, before: str, behind: str) -> Written:
    """The first time of a range such as `2:30 - 3:15 PM`, in the half of the day that the second one names."""
    half = _HALF.search(behind)
    if half is None or _HALF.search(before) or found.hour is None or later.hour is None or found.hour > _NOON:
        return found
    hour = found.hour % _NOON + (_NOON if half[1].lower() == "p" else 0)
    return replace(found, hour=hour) if (hour, found.minute or 0) <= (later.hour, later.minute or 0) else found


def _rest(before: str, rest: str) -> str:
    """The text behind a time, without what closes the time's own markup."""
    while (shorter := _REST.sub("", rest, count=1)) != rest:
        before, rest = before + rest[: len(rest) - len(shorter)], shorter
    for mark in ("**", "__", "`"):
        if rest.count(mark) % 2 and mark in before:
            rest = f"{mark}{rest}"
    return rest.strip()


def _offset(match: re.Match[str]) -> str:
    offset = f"{int(match['hours']):02}:{match['minutes'] or '00'}"
    return f"{'+' if match['sign'] == '+' or offset == '00:00' else '-'}{offset}"


@lru_cache(maxsize=8)
def reader(zones: tuple[str, ...]) -> TimeReader:
    """The reader that knows these zones."""
    return TimeReader(zones)
