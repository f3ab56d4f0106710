"""Whether data is valid against a schema, and nothing more, by `jsonschema-rs`.

The full validator says what is wrong with data that is not valid. A test shows that the two never disagree.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs

from pipeline import vocabulary


def is_valid(name: str, data: Any, definition: str = "") -> bool:
    """Whether the data is what the schema of that name, or one of its `$defs`, asks for; formats are asserted."""
    return _validator(name, definition).is_valid(_without_whole_decimals(data))


def is_valid_at(name: str, route: tuple[str, ...], value: Any) -> bool:
    """Whether the value may be at the route in a document of that schema; in a list, as an item of it."""
    return _validator_of(vocabulary.item_schema_alone(name, *route)).is_valid(_without_whole_decimals(value))


@cache
def _validator(name: str, definition: str) -> jsonschema_rs.Draft202012Validator:
    loaded = vocabulary.schema(name)
    return _validator_of({"$ref": f"{loaded['$id']}#/$defs/{definition}"} if definition else loaded)


def _validator_of(target: vocabulary.Schema) -> jsonschema_rs.Draft202012Validator:
    resources = [(item["$id"], item) for item in map(vocabulary.schema, vocabulary.names())]
    return jsonschema_rs.Draft202012Validator(target, registry=jsonschema_rs.Registry(resources), validate_formats=True)


def _without_whole_decimals(data: Any) -> Any:
    """The data with a number such as 2024.0, which JSON Schema counts among the integers, as one that nobody does.

    Its sign is kept: no schema asks more of a number that may have decimals.
    """
    if isinstance(data, str):  # most are
        return data
    if isinstance(data, dict):
        return {key: _without_whole_decimals(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_whole_decimals(value) for value in data]
    if isinstance(data, float) and data.is_integer():
        return 0.5 if data >= 0 else -0.5
    return data
