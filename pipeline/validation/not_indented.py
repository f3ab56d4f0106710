"""Keys that were meant to be below another one, but begin in its column: YAML takes them for its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from pipeline import vocabulary
from pipeline.diagnostic import Route


def not_indented(kind: str, route: Route, mapping: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The empty keys of the mapping at `route`, each with the keys after it that only it can have."""
    names = tuple(part for part in route if isinstance(part, str))
    own = _keys(kind, names)
    listed = list(mapping)
    for at, key in enumerate(listed):
        below = set(_keys(kind, (*names, key))) if mapping[key] is None and key in own else set[str]()
        meant = [*takewhile((below - set(own)).__contains__, listed[at + 1 :])]
        if meant:
            yield key, meant


def _keys(kind: str, names: tuple[str, ...]) -> dict[str, Any]:
    """The keys that a mapping, or each item of a list, may have; none if it may have any."""
    try:
        keys: dict[str, Any] = vocabulary.item_schema(kind, *names).get("properties", {})
    except KeyError:
        return {}
    return keys
