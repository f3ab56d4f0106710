"""A strict, small part of YAML 1.2, read from libyaml's events, with the place of every key and value.

Booleans are `true` and `false`; times, dates, `yes`, `no` and `01` stay text; a key stands once; anchors,
aliases, tags and merge keys are refused, and so is what is nested too deep or too much.

In most documents nothing is wrong, and nobody asks for a place. So a fast reader clears those, and gives up at
anything else; a thorough one says what is wrong, and where everything stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from pipeline.diagnostic import Route

MAX_NODES = 50_000
MAX_DEPTH = 20
_SHORT = MAX_NODES // 2
"""So many characters cannot hold more than MAX_NODES: nothing has more than a value in each character."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_NUMERIC = frozenset("-0123456789")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_QUOTED = frozenset("'\"|>")
_OTHER_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


class Position(NamedTuple):
    """A line and a column, both counted from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place, and what would be right; `first` is where what stands twice stood first."""

    position: Position
    message: str
    hint: str
    first: Position | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """The place of each key and each value, by its route."""

    keys: dict[Route, Position] = field(default_factory=dict)
    values: dict[Route, Position] = field(default_factory=dict)


@dataclass(frozen=True)
class YamlDocument:
    """A YAML document: its data, None where it cannot be read, and its faults."""

    text: str
    data: dict[str, Any] | None
    faults: tuple[Fault, ...] = ()

    @cached_property
    def places(self) -> Places:
        """Where its keys and values stand: read again for whoever asks, since few do."""
        return _build(self.text).places


def parse(text: str) -> YamlDocument:
    """Read a document that is a mapping; an empty one has no keys."""
    data = read_fast(text)
    return read_fully(text) if data is None else YamlDocument(text, data)


def read_fast(text: str) -> dict[str, Any] | None:
    """The data of a document, as `read_fully` has it; None where anything may be wrong."""
    if len(text) > _SHORT or _other_line_end(text) is not None:
        return None
    loader = yaml.CSafeLoader(text)
    try:
        return _FastReader(loader.get_event).document()
    except (yaml.YAMLError, _NotPlain):
        return None
    finally:
        loader.dispose()


def read_fully(text: str) -> YamlDocument:
    """Read a document slowly, with all that is wrong with it."""
    found = _build(text)
    return YamlDocument(text, found.data, tuple(found.faults))


def _build(text: str) -> _Builder:
    builder = _Builder()
    try:
        _refuse_line_ends(text)
        builder.data = _events(text, builder)
    except _Refused as refused:
        builder.faults.append(refused.fault)
    return builder


class _NotPlain(Exception):
    """The fast reader met what it leaves to the thorough one."""


class _FastReader:
    """Turns events into plain data, where they are what they are in most documents."""

    def __init__(self, get_event: Callable[[], Any]) -> None:
        self.get_event = get_event

    def document(self) -> dict[str, Any]:
        self.get_event()  # the stream's start
        if isinstance(self.get_event(), yaml.StreamEndEvent):
            return {}
        data = self.value(self.get_event(), 0)
        self.get_event()  # the document's end
        if not isinstance(data, dict) or not isinstance(self.get_event(), yaml.StreamEndEvent):
            raise _NotPlain
        return data

    def value(self, event: Any, depth: int) -> Any:
        kind = event.__class__
        if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None or depth > MAX_DEPTH:
            raise _NotPlain
        if kind is yaml.ScalarEvent:
            return event.value if event.style in _QUOTED else _plain(event.value)
        return self.sequence(depth + 1) if kind is yaml.SequenceStartEvent else self.mapping(depth + 1)

    def sequence(self, depth: int) -> list[Any]:
        get_event, value, items = self.get_event, self.value, []
        while (event := get_event()).__class__ is not yaml.SequenceEndEvent:
            items.append(value(event, depth))
        return items

    def mapping(self, depth: int) -> dict[str, Any]:
        get_event, value = self.get_event, self.value
        data: dict[str, Any] = {}
        while (event := get_event()).__class__ is yaml.ScalarEvent:
            key: str = event.value
            if key in data or key == "<<" or event.anchor is not None or event.tag is not None:
                raise _NotPlain
            data[key] = value(get_event(), depth)
        if event.__class__ is not yaml.MappingEndEvent:
            raise _NotPlain
        return data


class _Refused(Exception):
    """The document is not of the small YAML."""

    def __init__(self, line: int, column: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.fault = Fault(Position(line, column), message, hint)


def _events(text: str, builder: _Builder) -> dict[str, Any]:
    loader = yaml.CSafeLoader(text)
    try:
        return builder.document(loader.get_event)
    except yaml.MarkedYAMLError as error:
        # A key without its colon is noticed a line too late: the context is where it begins.
        late = "could not find expected ':'" in str(error.problem)
        mark = (error.context_mark if late else None) or error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        raise _Refused(line, column, *_in_words(error, text, line, column)) from error
    except yaml.reader.ReaderError as error:
        # libyaml counts bytes.
        offset = error.position if isinstance(error.position, int) else 0
        before = text.encode()[:offset].decode(errors="ignore")
        line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
        raise _Refused(line, column, "a character that YAML does not allow", "remove it") from error
    finally:
        loader.dispose()


class _Builder:
    """Turns events into plain data, with places and faults."""

    def __init__(self) -> None:
        self.data: dict[str, Any] | None = None
        self.places = Places()
        self.faults: list[Fault] = []
        self.nodes = 0

    def document(self, get_event: Callable[[], Any]) -> dict[str, Any]:
        self.get_event = get_event
        self.get_event()  # the stream's start
        if isinstance(self.get_event(), yaml.StreamEndEvent):
            return {}
        data = self.value(self.get_event(), ())
        self.get_event()  # the document's end
        after = self.get_event()
        if not isinstance(after, yaml.StreamEndEvent):
            self.refuse(after, "a second document", "keep one, and quote a line of text that is only `---`")
        if not isinstance(data, dict):
            raise _Refused(0, 0, "this is not a list of keys and values", "write `key: value`, a line each")
        return data

    def value(self, event: Any, route: Route) -> Any:
        self.admit(event, len(route))
        mark = event.start_mark
        self.places.values[route] = Position(mark.line, mark.column)
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.style in _QUOTED else _plain(event.value)
        return self.sequence(route) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(route)

    def sequence(self, route: Route) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self.get_event(), yaml.SequenceEndEvent):
            items.append(self.value(event, (*route, len(items))))
        return items

    def mapping(self, route: Route) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := self.get_event(), yaml.MappingEndEvent):
            self.admit(event, len(route))
            if not isinstance(event, yaml.ScalarEvent):
                self.refuse(event, "a key that is not a word", "write `key: value`")
            key: str = event.value
            if key == "<<":
                self.refuse(event, "a merge key", "write the keys out")
            place = Position(event.start_mark.line, event.start_mark.column)
            if key in data:
                self.faults.append(
                    Fault(place, f"`{key}` stands twice", "keep one of the two", self.places.keys[*route, key])
                )
                self.value(self.get_event(), (*route, key, "again"))
                continue
            self.places.keys[*route, key] = place
            data[key] = self.value(self.get_event(), (*route, key))
        return data

    def admit(self, event: Any, depth: int) -> None:
        """Refuse what the small YAML does not have."""
        self.nodes += 1
        if getattr(event, "anchor", None) is not None:
            hint = "write the value out; if it begins with * or &, put it in quotes"
            self.refuse(event, "an alias or anchor", hint)
        if event.tag is not None:
            self.refuse(event, f"a tag: {event.tag}", "leave the tag out; quote text that begins with !")
        if self.nodes > MAX_NODES:
            self.refuse(event, f"more than {MAX_NODES:,} values", "split the file")
        if depth > MAX_DEPTH:
            self.refuse(event, f"nested more than {MAX_DEPTH} deep", "flatten it, or write the value in quotes")

    def refuse(self, event: Any, message: str, hint: str) -> None:
        mark = event.start_mark
        raise _Refused(mark.line, mark.column, message, hint)


def _plain(text: str) -> Any:
    """The value of text without quotes."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _other_line_end(text: str) -> re.Match[str] | None:
    """What ends a line for YAML 1.1 only: it would shift every line that is reported."""
    return None if text.isascii() else _OTHER_LINE_ENDS.search(text)


def _refuse_line_ends(text: str) -> None:
    match = _other_line_end(text)
    if match is not None:
        before = text[: match.start()]
        line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
        raise _Refused(line, column, "a line separator that is no line feed", "write a line feed or a space")


def _in_words(error: yaml.MarkedYAMLError, text: str, line: int, column: int) -> tuple[str, str]:
    lines = text.split("\n")
    here = lines[line] if line < len(lines) else ""
    problem = str(error.problem or error.context or "not YAML")
    if "\t" in here[: column + 1]:
        return "a tab stands where YAML wants spaces", "indent with spaces"
    if "mapping values are not allowed" in problem:
        return "a second `:` in this line", "put the value in quotes, or begin a new line"
    if "alias" in problem or "anchor" in problem:
        return "an alias or anchor", "write the value out; if it begins with * or &, put it in quotes"
    if "could not find expected ':'" in problem:
        hint = "add the `:` after the key, or indent the line below the text it continues"
        return "a line without `key: value`", hint
    return f"this is not YAML: {problem}", "check the indentation, the quotes and the brackets up to here"
