"""The schemas, loaded: the words that authors may use, their order, their defaults and their meaning.

No other code repeats an enum of a schema; code that needs a list or an order reads it here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGED = Path(__file__).parent / "schemas"
_CHECKOUT = Path(__file__).parent.parent / "schemas"

Schema = dict[str, Any]


def schemas_folder() -> Path:
    """The folder of the schemas: inside an installed package, or beside it in a checkout."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


@cache
def schema(name: str) -> Schema:
    """The schema of that name, such as incident. Raises KeyError if there is none."""
    path = schemas_folder() / f"{name}.schema.json"
    if not path.is_file():
        raise KeyError(name)
    # The files have no address of their own: an editor then finds what they refer to beside them.
    return {"$id": f"https://postmortem.invalid/{path.name}", **json.loads(path.read_text(encoding="utf-8"))}


@cache
def names() -> tuple[str, ...]:
    """The names of all schemas."""
    return tuple(sorted(path.name.removesuffix(".schema.json") for path in schemas_folder().glob("*.schema.json")))


@cache
def ordered(name: str, *route: str) -> tuple[str, ...]:
    """The values that the property at `route` may have, in the schema's order."""
    words = property_schema(name, *route)["enum"]
    return tuple(words)


@cache
def property_schema(name: str, *route: str) -> Schema:
    """The schema of the property at `route` (through `properties`, `items` and `$ref`)."""
    return _at(name, *route)[1]


@cache
def item_schema(name: str, *route: str) -> Schema:
    """The schema of the property at `route`, or of each item of it; of the document if there is no route."""
    return _items(*_at(name, *route))[1]


@cache
def item_schema_alone(name: str, *route: str) -> Schema:
    """The schema of the property, or of each item of it, as a document: what it refers to can be found."""
    home, definition = _items(*_at(name, *route))
    return {**definition, "$id": schema(home)["$id"], "$defs": schema(home).get("$defs", {})}


@cache
def required(name: str, *route: str) -> frozenset[str]:
    """The keys that the schema asks for in the property at `route`, or in each item of it; some have a substitute."""
    found = _items(*_at(name, *route))[1]
    return frozenset((*found.get("required", ()), *found.get("else", {}).get("required", ())))


def description(name: str, *route: str) -> str:
    """The schema's description of the property at `route`; "" if there is none."""
    text: str = annotation("description", name, *route) or ""
    return text


@cache
def annotation(keyword: str, name: str, *route: str) -> Any:
    """What the property at `route`, or else the schema that it refers to, says under a keyword; None for nothing."""
    current, found = (name, schema(name)), None
    for key in route:
        current = _items(*_resolve(*current))
        try:
            definition = _property(current[1], key)
        except KeyError:
            return None
        found = definition.get(keyword)
        current = _resolve(current[0], definition)
        found = current[1].get(keyword) if found is None else found
    return found


@cache
def response_milestones() -> tuple[str, ...]:
    """The milestones of a response in their order; the others only start the deadlines of notifications."""
    return tuple(schema("timeline")["$defs"]["response-milestone"]["enum"])


def default(*route: str) -> Any:
    """The default that the configuration's schema gives for the setting at `route`."""
    *parents, setting = route
    return property_schema("config", *parents)["properties"][setting]["default"]


@cache
def levels() -> tuple[str, ...]:
    """The TLP levels, from the least to the most restricted."""
    return tuple(schema("common")["$defs"]["tlp"]["enum"])


@cache
def pattern(name: str) -> str:
    """The pattern of an identifier, such as `incident` or `evidence-id`: a regular expression from end to end."""
    expression: str = schema("common")["$defs"][name]["pattern"]
    return expression.removeprefix("^").removesuffix("$")


def is_level(value: object) -> bool:
    """Whether this is a TLP level."""
    return value in levels()


def strictest_level() -> str:
    """The most restricted level there is."""
    return levels()[-1]


def tlp_rank(level: str) -> int:
    """How restricted a TLP level is: 0 for clear, then higher. Raises ValueError if it is not a level."""
    return levels().index(level)


def strictest(*levels: str) -> str:
    """The most restricted of the levels."""
    return max(levels, key=tlp_rank)


@cache
def references(name: str, *route: str) -> frozenset[str]:
    """The names of the definitions that the property at `route`, and each item of it, refers to, such as team."""
    *above, key = route
    name, parent = _items(*_at(name, *above))
    definition, found = _property(parent, key), set[str]()
    while "$ref" in definition or definition.get("type") == "array":
        if "$ref" in definition:
            found.add(definition["$ref"].rpartition("/")[2])
            name, definition = _followed(name, definition)
        else:
            definition = definition["items"]
    return frozenset(found)


def _followed(name: str, definition: Schema) -> tuple[str, Schema]:
    """The definition that this one refers to, and the schema that it is in."""
    file, _, pointer = definition["$ref"].partition("#/")
    name = file.removesuffix(".schema.json") or name
    definition = schema(name)
    for key in pointer.split("/"):
        definition = definition[key]
    return name, definition


def _at(name: str, *route: str) -> tuple[str, Schema]:
    current = (name, schema(name))
    for key in route:
        current = _items(*_resolve(*current))
        current = (current[0], _property(current[1], key))
    return _resolve(*current)


def _property(definition: Schema, key: str) -> Schema:
    """The schema of a key: its own, or the one that all other keys have. Raises KeyError if it may not be there."""
    found = definition.get("properties", {}).get(key, definition.get("additionalProperties"))
    if not isinstance(found, dict):
        raise KeyError(key)
    return found


def _items(name: str, definition: Schema) -> tuple[str, Schema]:
    while definition.get("type") == "array":
        name, definition = _resolve(name, definition["items"])
    return name, definition


def _resolve(name: str, definition: Schema) -> tuple[str, Schema]:
    while "$ref" in definition:
        name, definition = _followed(name, definition)
    return name, definition
