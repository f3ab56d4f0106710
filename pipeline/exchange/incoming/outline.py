"""A report → its parts: what is below each heading, or behind each label that does a heading's work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from pipeline.exchange.incoming.house import TAKEN_APART, House, bare
from pipeline.exchange.incoming.listed import is_table_of_actions, looks_like_actions, suggests_actions
from pipeline.exchange.incoming.text import blocks, label, protected, table
from pipeline.exchange.incoming.times import TimeReader

_LABEL = re.compile(
    r"(?P<item>[-*+][ \t]+)?(?:\*\*|__)(?P<bold>[^*_\n]{1,90}?)(?P<in>:?)(?:\*\*|__)(?P<after>[ \t]*[:：–-])?"
    r"(?P<rest>.*)$"
)
_BRACKETS = re.compile(r"\[(?P<words>[^\]\n]{3,40})\]:?[ \t]*$")
_LINE = re.compile(r"(?P<words>[^\W\d][^:：\n.]{2,60}?)(?P<colon>[:：])?[ \t]*")
_MARKED = re.compile(
    r"(?:[■●◆▼◇□▪\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f \t]*|【)(?P<words>[^】\n:：]{2,60})[】:：]?[ \t]*"
)
_BEGINS_LIST = re.compile(r"\s*(?:[-*+•]\s|[・･]|\[[ xX]\]\s|\d{1,2}[.)]\s|\|)")
_LISTED = TAKEN_APART - {"references"}
_LABEL_LEVEL = 3
TOP = 2
"""The level of a heading that begins a section of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the lines below it, up to the next one.

    `heading` is Markdown, "" for what is above the first one, and `level` its level. `role` is what the house style
    says stands below such a heading, and `sure` whether it says so outright. `timed` is whether the heading begins with
    a time.
    """

    heading: str
    level: int
    role: str
    lines: tuple[str, ...]
    timed: bool = False
    sure: bool = True

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
    tables = _tables_of_actions(body, house)
    current, start = ("", 0, ""), 0
    for at, line in enumerate(lines):
        if at in headings:
            end, level, words = headings[at]
            yield _part(current, lines[start:at])
            current, start = (words, level, ""), end
        elif at >= start and (at not in closed or at in tables):
            words, rest = _label(line, house)
            begins = at + 1
            if not words and _is_line_of_heading(lines, at, house):
                words = line.strip(" \t■●◆▼◇□▪【】:：")
            if not words and at in tables and house.role(current[0]) not in ("actions", "plans"):
                words, begins = tables[at], at
            if not words and _is_labelled_item(lines, at, house):
                words, begins = line.partition(":")[0], at
            if words and not _is_signed(lines[at:], times):
                yield _part(current, lines[start:at])
                current, start = (words, _LABEL_LEVEL, rest), begins
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


def _tables_of_actions(body: str, house: House) -> dict[int, str]:
    """The tables of action items by their first line: the name of the column that says so, "" if none does."""
    found = (block for block in blocks(body) if block.kind == "table" and is_table_of_actions(block, house))
    return {block.start: next(filter(house.role, table(block.tokens)[0]), "") for block in found}


def _is_labelled_item(lines: Sequence[str], at: int, house: House) -> bool:
    """Whether a paragraph begins whose lines all have the same label: `AI: …`, and `AI: …` below it."""
    if at and lines[at - 1].strip():
        return False
    paragraph = list(takewhile(str.strip, lines[at:]))
    name = paragraph[0].partition(":")[0] if paragraph else ""
    same = all(line.startswith(f"{name}:") for line in paragraph)
    return len(paragraph) > 1 and same and bool(name) and house.role(name) == "actions"


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
    if alone and not match["item"] and house.role(match["bold"]) in _LISTED:
        return match["bold"], ""
    return "", ""


def _is_line_of_heading(lines: Sequence[str], at: int, house: House) -> bool:
    """Whether a line stands for a heading: `Timeline (all times in CEST):`, or `Next steps` above a list."""
    marked = _MARKED.fullmatch(lines[at])
    if marked and house.role(marked["words"]):
        return True
    match = _LINE.fullmatch(lines[at])
    role = house.role(match["words"]) if match and not (at and lines[at - 1].strip()) else ""
    if match is None or not role:
        return False
    below, further = (*lines[at + 1 : at + 3], "", "")[:2]
    if role not in _LISTED:
        return not match["colon"] and _BEGINS_LIST.match(below) is not None
    return bool(match["colon"] or _BEGINS_LIST.match(below if below.strip() else further))


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
    is_report = False
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
        sure = role != "plans"
        if not sure:
            role = "actions" if suggests_actions(part.heading, part.text, house) else ""
        elif is_report and not role and not timed and looks_like_actions(part.heading, part.text, house):
            role = "actions"
        before = role
        is_report = is_report or bool(role)
        yield replace(part, role=role, timed=timed, sure=sure)
