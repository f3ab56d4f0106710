"""Changes to front matter that leave everything else as its author wrote it: comments, order, quotes, line breaks.

Only the text of the value itself is replaced or added. The result is read again, and has to be what was asked for.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.diagnostic import Route, UsageError
from pipeline.documents import strict_yaml
from pipeline.documents.document import front_matter_span

BEFORE_ALL = -1
"""Where an item is that follows none."""

_LONG = 96
_EMPTY: tuple[Any, ...] = (None, [], {})
_TIME, _BOOLEAN = "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"


def with_value(text: str, route: Route, value: Any) -> str:
    """The document with this value at the route; keys that are missing on the way are added.

    Raises UsageError if the front matter cannot be read, or cannot take the value without other changes.
    """
    return _edited(text, route, value, append=False)


def with_item(text: str, route: Route, item: Any, after: int | None = None) -> str:
    """The document with one more item in the list at the route, which is made if there is none.

    The item follows the one at `after` (BEFORE_ALL: it is the first), or the last. Raises as `with_value`.
    """
    return _edited(text, route, item, append=True, after=after)


def as_yaml(value: Any) -> str:
    """A value as an author would write it, without a line break at the end."""
    dumped: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_LONG)
    return dumped.removesuffix("\n").removesuffix("\n...")


class _Dumper(yaml.SafeDumper):
    """Writes as authors do: dates and `on` without quotes, versions in quotes, short lists of words on one line."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # as the base class has it
        first: [(tag, form) for tag, form in resolvers if tag != _TIME and not (tag == _BOOLEAN and first in "oO")]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


def _represent_list(dumper: _Dumper, data: list[Any]) -> yaml.Node:
    """A list of words in brackets, any other with a line for each item."""
    plain = not any(isinstance(item, list | dict) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=plain or None)


def _represent_text(dumper: _Dumper, data: str) -> yaml.Node:
    """A version such as 4.87.1 in quotes: whoever copies its form for 1.10 would otherwise write the number 1.1."""
    style = '"' if re.fullmatch(r"\d+(\.\d+)+", data) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(str, _represent_text)


def _edited(text: str, route: Route, value: Any, *, append: bool, after: int | None = None) -> str:
    windows = "\r\n" in text
    text = text.replace("\r\n", "\n")
    span = front_matter_span(text)
    before = strict_yaml.parse(text[slice(*span)]) if span else None
    if span is None or before is None or before.data is None or before.faults:
        raise UsageError("the front matter cannot be read: run `postmortem check`, and correct it first")
    wanted = _changed(before.data, route, value, append=append, after=after)
    front = _Front(before.text, after).edited(route, value, append=append)
    changed = strict_yaml.parse(front)
    if changed.data != wanted or changed.faults:
        name = ".".join(map(str, route))
        raise UsageError(f"`{name}` cannot be changed without other changes: write it by hand:\n{as_yaml(value)}")
    result = text[: span[0]] + front + text[span[1] :]
    return result.replace("\n", "\r\n") if windows else result


def _changed(data: Any, route: Route, value: Any, *, append: bool, after: int | None) -> Any:
    """The data with the change, to compare with what the changed text says."""
    changed = copy.deepcopy(data)
    *way, last = route
    place = changed
    for key in way:
        if isinstance(place, dict) and place.get(key) in _EMPTY:
            place[key] = {}
        place = place[key]
    if append:
        items = list((place.get(last) if isinstance(place, dict) else place[last]) or [])
        items.insert(len(items) if after is None else after + 1, value)
        value = items
    place[last] = value
    return changed


@dataclass(frozen=True, slots=True)
class _Front:
    """The text of front matter, without its fences; a new item follows the one at `after`, or the last."""

    text: str
    after: int | None = None

    def edited(self, route: Route, value: Any, *, append: bool) -> str:
        """The text with the change."""
        root = yaml.compose(self.text, yaml.SafeLoader)
        if root is None:
            return self._with_lines(len(self.text), self._new(route, value, append=append))
        node, parents = root, list[tuple[Any, Any]]()
        for depth, key in enumerate(route):
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == key), None)
                if pair is None or _is_empty(pair[1]):
                    return self._without(node, pair, route[depth:], value, append=append)
                parents.append((node, pair[0]))
                node = pair[1]
            else:
                parents.append((node, None))
                node = node.value[key]
        if append:
            return self._appended(node, value)
        parent, key_node = parents[-1]
        return self._replaced(parent, key_node, node, value)

    def _new(self, route: Route, value: Any, *, append: bool) -> str:
        """A key that is not there yet, with its value."""
        return f"{route[0]}:{self._below_key(_nested(route[1:], value, append=append))}"

    def _without(self, mapping: Any, pair: tuple[Any, Any] | None, rest: Route, value: Any, *, append: bool) -> str:
        """The text with a value where there is no key, or nothing at it."""
        if pair is not None:
            return self._replaced(mapping, *pair, _nested(rest[1:], value, append=append))
        if mapping.flow_style:
            part = f"{rest[0]}: {in_line(_nested(rest[1:], value, append=append))}"
            return self._into_flow(mapping, [value for _, value in mapping.value], part)
        column = mapping.value[0][0].start_mark.column
        lines = _indented(self._new(rest, value, append=append), column)
        return self._with_lines(self._line_end(self._end(mapping)), lines)

    def _replaced(self, parent: Any, key: Any, node: Any, value: Any) -> str:
        """The text with another value where there is one."""
        start, end = node.start_mark.index, self._end(node)
        column = key.start_mark.column if key is not None else 0
        below = self._below_key(value)
        if parent.flow_style or key is None or "\n" not in below:
            space = "" if self.text[start - 1] in " [{" else " "
            return f"{self.text[:start]}{space}{in_line(value)}{self.text[end:]}"
        colon, line_end = self.text.index(":", key.end_mark.index) + 1, self._line_end(end)
        rest = self.text[end:line_end].rstrip()
        return f"{self.text[:colon]}{rest}{_indented(below, column)}{self.text[line_end:]}"

    def _appended(self, sequence: Any, item: Any) -> str:
        if sequence.flow_style:
            return self._into_flow(sequence, sequence.value, in_line(item))
        lines = "- " + as_yaml(item).replace("\n", "\n  ")
        if self.after == BEFORE_ALL:
            at = self.text.rindex("\n", 0, sequence.start_mark.index)
            return self._with_lines(at, _indented(lines, sequence.start_mark.column))
        previous = sequence if self.after is None else sequence.value[self.after]
        return self._with_lines(self._line_end(self._end(previous)), _indented(lines, sequence.start_mark.column))

    def _into_flow(self, collection: Any, values: list[Any], part: str) -> str:
        """The text with one more part in brackets."""
        at = self._end(values[-1]) if values else collection.start_mark.index + 1
        comma = self.text.find(",", at, collection.end_mark.index)
        if comma >= 0:
            return f"{self.text[: comma + 1]} {part}{self.text[comma + 1 :]}"
        return f"{self.text[:at]}{', ' if values else ''}{part}{self.text[at:]}"

    def _below_key(self, value: Any) -> str:
        """A value as it is written after its key and colon; lines below are indented from the key's column."""
        dumped = as_yaml(value)
        if not isinstance(value, list | dict) or dumped.startswith(("[", "{")):
            return f" {in_line(value)}"
        offset = 0 if isinstance(value, list) and self._lists_begin_below_their_key() else 2
        return _indented(f"\n{dumped}", offset)

    def _lists_begin_below_their_key(self) -> bool:
        """Whether this document's lists have no indentation of their own."""
        root = yaml.compose(self.text, yaml.SafeLoader)
        pairs = root.value if isinstance(root, yaml.MappingNode) else []
        lists = [value for _, value in pairs if isinstance(value, yaml.SequenceNode) and not value.flow_style]
        return not lists or lists[0].start_mark.column == 0

    def _end(self, node: Any) -> int:
        """Where the text of a value ends."""
        if isinstance(node, yaml.ScalarNode):
            end: int = node.end_mark.index
            return len(self.text[:end].rstrip()) if node.style in ("|", ">") else end
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _with_lines(self, at: int, lines: str) -> str:
        """The text with lines after the one that ends there."""
        if at >= len(self.text):
            head = self.text if not self.text or self.text.endswith("\n") else f"{self.text}\n"
            return f"{head}{lines}\n"
        return f"{self.text[:at]}\n{lines}{self.text[at:]}"


def _nested(route: Route, value: Any, *, append: bool) -> Any:
    """A value in mappings of these keys; the first item of a list where it is to be appended."""
    value = [value] if append else value
    for key in reversed(route):
        value = {key: value}
    return value


def _is_empty(node: Any) -> bool:
    """Whether this is nothing yet: no value, or empty brackets."""
    if isinstance(node, yaml.ScalarNode):
        return node.style is None and node.value in ("", "null", "~")
    return not node.value


def in_line(value: Any) -> str:
    """A value on one line, with brackets and braces where it needs them."""
    dumped: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=True
    )
    return dumped.removesuffix("\n").removesuffix("\n...")


def _indented(lines: str, column: int) -> str:
    return "\n".join(f"{' ' * column}{line}" if line else line for line in lines.split("\n"))
