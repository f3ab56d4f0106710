"""Where in a document the cursor is: at a key, at a value, or in prose. The document may be unfinished."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.diagnostic import Route
from pipeline.documents import strict_yaml
from pipeline.documents.document import front_matter_span
from pipeline.documents.strict_yaml import Position
from pipeline.layout import CONFIG_FILE

_WORD = re.compile(r"[^\s,:\[\]{}\"'#]*\Z")
_REST = re.compile(r"[^\s,\[\]{}\"'#]*")
_CITING = re.compile(r"\[(?:E[0-9]+,\s*)*(E[0-9]*|)\Z")
_TYPED = "x"
"""Stands where the cursor is, so that YAML has a key or a value there."""


@dataclass(frozen=True, slots=True)
class AtKey:
    """At a key of the mapping at `route`, which has the keys `present`; the word begins at `start`."""

    route: Route
    start: int
    present: frozenset[str]


@dataclass(frozen=True, slots=True)
class AtValue:
    """At a value, or an item of a list, of front matter."""

    route: Route
    start: int


@dataclass(frozen=True, slots=True)
class InCitation:
    """After the bracket that begins a citation of evidence, in prose."""

    start: int


Cursor = AtKey | AtValue | InCitation


def cursors(path: str, text: str, offset: int) -> list[Cursor]:
    """All that the cursor may be at, since an unfinished line can become several things; none if nobody can tell."""
    span = _front_matter(path, text, offset)
    if span is None:
        match = _CITING.search(text, text.rfind("\n", 0, offset) + 1, offset)
        return [InCitation(match.start(1))] if match else []
    begin, end = span
    word = _WORD.search(text, begin, offset)
    start = word.start() if word else offset
    before, after = text[begin:start], text[offset:end]
    if before.endswith(('"', "'")):
        before = before[:-1]
    place = Position(before.count("\n"), len(before) - before.rfind("\n") - 1)
    found: list[Cursor] = []
    keyed = strict_yaml.places(f"{before}{_TYPED}: ")
    for route, position in keyed.keys.items():
        if position == place:
            present = _siblings(keyed, route) | _siblings(
                strict_yaml.places(f"{before}{_TYPED}: 0{_next(after)}"), route
            )
            found.append(AtKey(route[:-1], start, present))
    for route, position in strict_yaml.places(f"{before}{_TYPED}").values.items():
        if position == place and route:
            found.append(AtValue(route, start))
    return found


def word_at(text: str, offset: int) -> tuple[int, int]:
    """Where the word at a place begins and ends."""
    start = _WORD.search(text, 0, offset)
    begin = start.start() if start else offset
    end = _REST.match(text, offset)
    return begin, end.end() if end else offset


def route_at(path: str, text: str, offset: int) -> tuple[Route, bool] | None:
    """The route of the key or value at a place in front matter, and whether it is the key; None elsewhere."""
    span = _front_matter(path, text, offset)
    if span is None:
        return None
    front = text[slice(*span)]
    line = front.count("\n", 0, offset - span[0])
    column = offset - span[0] - (front.rfind("\n", 0, offset - span[0]) + 1)
    places = strict_yaml.places(front)
    best: tuple[Position, bool, Route] | None = None
    for is_key, known in ((False, places.values), (True, places.keys)):
        for route, position in known.items():
            if route and position.line == line and position.column <= column:
                candidate = (position, is_key, route)
                best = candidate if best is None or candidate > best else best
    return None if best is None else (best[2], best[1])


def _front_matter(path: str, text: str, offset: int) -> tuple[int, int] | None:
    """The front matter in which a place is, as far as it goes; None if the place is in the body."""
    if path == CONFIG_FILE:
        return 0, len(text)
    span = front_matter_span(text)
    if span is None:
        opened = re.match(r"---[ \t]*\n", text)  # not closed yet
        return (opened.end(), len(text)) if opened and offset >= opened.end() else None
    return span if span[0] <= offset <= span[1] else None


def _siblings(places: strict_yaml.Places, route: Route) -> frozenset[str]:
    return frozenset(
        str(key[-1]) for key in places.keys if key[:-1] == route[:-1] and len(key) == len(route) and key != route
    )


def _next(after: str) -> str:
    """What follows the line that is being written, or the part of it."""
    rest = re.match(r"[^\n,}]*", after)
    return after[rest.end() :] if rest else ""
