"""A report → its parts: what is below each heading, or behind each label that does a heading's work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from pipeline.exchange.incoming.house import TAKEN_APART, House, bare
from pipeline.exchange.incoming.text import blocks, label, protected
from pipeline.exchange.incoming.times import TimeReader

_LABEL = re.compile(
    r"(?P<item>[-*+][ \t]+)?(?:\*\*|__)(?P<bold>[^*_\n]{1,60}?)(?P<in>:?)(?:\*\*|__)(?P<after>[ \t]*[:：–-])?"
    r"(?P<rest>.*)$"
)
_BRACKETS = re.compile(r"\[(?P<words>[^\]\n]{3,40})\]:?[ \t]*$")
_LINE = re.compile(r"(?P<words>[^\W\d][^:：\n]{2,60})[:：][ \t]*")
_MARKED = re.compile(r"(?:[■●◆▼◇□▪][ \t]*|【)(?P<words>[^】\n:：]{2,40})[】:：]?[ \t]*")
_LISTED = TAKEN_APART - {"references"}
LISTS = ("bullet_list", "ordered_list", "table")
"""The kinds of blocks that list things."""
_LABEL_LEVEL = 3
TOP = 2
"""The level of a heading that begins a section of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the lines below it, up to the next one.

    `heading` is Markdown, "" for what is above the first one, and `level` its level. `role` is what the house style
    says stands below such a heading. `timed` is whether the heading begins with a time.
    """

    heading: str
    level: int
    role: str
    lines: tuple[str, ...]
    timed: bool = False

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines).strip("\n")


def title_and_parts(body: str, house: House, times: TimeReader) -> tuple[str, tuple[Part, ...]]:
    """The title as Markdown, "" if no heading is one, and the parts."""
    found = list(_parts(body, house, times))
    heads = [part for part in found if part.heading]
    title = ""
    if heads and _is_title(heads, house):
        title = heads[0].heading
        found = [replace(part, heading="", level=0) if part is heads[0] else part for part in found]
    return title, tuple(_without_empty(_with_roles(found, house, times)))


def _is_title(heads: list[Part], house: House) -> bool:
    """Whether the first heading names the whole: it is above all others and is none that a house uses for a part."""
    first, *others = heads
    if house.headings.get(bare(label(first.heading))):
        return False
    return first.level == 1 or (all(other.level > first.level for other in others) and bool(others))


def _without_empty(parts: Iterator[Part]) -> Iterator[Part]:
    return (part for part in parts if part.heading or part.text.strip())


def _parts(body: str, house: House, times: TimeReader) -> Iterator[Part]:
    lines = body.split("\n")
    closed = protected(body)
    headings = _headings(body)
    current, start = ("", 0, ""), 0
    for at, line in enumerate(lines):
        if at in headings:
            end, level, words = headings[at]
            yield _part(current, lines[start:at])
            current, start = (words, level, ""), end
        elif at >= start and at not in closed:
            words, rest = _label(line, house)
            if not words and _is_line_of_heading(line, lines[at - 1] if at else "", house):
                words = line.strip(" \t■●◆▼◇□▪【】:：")
            if words and not _is_signed(lines[at:], times):
                yield _part(current, lines[start:at])
                current, start = (words, _LABEL_LEVEL, rest), at + 1
    yield _part(current, lines[start:])


def _part(head: tuple[str, int, str], lines: list[str]) -> Part:
    heading, level, rest = head
    return Part(heading, level, "", (*([rest] if rest else []), *lines))


def _headings(body: str) -> dict[int, tuple[int, int, str]]:
    """The headings of a text by their first line: the line behind them, the level, the Markdown of their words."""
    return {
        block.start: (block.end, int(block.tokens[0].tag[1]), block.tokens[1].content)
        for block in blocks(body)
        if block.kind == "heading"
    }


def _label(line: str, house: House) -> tuple[str, str]:
    """The words of a label that does a heading's work, and what comes after it; two empty texts for none."""
    brackets = _BRACKETS.match(line)
    if brackets and house.role(brackets["words"]):
        return brackets["words"], ""
    match = _LABEL.match(line)
    if match is None:
        return "", ""
    alone = not match["rest"].strip()
    if (alone or match["in"] or match["after"]) and house.headings.get(bare(match["bold"])):
        return match["bold"], match["rest"].strip()
    return "", ""


def _is_line_of_heading(line: str, above: str, house: House) -> bool:
    """Whether a line without any mark stands for a heading: `Timeline (all times in CEST):`."""
    marked = _MARKED.fullmatch(line)
    if marked and house.role(marked["words"]):
        return True
    match = _LINE.fullmatch(line)
    return bool(match and not above.strip() and house.role(match["words"]) in _LISTED)


def _is_signed(lines: Sequence[str], times: TimeReader) -> bool:
    """Whether a paragraph ends with a line that is its time, as on a status page: its first words are no heading."""
    paragraph = list(takewhile(str.strip, lines))
    read = times.read(paragraph[-1]) if len(paragraph) > 1 else None
    return bool(read and read[0].has_date and read[0].has_time and not read[1])


def _with_roles(parts: Iterable[Part], house: House, times: TimeReader) -> Iterator[Part]:
    """The parts with their roles: a heading that says nothing inherits that of the one above it."""
    above: list[tuple[int, str]] = []
    held = list(parts)
    read = [times.read(label(part.heading)) if part.heading else None for part in held]
    several = sum(one is not None and one[0].has_time for one in read) > 1
    before = ""
    for part, found in zip(held, read, strict=True):
        if not part.heading:
            yield part
            continue
        timed = found is not None
        while above and above[-1][0] >= part.level:
            above.pop()
        role = "" if timed else house.role(label(part.heading))
        if not role:
            goes_on = found is not None and (before == "timeline" or (several and found[0].has_time))
            role = "timeline" if goes_on else above[-1][1] if above else ""
        above.append((part.level, role))
        if role == "plans":
            role = "actions" if any(block.kind in LISTS for block in blocks(part.text)) else ""
        before = role
        yield replace(part, role=role, timed=timed)
