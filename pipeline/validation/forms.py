"""What a field looks like: an example of its value, and the YAML that an author would write."""

from __future__ import annotations

from functools import partial
from typing import Any

from pipeline import vocabulary
from pipeline.diagnostic import Route
from pipeline.documents.free_ids import free_id, ids_beside
from pipeline.documents.front_matter import in_line
from pipeline.validation.fast_validator import is_valid_at
from pipeline.validation.nearest import nearest

ANY_NAME = "NAME"
"""Stands for a key that the author chooses, such as a team's id."""


def example(kind: str, *route: str) -> Any:
    """A value that the field may have; of a mapping, with the keys that it needs."""
    found = vocabulary.annotation("examples", kind, *route)
    definition = vocabulary.property_schema(kind, *route)
    if found:
        return found[0]
    if definition.get("type") == "array":
        return [_item_example(kind, *route)]
    return _item_example(kind, *route)


def _item_example(kind: str, *route: str) -> Any:
    """An example of a field, or of an item of it."""
    definition = vocabulary.item_schema(kind, *route)
    if "examples" in definition:
        return definition["examples"][0]
    if "enum" in definition:
        return definition["enum"][0]
    if "properties" in definition:
        needed = definition.get("required") or next(iter(definition.get("anyOf", [{}]))).get("required", ())
        shown = needed or list(definition["properties"])[:1]
        return {key: example(kind, *route, key) for key in definition["properties"] if key in shown}
    if isinstance(definition.get("additionalProperties"), dict):
        names = definition.get("propertyNames", {})
        of_priority = names.get("$ref", "").endswith("/priority")
        first = names.get("examples", vocabulary.ordered("finding", "priority") if of_priority else ["name"])[0]
        return {first: example(kind, *route, ANY_NAME)}
    if definition.get("type") in ("integer", "number"):
        return definition.get("default", max(1, definition.get("minimum", 1)))
    return True if "boolean" in definition.get("type", "") else "…"


def form(kind: str, route: Route, value: Any = None) -> str:
    """The field as it would be in its file, on one line: with this value, or an example."""
    names = tuple(part for part in route if isinstance(part, str))
    if not names:
        return ""
    if route and isinstance(route[-1], int):
        return in_line(_item_example(kind, *names) if value is None else value)
    return f"{names[-1]}: {in_line(example(kind, *names) if value is None else value)}"


def unused_id(kind: str, route: Route, data: Any) -> str:
    """An example of the id at the route that no other item of its list in the data has."""
    names = tuple(part for part in route if isinstance(part, str))
    return free_id(example(kind, *names), ids_beside(data, route[:-1]))


def completed(kind: str, route: Route, given: Any) -> Any:
    """What the author most likely meant by a word where a mapping or a list is asked for; None if nobody can tell.

    The word goes where it fits: `sufficient: yes` becomes a mapping with the verdict yes.
    """
    names = tuple(part for part in route if isinstance(part, str))
    definition = vocabulary.property_schema(kind, *names)
    wants_list = definition.get("type") == "array" and not (route and isinstance(route[-1], int))
    item = _with_word(kind, names, given)
    return None if item is None else [item] if wants_list else item


def _with_word(kind: str, names: tuple[str, ...], given: Any) -> Any:
    """An example item of the field in which this word stands where it fits best."""
    definition = vocabulary.item_schema(kind, *names)
    if "properties" not in definition:
        return given if is_valid_at(kind, names, given) else nearest(given, partial(is_valid_at, kind, names)) or None
    model = _item_example(kind, *names)
    fitting = [key for key in definition["properties"] if is_valid_at(kind, (*names, key), given)]
    exact = [key for key in fitting if _is_exact(vocabulary.item_schema(kind, *names, key))]
    prose = [key for key in fitting if key in model and not _is_line(vocabulary.item_schema(kind, *names, key))]
    chosen = next(iter([*exact, *prose]), None)
    return {**model, chosen: given} if chosen else model


def _is_exact(definition: vocabulary.Schema) -> bool:
    """Whether few words fit: a list of them, or an id, but not any text."""
    return (
        "enum" in definition or "format" in definition or (_is_line(definition) and "[^" not in definition["pattern"])
    )


def _is_line(definition: vocabulary.Schema) -> bool:
    return str(definition.get("pattern", "")).startswith("^")
