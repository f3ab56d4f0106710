"""A strict, small part of YAML 1.2, read from libyaml's events, with the place of every key and value.

Booleans are `true` and `false`; times, dates, `yes`, `no` and `01` stay text; duplicate keys, anchors, aliases, tags
and merge keys are errors, and so are too many values or values nested too deep.

Most documents have no errors, and nobody asks for a place in them. `read_fast` reads those and gives up on anything
else; `read_fully` finds what is wrong, and where everything is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from pipeline.diagnostic import Route
from pipeline.documents.fast_yaml import MAX_DEPTH, MAX_NODES, QUOTED, other_line_end, plain_value, read_fast

_NO_SEPARATOR = ("unsupported line separator", "replace it with a line feed or a space")
_NO_ALIAS = ("aliases and anchors are not supported", "write the value out; quote a value that begins with * or &")


class Position(NamedTuple):
    """A line and a column, both counted from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place, and what to do about it; `first` is the place of the first of two equal keys."""

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
    """A YAML document: its data, None if it cannot be read, and its faults."""

    text: str
    data: dict[str, Any] | None
    faults: tuple[Fault, ...] = ()

    @cached_property
    def places(self) -> Places:
        """The places of its keys and values. The text is read again for them, since they are rarely needed."""
        return _build(self.text).places


def parse(text: str) -> YamlDocument:
    """Read a document that is a mapping; an empty one has no keys."""
    data = read_fast(text)
    return read_fully(text) if data is None else YamlDocument(text, data)


def read_fully(text: str) -> YamlDocument:
    """Read any document, with all that is wrong with it and the places of everything; three times as slow."""
    built = _build(text)
    return YamlDocument(text, built.data, tuple(built.faults))


def places(text: str) -> Places:
    """The places of the keys and values down to the first fault."""
    return _build(text).places


def _build(text: str) -> _Builder:
    builder = _Builder()
    try:
        _refuse_line_ends(text)
        builder.data = _events(text, builder)
    except _Refused as refused:
        builder.faults.append(refused.fault)
    return builder


class _Refused(Exception):
    """The document is not in this part of YAML."""

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
        raise _Refused(*_position(before), "this character is not allowed in YAML", "remove it") from error
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
            self.refuse(
                after,
                "a second YAML document begins here",
                "keep one document; quote a line that contains only `---`",
            )
        if not isinstance(data, dict):
            raise _Refused(0, 0, "expected keys and values", "write each as `key: value` on a line of its own")
        return data

    def value(self, event: Any, route: Route) -> Any:
        self.admit(event, len(route))
        mark = event.start_mark
        self.places.values[route] = Position(mark.line, mark.column)
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.style in QUOTED else plain_value(event.value)
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
                self.refuse(event, "a key must be text", "write `key: value`")
            key: str = event.value
            if key == "<<":
                self.refuse(event, "merge keys (`<<`) are not supported", "repeat the keys")
            place = Position(event.start_mark.line, event.start_mark.column)
            if key in data:
                self.faults.append(
                    Fault(place, f"duplicate key `{key}`", "remove one of them", self.places.keys[*route, key])
                )
                self.value(self.get_event(), (*route, key, "again"))
                continue
            self.places.keys[*route, key] = place
            data[key] = self.value(self.get_event(), (*route, key))
        return data

    def admit(self, event: Any, depth: int) -> None:
        """Refuse what this part of YAML does not have."""
        self.nodes += 1
        if getattr(event, "anchor", None) is not None:
            self.refuse(event, *_NO_ALIAS)
        if event.tag is not None:
            self.refuse(
                event, f"tags are not supported: {event.tag}", "remove the tag; quote a value that begins with !"
            )
        if self.nodes > MAX_NODES:
            self.refuse(event, f"the file has more than {MAX_NODES:,} values", "split the file")
        if depth > MAX_DEPTH:
            self.refuse(
                event, f"values are nested more than {MAX_DEPTH} levels deep", "flatten them, or quote the value"
            )

    def refuse(self, event: Any, message: str, hint: str) -> None:
        mark = event.start_mark
        raise _Refused(mark.line, mark.column, message, hint)


def _position(before: str) -> Position:
    """The place after this text."""
    return Position(before.count("\n"), len(before) - (before.rfind("\n") + 1))


def _refuse_line_ends(text: str) -> None:
    match = other_line_end(text)
    if match is not None:
        raise _Refused(*_position(text[: match.start()]), *_NO_SEPARATOR)


def _in_words(error: yaml.MarkedYAMLError, text: str, line: int, column: int) -> tuple[str, str]:
    lines = text.split("\n")
    current = lines[line] if line < len(lines) else ""
    problem = str(error.problem or error.context or "not YAML")
    if "\t" in current[: column + 1]:
        return "tabs are not allowed in indentation", "indent with spaces"
    if "mapping values are not allowed" in problem:
        return "unexpected `:`", "quote the value, or start a new line"
    if "alias" in problem or "anchor" in problem:
        return _NO_ALIAS
    if "could not find expected ':'" in problem:
        hint = "add `:` after the key, or indent the line if it continues the text above"
        return "expected `key: value`", hint
    return f"invalid YAML: {problem}", "check the indentation, quotes and brackets up to here"
