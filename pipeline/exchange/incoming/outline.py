"""A report → its parts: what is below each heading, or behind each label that does a heading's work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from pipeline.exchange.incoming.house import SECTIONS, TAKEN_APART, House, bare
from pipeline.exchange.incoming.listed import (
    is_table_of_actions,
    lists_tasks,
    looks_like_actions,
    says_plans,
    suggests_actions,
)
from pipeline.exchange.incoming.text import blocks, label, protected, table
from pipeline.exchange.incoming.time_parts import Written
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
_ALONE = re.compile(r"(?:\*\*|__)[^*_\n]{3,140}(?:\*\*|__)\s*")
_BEGINS_LIST = re.compile(r"\s*(?:[-*+•]\s|[・･]|\[[ xX]\]\s|\d{1,2}[.)]\s|\|)")
_LISTED = TAKEN_APART - {"references"}
_LABEL_LEVEL = 3
_IN_PARENTHESES = re.compile(r"[(（](?P<when>[^()（）]{5,60})[)）]\s*$")
TOP = 2
"""The level of a heading that begins a section of its own."""


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a part begins: its first line and the one behind its heading, the heading, and what else is in its line."""

    start: int
    end: int
    words: str = ""
    level: int = 0
    rest: str = ""


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


def _is_title(heads: Sequence[Part], house: House) -> bool:
    """Whether the first heading names the whole: it is above all others and is none that a house uses for a part."""
    first, *others = heads
    if house.headings.get(bare(label(first.heading))):
        return False
    return first.level == 1 or (all(other.level > first.level for other in others) and bool(others))


def _without_empty(parts: Iterator[Part]) -> Iterator[Part]:
    return (part for part in parts if part.heading or part.text.strip())


def _parts(body: str, house: House, times: TimeReader) -> Iterator[Part]:
    lines = body.split("\n")
    head = _Head(0, 0)
    for following in _heads(body, lines, house, times):
        yield _part(head, lines[head.end : following.start])
        head = following
    yield _part(head, lines[head.end :])


def _part(head: _Head, lines: list[str]) -> Part:
    return Part(head.words, head.level, "", (*([head.rest] if head.rest else []), *lines))


def _heads(body: str, lines: Sequence[str], house: House, times: TimeReader) -> Iterator[_Head]:
    """The headings of a text, and what does the work of one there."""
    headings, tables, closed = _headings(body), _tables_of_actions(body, house), protected(body)
    level = max(_LABEL_LEVEL, min((head.level for head in headings.values()), default=0) + 1)
    marks = frozenset(line[0] for line in lines if (marked := _MARKED.fullmatch(line)) and house.role(marked["words"]))
    last = _Head(0, 0)
    top = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not headings and _ALONE.fullmatch(lines[top]) and not house.headings.get(bare(lines[top])):
        last = _Head(top, top + 1, lines[top].strip(), 1)
        yield last
    for at in range(len(lines)):
        if at < last.end:
            continue
        found = headings.get(at)
        if found is None and tables.get(at) and house.role(last.words) not in ("actions", "plans"):
            found = _Head(at, at, tables[at], level)
        elif found is None and at not in closed:
            found = _like_heading(lines, at, level, marks, house)
            if found is not None and _is_signed(lines[at:], times):
                found = None
        if found is not None:
            yield found
            last = found


def _headings(body: str) -> dict[int, _Head]:
    """The headings that Markdown knows, by their first line."""
    return {
        block.start: _Head(block.start, block.end, block.tokens[1].content, int(block.tokens[0].tag[1]))
        for block in blocks(body)
        if block.kind == "heading"
    }


def _tables_of_actions(body: str, house: House) -> dict[int, str]:
    """The tables of action items by their first line: the name of the column that says so, "" if none does."""
    found = (block for block in blocks(body) if block.kind == "table" and is_table_of_actions(block, house))
    return {block.start: next(filter(house.role, table(block.tokens)[0]), "") for block in found}


def _like_heading(lines: Sequence[str], at: int, level: int, marks: frozenset[str], house: House) -> _Head | None:
    """A line that does a heading's work; `marks` are those with which this text marks its headings."""
    words, rest = _label(lines[at], house)
    if words:
        return _Head(at, at + 1, words, level, rest)
    marked = _MARKED.fullmatch(lines[at])
    is_first = not (at and lines[at - 1].strip())
    is_question = _ALONE.fullmatch(lines[at]) and lines[at].rstrip(" *_").endswith("?")
    if is_first and is_question and not "".join(lines[at + 1 : at + 2]).strip():
        return _Head(at, at + 1, lines[at].strip(), level)
    if (marked and is_first and lines[at][0] in marks) or _is_line_of_heading(lines, at, house):
        return _Head(at, at + 1, lines[at].strip(" \t■●◆▼◇□▪【】:："), level)
    if is_first and _is_labelled_paragraph(list(takewhile(str.strip, lines[at:])), house):
        return _Head(at, at, lines[at].partition(":")[0], level)
    return None


def _is_labelled_paragraph(paragraph: Sequence[str], house: House) -> bool:
    """Whether all lines of a paragraph have the same label: `AI: …`, and `AI: …` below it."""
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


def time_of_heading(heading: str, times: TimeReader) -> tuple[Written, str] | None:
    """The time that a heading begins with, or has in parentheses at its end: `Triage (10/28 13:37)`."""
    said = label(heading)
    read = times.read(said) if said else None
    if read is None and (match := _IN_PARENTHESES.search(said)):
        within = times.read(match["when"])
        if within is not None and within[0].has_time and not within[1]:
            return within[0], said[: match.start()].strip()
    return read


def _with_roles(parts: Iterable[Part], house: House, times: TimeReader) -> Iterator[Part]:
    """The parts with their roles: a heading that says nothing inherits that of the one above it."""
    above: list[tuple[int, str]] = []
    held = list(parts)
    read = [time_of_heading(part.heading, times) for part in held]
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
        over = above[-1][1] if above else ""
        if not role:
            goes_on = found is not None and (before == "timeline" or (several and found[0].has_time))
            role = "timeline" if goes_on else over
        elif over in ("actions", "plans") and role in SECTIONS and says_plans(part.text, house):
            role = over
        above.append((part.level, role))
        sure = role != "plans"
        if not sure:
            role = "actions" if suggests_actions(part.heading, part.text, house) else ""
        elif is_report and not timed and _has_actions(part, role, house):
            role = "actions"
        before = role
        is_report = is_report or bool(role)
        yield replace(part, role=role, timed=timed, sure=sure)


def _has_actions(part: Part, role: str, house: House) -> bool:
    """Whether what is below a heading that is not one of action items are action items all the same."""
    if role in _LISTED:
        return False
    may_plan = role in ("", "takeaways") or house.names(part.heading, "plans")
    return lists_tasks(part.heading, part.text) or (may_plan and looks_like_actions(part.heading, part.text, house))
