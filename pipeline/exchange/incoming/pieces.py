"""A text → its pieces: lines, items, rows and other blocks, each with the time that it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from markdown_it.token import Token

from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.text import blocks, dedented, label, longest, table
from pipeline.exchange.incoming.time_parts import Written
from pipeline.exchange.incoming.times import TimeReader

_MARKER = re.compile(r"\s*(?:(?:[-*+–—•]|\d{1,9}[.)])(?:\s+|$)|[・･]\s*)(?:\[[ xX]\]\s+)?")
_TRACK = re.compile(r"\s*\{\{<\s*track\s+\"(?P<when>[^\"]+)\"\s*>\}\}\s*$")
_COMPACT = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_NUMBER = re.compile(r"[~<>≈]?\s*[\d.,]+\s*[%kKmM]?")
_CODE = ("fence", "code_block")
_IN_ITALICS = re.compile(r"\s*([*_])(?![*_\s])(?:(?!\1).)+\1\s*")
_PICTURE = re.compile(r"\s*(?:\[?!\[[^\]\n]*\]\([^)\n]*\)(?:\]\([^)\n]*\))?\s*)+")
_LONGEST_LABEL = 150
_MOST = 0.5
_DEEPEST = 6
"""How deep in lists entries are looked for."""


@dataclass(frozen=True, slots=True)
class Piece:
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
    row: bool = False

    @property
    def is_item(self) -> bool:
        """Whether it is an item or a row, not a line of a paragraph."""
        return self.row or self.depth > 0 or self.raw.lstrip()[:1] in ("-", "*", "+", "|")


class PieceReader:
    """Takes texts apart."""

    def __init__(self, house: House, times: TimeReader) -> None:
        """Read as this house writes."""
        self._house, self._times = house, times

    def pieces(self, text: str, depth: int = 0, *, code: bool = False) -> Iterator[Piece]:
        """The pieces of a text, in order; `depth` is how deep in lists it stands.

        With `code`, lines of code that begin with times are pieces as well.
        """
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
            elif code and block.kind in _CODE and self._is_log(block.tokens[0].content):
                yield from self._lines(block.tokens[0].content.rstrip("\n").split("\n"), depth)
            else:
                yield Piece("", "\n".join(raw), may_begin=False, depth=depth)
        yield from self._others(lines[end:])

    def _is_log(self, content: str) -> bool:
        lines = [line for line in content.split("\n") if line.strip()]
        return len(lines) > 1 and sum(map(self._begins, lines)) > _MOST * len(lines)

    def _others(self, lines: list[str]) -> Iterator[Piece]:
        """What is in no block, such as the definitions of links."""
        if any(line.strip() for line in lines):
            yield Piece("", "\n".join(lines), may_begin=False)

    def _lines(self, raw: list[str], depth: int) -> Iterator[Piece]:
        """The lines of a paragraph; one that begins with no time belongs to the one above it."""
        signed = self._signed(raw, depth)
        if signed is not None:
            yield signed
            return
        current: list[str] = []
        for line in raw:
            below_picture = bool(current) and _PICTURE.fullmatch(current[-1]) is not None
            if current and self._begins(_unmarked(line)) and not (below_picture and self._is_dated(line)):
                yield self._timed("\n".join(current), "\n".join(current), depth)
                current = []
            current.append(line)
        if current:
            yield self._timed("\n".join(current), "\n".join(current), depth)

    def _signed(self, raw: list[str], depth: int) -> Piece | None:
        """A paragraph whose time stands below it, or in a shortcode behind it, as status pages have it."""
        text = "\n".join(raw)
        track = _TRACK.search(text)
        if track:
            above, below = text[: track.start()], track["when"]
        else:
            above, _, below = text.rpartition("\n")
        read = self._times.read(below) if above.strip() and not self._begins(_unmarked(above)) else None
        if read is None or read[1] or not (read[0].has_date and read[0].has_time):
            return None
        return Piece(text, text, may_begin=True, depth=depth, when=read[0], rest=above.rstrip())

    def _begins(self, line: str) -> bool:
        read = self._times.read(line)
        return read is not None and (read[0].has_time or read[0].has_date) and not self._is_caption(line)

    def _is_dated(self, line: str) -> bool:
        """Whether a line begins with a day, and no time of day, and goes on."""
        read = self._times.read(line)
        return read is not None and not read[0].has_time and bool(read[1])

    def _is_caption(self, text: str) -> bool:
        """Whether a line is all in italics and begins with a day: it is about a picture, or about the report."""
        return _IN_ITALICS.fullmatch(text) is not None and self._is_dated(text)

    def _items(self, tokens: Iterable[Token], lines: list[str], depth: int) -> Iterator[Piece]:
        """The items of a list; an item whose own items have times is looked into."""
        held = list(tokens)
        level = held[0].level + 1
        spans = [token.map for token in held if token.type == "list_item_open" and token.level == level and token.map]
        for start, end in spans:
            raw = lines[start:end]
            while raw and not raw[-1].strip():
                raw.pop()
            content = "\n".join(dedented([_unmarked(raw[0]), *raw[1:]])) if raw else ""
            inner = list(self.pieces(content, depth + 1)) if depth < _DEEPEST else []
            own = self._timed(content, "\n".join(raw), depth + 1)
            nested = [piece for piece in inner[1:] if piece.when is not None]
            if nested and (own.when is None or not own.when.has_time):
                yield from inner
            else:
                yield from self._split(content, own, depth + 1)

    def _split(self, content: str, own: Piece, depth: int) -> Iterator[Piece]:
        """An item whose later lines begin with times, as where somebody has mistyped the marker of an item."""
        lines = content.split("\n")
        if own.when is not None and any(self._begins(_unmarked(line)) for line in lines[1:]):
            yield from self._lines(lines, depth)
        else:
            yield own

    def _timed(self, text: str, raw: str, depth: int) -> Piece:
        content = _unmarked(text) if self._begins(_unmarked(text)) else text
        read = None if self._is_caption(content) else self._times.read(content)
        if read is None and "\n" not in content and len(content) <= _LONGEST_LABEL:
            read = self._behind(content)
        if read is None:
            return Piece(content, raw, may_begin=True, depth=depth)
        return Piece(content, raw, may_begin=True, depth=depth, when=read[0], rest=read[1])

    def _behind(self, text: str) -> tuple[Written, str] | None:
        """The time with which a short entry ends: `Incident declared: 2022-01-05 08:56`."""
        words = list(re.finditer(r"(?<=\s)[*_`(\[]*(?=\w)", text))[:15]
        for word in words:
            read = self._times.read(text[word.start() :])
            if (
                read
                and read[0].has_date
                and read[0].day
                and not read[1]
                and not text[: word.start()].rstrip().endswith("?")
            ):
                return read[0], text[: word.start()].rstrip(" \t:：-–—*_`(")
        return None

    def _rows(self, tokens: Iterable[Token], raw: list[str]) -> Iterator[Piece]:
        rows = table(tokens)
        if len(rows) < 2:  # noqa: PLR2004  # a head and a row
            yield Piece("", "\n".join(raw), may_begin=False)
            return
        head, *body = rows
        when, clocks = self._columns(head, body)
        if not clocks or _counts(body, when):
            yield Piece("", "\n".join(raw), may_begin=False)
            return
        heads = [label(cell) for cell in head]
        zone = next((zone for at in when if (zone := self._times.zone(heads[at]))), "")
        year = next((int(match[1]) for at in when if (match := re.search(r"\b((?:19|20)\d\d)\b", heads[at]))), None)
        yield Piece(" ".join(heads), "", may_begin=False)
        main = self._main(heads, body, when)
        for row in body:
            said = " ".join(row[at] for at in when if at < len(row)).strip()
            others = [(at, cell) for at, cell in enumerate(row) if at not in when and cell.strip()]
            compact = _COMPACT.fullmatch(label(said))
            read = self._times.read(f"{compact[1]}:{compact[2]}" if compact else label(said))
            if read and compact:
                read = replace(read[0], text=label(said)), ""
            others.sort(key=lambda one: one[0] != main)
            rest = "; ".join(
                cell if number == 0 else f"{heads[at]}: {cell}" for number, (at, cell) in enumerate(others)
            )
            if read is None or (read[1] and not read[0].has_date and not read[0].has_time):
                unread = Written(text=said)
                yield Piece(
                    "", f"{said}: {rest}", may_begin=True, zone=zone, year=year, when=unread, rest=rest, row=True
                )
            else:
                more = f"({read[1]}) {rest}" if read[1] else rest
                yield Piece(said, said, may_begin=True, zone=zone, year=year, when=read[0], rest=more, row=True)

    def _main(self, heads: list[str], body: list[list[str]], when: list[int]) -> int:
        """The column that says what happened: one that is called so, or else the one with the most text."""
        columns = [at for at in range(len(heads)) if at not in when]
        called = self._house.columns.get("event", frozenset())
        return next((at for at in columns if bare(heads[at]) in called), longest(body, columns))

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
            named = (
                self._house.column(label(name)) in ("date", "time")
                or called in names
                or any(called.startswith(f"{word} in ") for word in names)
            )
            numbered = named and sum(cell[:1].isdigit() for cell in cells) > _MOST * len(cells)
            # A label and its value are no timeline, but for a column that is called one.
            if len(head) == 2 and at == 1 and not named:  # noqa: PLR2004  # two columns
                continue
            if cells and (len(timed) > _MOST * len(cells) or len(days) == len(cells) or (named and timed) or numbered):
                found.append(at)
                sure = sure or bool(timed) or numbered
        return found, sure

    def _is_weekday(self, cell: str) -> bool:
        read = self._times.read(f"{cell} 2001-01-01")
        return bool(cell) and read is not None and read[0].text.startswith(cell) and not read[1]


def _counts(body: list[list[str]], when: list[int]) -> bool:
    """Whether all that a table says of its times are numbers: a series of measurements is not a timeline."""
    cells = [cell for row in body for at, cell in enumerate(row) if at not in when and cell.strip()]
    return bool(cells) and all(_NUMBER.fullmatch(label(cell)) for cell in cells)


def _unmarked(line: str) -> str:
    """A line without the marker of an item."""
    marker = _MARKER.match(line)
    return line[marker.end() :] if marker else line
