"""A fast reader for ordinary YAML: no errors, no positions. `strict_yaml` reads everything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

MAX_NODES = 50_000
MAX_DEPTH = 20
_SHORT = MAX_NODES // 2
"""So many characters cannot hold more than MAX_NODES: nothing has more than a value in each character."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_NUMERIC = frozenset("-0123456789")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
QUOTED = frozenset("'\"|>")
_OTHER_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def read_fast(text: str) -> dict[str, Any] | None:
    """The data of a document, as `read_fully` gives it; None if anything may be wrong."""
    if len(text) > _SHORT or other_line_end(text) is not None:
        return None
    loader = yaml.CSafeLoader(text)
    try:
        return _FastReader(loader.get_event).document()
    except (yaml.YAMLError, _NotPlain):
        return None
    finally:
        loader.dispose()


def plain_value(text: str) -> Any:
    """The value of text without quotes."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def other_line_end(text: str) -> re.Match[str] | None:
    """What ends a line for YAML 1.1 only: it would shift every line that is reported."""
    return None if text.isascii() else _OTHER_LINE_ENDS.search(text)


class _NotPlain(Exception):
    """The fast reader met what it leaves to the full one."""


class _FastReader:
    """Turns events into plain data, as long as they are of the kinds that most documents have."""

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
            return event.value if event.style in QUOTED else plain_value(event.value)
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
