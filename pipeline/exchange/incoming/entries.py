"""The entries of a timeline in Markdown: rows of tables, items of lists, lines, and headings with what follows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.outline import Part
from pipeline.exchange.incoming.text import blocks, dedented, inline, label
from pipeline.exchange.incoming.times import TimeReader, Written

_MARKER = re.compile(r"\s*(?:[-*+–—•]|\d{1,9}[.)])(?:\s+|$)(?:\[[ xX]\]\s+)?")
_LONGEST_LABEL = 150
_LONGEST_ZONE = 200
_SHORT = 60
_MOST = 0.5
_DEEPEST = 6
"""How deep in lists entries are looked for."""


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
    """What the parts of a timeline hold: the entries, the lines and headings that are in none, and the zone of all times."""

    entries: list[Entry] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    zone: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, an item, a row or another block: what it says, and whether a time may begin there."""

    text: str
    raw: str
    may_begin: bool
    depth: int = 0
    zone: str = ""
    year: int | None = None
    when: Written | None = None
    rest: str = ""
    heading: bool = False

    @property
    def is_item(self) -> bool:
        """Whether it is an item or a row, not a line of a paragraph."""
        return self.depth > 0 or self.raw.lstrip()[:1] in ("-", "*", "+", "|")


class EntryReader:
    """Finds the entries of timelines."""

    def __init__(self, house: House, times: TimeReader) -> None:
        """Read as this house writes."""
        self._house, self._times = house, times

    def of_timeline(self, parts: Iterable[Part]) -> Found:
        """The entries of the parts of one timeline."""
        found = Found()
        for part in parts:
            pieces = list(self._pieces(part.text, 0))
            if part.heading:
                said = label(part.heading)
                if part.timed:
                    when, rest = self._times.read(said) or (Written(), said)
                    pieces.insert(0, _Piece(said, f"### {part.heading}", True, when=when, rest=rest, heading=True))
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
        pieces = list(self._pieces(part.text, 0))
        items = [piece for piece in pieces if piece.may_begin and piece.is_item]
        lines = [piece for piece in pieces if piece.may_begin and not piece.is_item]
        if not (_is_timeline(items) or _is_timeline(lines)):
            return None
        found = Found()
        if part.heading:
            date = self._times.read(label(part.heading)) if part.timed else None
            if date is not None:
                found.entries.append(Entry(date[0], [], heading=True))
        self._follow(pieces, found)
        return found

    def _dated(self, heading: str) -> Written | None:
        """The day that a timeline's heading names, if it names one: `Timeline (UTC) Monday May 10th, 2021`."""
        days = []
        for match in re.finditer(r"\S+", heading):
            read = self._times.read(heading[match.start() :])
            if read and read[0].has_date and not read[0].has_time and (read[0].year or read[0].day):
                days.append(read[0])
                break
        return days[0] if days else None

    def _follow(self, pieces: list[_Piece], found: Found) -> None:
        for piece in pieces:
            if piece.text and not piece.raw:
                found.headings.append(piece.text)
            elif piece.when is not None and self._is_about_all(piece):
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

    def _is_about_all(self, piece: _Piece) -> bool:
        """Whether it is a day with a remark about all times: `2024-03-19 (all times UTC)`."""
        on_day = piece.when is not None and piece.when.has_date and not piece.when.has_time
        return on_day and len(piece.rest) < _SHORT and bool(re.search(r"\btimes?\b|時刻", piece.rest, re.IGNORECASE))

    def _pieces(self, text: str, depth: int) -> Iterator[_Piece]:
        lines = text.split("\n")
        end = 0
        for block in blocks(text):
            yield from self._others(lines[end : block.start])
            end = max(end, block.end)
            raw = lines[block.start : block.end]
            if block.kind == "table":
                yield from self._rows(block.tokens, raw)
            elif block.kind in ("bullet_list", "ordered_list"):
                yield from self._items(block.tokens, lines, depth)
            elif block.kind == "paragraph":
                yield from self._lines(raw, depth)
            else:
                yield _Piece("", "\n".join(raw), may_begin=False, depth=depth)
        yield from self._others(lines[end:])

    def _others(self, lines: list[str]) -> Iterator[_Piece]:
        """What is in no block, such as the definitions of links."""
        if any(line.strip() for line in lines):
            yield _Piece("", "\n".join(lines), may_begin=False)

    def _lines(self, raw: list[str], depth: int) -> Iterator[_Piece]:
        """The lines of a paragraph; one that begins with no time belongs to the one above it."""
        current: list[str] = []
        for line in raw:
            if current and self._begins(_unmarked(line)):
                yield self._timed("\n".join(current), "\n".join(current), depth)
                current = []
            current.append(line)
        if current:
            yield self._timed("\n".join(current), "\n".join(current), depth)

    def _begins(self, line: str) -> bool:
        read = self._times.read(line)
        return read is not None and (read[0].has_time or read[0].has_date)

    def _items(self, tokens: Iterable[Token], lines: list[str], depth: int) -> Iterator[_Piece]:
        """The items of a list; an item whose own items have times is looked into."""
        held = list(tokens)
        level = held[0].level + 1
        spans = [token.map for token in held if token.type == "list_item_open" and token.level == level and token.map]
        for start, end in spans:
            raw = lines[start:end]
            while raw and not raw[-1].strip():
                raw.pop()
            content = "\n".join(dedented([_unmarked(raw[0]), *raw[1:]])) if raw else ""
            inner = list(self._pieces(content, depth + 1)) if depth < _DEEPEST else []
            own = self._timed(content, "\n".join(raw), depth + 1)
            nested = [piece for piece in inner[1:] if piece.when is not None]
            if nested and (own.when is None or not own.when.has_time):
                yield from inner
            else:
                yield from self._split(content, own, depth + 1)

    def _split(self, content: str, own: _Piece, depth: int) -> Iterator[_Piece]:
        """An item whose later lines begin with times, as where somebody has mistyped the marker of an item."""
        lines = content.split("\n")
        if own.when is not None and any(self._begins(_unmarked(line)) for line in lines[1:]):
            yield from self._lines(lines, depth)
        else:
            yield own

    def _timed(self, text: str, raw: str, depth: int) -> _Piece:
        content = _unmarked(text) if self._begins(_unmarked(text)) else text
        read = self._times.read(content)
        if read is None and "\n" not in content and len(content) <= _LONGEST_LABEL:
            read = self._behind(content)
        if read is None:
            return _Piece(content, raw, may_begin=True, depth=depth)
        return _Piece(content, raw, may_begin=True, depth=depth, when=read[0], rest=read[1])

    def _behind(self, text: str) -> tuple[Written, str] | None:
        """The time with which a short entry ends: `Incident declared: 2022-01-05 08:56`."""
        words = list(re.finditer(r"(?<=\s)[*_`(\[]*(?=\w)", text))[:15]
        for word in words:
            read = self._times.read(text[word.start() :])
            if read and read[0].has_date and read[0].day and not read[1]:
                return read[0], text[: word.start()].rstrip(" \t:：-–—*_`(")
        return None

    def _rows(self, tokens: Iterable[Token], raw: list[str]) -> Iterator[_Piece]:
        rows = table(tokens)
        if len(rows) < 2:  # noqa: PLR2004  # a head and a row
            yield _Piece("", "\n".join(raw), may_begin=False)
            return
        head, *body = rows
        when, clocks = self._columns(head, body)
        if not clocks:
            yield _Piece("", "\n".join(raw), may_begin=False)
            return
        heads = [label(cell) for cell in head]
        zone = next((zone for at in when if (zone := self._times.zone(heads[at]))), "")
        year = next((int(match[1]) for at in when if (match := re.search(r"\b((?:19|20)\d\d)\b", heads[at]))), None)
        yield _Piece(" ".join(heads), "", may_begin=False)
        for row in body:
            said = " ".join(row[at] for at in when if at < len(row)).strip()
            others = [(at, cell) for at, cell in enumerate(row) if at not in when and cell.strip()]
            read = self._times.read(label(said))
            rest = "; ".join(cell if number == 0 else f"{heads[at]}: {cell}" for number, (at, cell) in enumerate(others))
            if read is None or read[1] and not read[0].has_date and not read[0].has_time:
                yield _Piece("", f"{said}: {rest}", may_begin=True, zone=zone, year=year, when=Written(text=said), rest=rest)
            else:
                more = f"({read[1]}) {rest}" if read[1] else rest
                yield _Piece(said, said, may_begin=True, zone=zone, year=year, when=read[0], rest=more)

    def _columns(self, head: list[str], body: list[list[str]]) -> tuple[list[int], bool]:
        """The columns that say when, and whether one of them does so in most rows."""
        names = self._house.columns.get("time", frozenset()) | self._house.columns.get("date", frozenset())
        found: list[int] = []
        sure = False
        for at, name in enumerate(head):
            cells = [label(row[at]) for row in body if at < len(row) and row[at].strip()]
            timed = [cell for cell in cells if (read := self._times.read(cell)) and not read[1]]
            days = [cell for cell in cells if self._is_weekday(cell)]
            called = bare(re.split(r"[(\[]", label(name), maxsplit=1)[0])
            named = called in names or any(called.startswith(f"{word} in ") for word in names)
            numbered = named and sum(cell[:1].isdigit() for cell in cells) > _MOST * len(cells)
            # A label and its value are no timeline, but for a column that is called one.
            if len(head) == 2 and at == 1 and not named:  # noqa: PLR2004  # two columns
                continue
            if cells and (len(timed) > _MOST * len(cells) or len(days) == len(cells) or named and timed or numbered):
                found.append(at)
                sure = sure or bool(timed) or numbered
        return found, sure

    def _is_weekday(self, cell: str) -> bool:
        read = self._times.read(f"{cell} 2001-01-01")
        return bool(cell) and read is not None and read[0].text.startswith(cell) and not read[1]


def _unmarked(line: str) -> str:
    """A line without the marker of an item."""
    marker = _MARKER.match(line)
    return line[marker.end() :] if marker else line


def _is_timeline(pieces: list[_Piece]) -> bool:
    """Whether most of these begin with times, and at least two with a time of day."""
    timed = [piece.when for piece in pieces if piece.when is not None]
    return sum(when.has_time for when in timed) > 1 and len(timed) >= _MOST * len(pieces)


def table(tokens: Iterable[Token]) -> list[list[str]]:
    """The rows of a table, each a list of the Markdown of its cells; the first is the head."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(token.content.strip())
    return rows


def is_plain(text: Iterable[str]) -> bool:
    """Whether an entry has nothing that cannot stand in one value: no code of several lines, table or picture."""
    found = [block for block in blocks("\n\n".join(text))]
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

