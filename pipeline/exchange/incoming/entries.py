"""The entries of a timeline in Markdown: rows of tables, items of lists, lines, and headings with what follows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.outline import Part, time_of_heading
from pipeline.exchange.incoming.pieces import Piece, PieceReader
from pipeline.exchange.incoming.text import blocks, inline, label
from pipeline.exchange.incoming.time_parts import Written
from pipeline.exchange.incoming.times import TimeReader

_LONGEST_ZONE = 200
_SHORT = 60
_MOST = 0.5
_BEGINS_SENTENCE = re.compile(
    r"[\s>*_]*(?:on|at|in|by|between|from|since|am|um|ab|seit|zwischen|le|à|depuis)\s", re.IGNORECASE
)
_MANY = 3
_MOST_DATED = 0.75
_FIELD = re.compile(r"[\s>*_+-]*(?P<label>[^:：|*_\n]{2,40}?)[*_]{0,2}[ \t]*[:：]")


@dataclass(slots=True)
class Entry:
    """One entry as written: its time, the Markdown behind it, and in which zone and year its table stands.

    `day_of_others` is whether it says no more than on which day the entries below it are.
    """

    when: Written
    text: list[str]
    depth: int = 0
    heading: bool = False
    day_of_others: bool = False
    zone: str = ""
    year: int | None = None


@dataclass(slots=True)
class Found:
    """What a timeline holds: its entries, the lines and headings that are in none, and the zone of all times."""

    entries: list[Entry] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    zone: str = ""


class EntryReader:
    """Finds the entries of timelines."""

    def __init__(self, house: House, times: TimeReader) -> None:
        """Read as this house writes."""
        self._house, self._times, self._reader = house, times, PieceReader(house, times)

    def of_timeline(self, parts: Iterable[Part]) -> Found:
        """The entries of the parts of one timeline."""
        found = Found()
        for part in parts:
            pieces = list(self._reader.pieces(part.text, code=True))
            if part.heading:
                said = label(part.heading)
                if part.timed:
                    when, rest = time_of_heading(part.heading, self._times) or (Written(), said)
                    pieces.insert(
                        0, Piece(said, f"### {part.heading}", may_begin=True, when=when, rest=rest, heading=True)
                    )
                else:
                    found.headings.append(said)
                    found.zone = found.zone or self._times.zone(said[:_LONGEST_ZONE])
                    dated = self._dated(said)
                    if dated is not None:
                        found.entries.append(Entry(dated, [], heading=True, day_of_others=True))
            self._follow(pieces, found)
        return found

    def elsewhere(self, part: Part) -> Found | None:
        """The entries of a part that is called something else; None if it is not mostly entries."""
        pieces = self._announced(list(self._reader.pieces(part.text)))
        items = [piece for piece in pieces if piece.may_begin and piece.is_item]
        lines = [piece for piece in pieces if piece.may_begin and not piece.is_item]
        if not (_is_timeline(items) or _is_timeline(lines)):
            return None
        if not _is_timeline(lines):
            pieces = [_as_prose(piece) for piece in pieces]
        elif lines[0].when is not None and _is_day_of(lines[0].when, lines[1:]):
            pieces = [replace(piece, when=None) if piece is lines[0] else piece for piece in pieces]
        found = Found()
        if part.heading:
            date = time_of_heading(part.heading, self._times) if part.timed else None
            if date is not None:
                found.entries.append(Entry(date[0], [], heading=True))
        self._follow(pieces, found)
        return found

    def _announced(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces without times above the sentence that announces a timeline: `Here is a timeline of the day:`."""
        announces = (
            at
            for at, piece in enumerate(pieces)
            if piece.when is None and piece.text.endswith((":", "：")) and self._house.role(piece.text) == "timeline"
        )
        begin = next(announces, 0)
        return [*(replace(piece, when=None) for piece in pieces[:begin]), *pieces[begin:]]

    def _dated(self, heading: str) -> Written | None:
        """The day that a timeline's heading names, if it names one: `Timeline (UTC) Monday May 10th, 2021`."""
        dates = (date for _, date in self._times.dates(heading[:_LONGEST_ZONE]))
        return next((date for date in dates if not date.has_time and (date.year or date.day)), None)

    def _follow(self, pieces: list[Piece], found: Found) -> None:
        for piece in pieces:
            if piece.text and not piece.raw:
                found.headings.append(piece.text)
            elif piece.when is not None and (self._is_about_all(piece) or self._is_field(piece)):
                found.zone = found.zone or self._times.zone(piece.rest)
                found.entries.append(Entry(piece.when, [], heading=True, day_of_others=True))
                found.left.append(piece.raw)
            elif piece.when is not None:
                entry = Entry(piece.when, [piece.rest] if piece.rest else [], piece.depth, piece.heading)
                entry.zone, entry.year = piece.zone, piece.year
                found.entries.append(entry)
            elif found.entries and not found.entries[-1].day_of_others and piece.raw.strip():
                found.entries[-1].text.append(piece.raw)
            elif piece.raw.strip():
                zone = self._times.zone(piece.text[:_LONGEST_ZONE])
                found.zone = found.zone or zone
                found.left.append(piece.raw)
                day = self._dated(piece.text) if zone else None
                if day is not None:
                    found.entries.append(Entry(day, [], heading=True, day_of_others=True))

    def _is_about_all(self, piece: Piece) -> bool:
        """Whether it is a day with a remark about all times: `2024-03-19 (all times UTC)`."""
        on_day = piece.when is not None and piece.when.has_date and not piece.when.has_time
        return on_day and len(piece.rest) < _SHORT and bool(re.search(r"\btimes?\b|時刻", piece.rest, re.IGNORECASE))

    def _is_field(self, piece: Piece) -> bool:
        """Whether it is the report's day behind a label: `Date: 2024-03-19`."""
        named = _FIELD.match(piece.text)
        return named is not None and self._house.fields.get(bare(named["label"])) == "date"


def _is_timeline(pieces: list[Piece]) -> bool:
    """Whether most of these begin with times, and at least two with a time of day; or nearly all with a day."""
    timed = [piece.when for piece in pieces if piece.when is not None]
    if len(timed) >= _MANY and sum(map(_begins_with_day, pieces)) >= _MOST_DATED * len(pieces):
        return True
    return sum(when.has_time for when in timed) > 1 and len(timed) >= _MOST * len(pieces)


def _begins_with_day(piece: Piece) -> bool:
    """Whether it begins with a day, which is not part of a sentence: `2024-03-05: the key is revoked`."""
    when, text = piece.when, piece.text.lstrip(" *_`([")
    if when is None or not (when.day or when.numbers):
        return False
    return text.startswith(when.text[:4]) and not _BEGINS_SENTENCE.match(text)


def _as_prose(piece: Piece) -> Piece:
    """The sentence above a list of times, which names a day, is no entry of that list."""
    if piece.when is None or piece.is_item or not piece.rest:
        return piece
    tells = not piece.when.has_time or _BEGINS_SENTENCE.match(piece.text)
    return replace(piece, when=None) if tells else piece


def _is_day_of(when: Written, others: Iterable[Piece]) -> bool:
    """Whether a time is only the day of those below it, which give no other."""
    below = [piece.when for piece in others if piece.when is not None]
    return when.has_date and not when.has_time and all(one.has_time and not one.has_date for one in below)


def is_plain(text: Iterable[str]) -> bool:
    """Whether an entry has nothing that cannot be in one value: no code of several lines, table or picture."""
    found = list(blocks("\n\n".join(text)))
    kinds = {block.kind for block in found}
    pictures = any(child.type == "image" for block in found for token in block.tokens for child in token.children or ())
    return not pictures and kinds <= {"paragraph", "bullet_list", "ordered_list", "blockquote"}


def first_words(text: str) -> str:
    """The words of the first paragraph of a text; "" if it begins with something else."""
    for block in blocks(text):
        if block.kind == "paragraph":
            return inline(block.tokens[1])
        return ""
    return ""
