"""Ids that no item of a list has yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

_NUMBERED = re.compile(r"(?P<prefix>[A-Z]+)[0-9]+")


def next_id(taken: Iterable[str], prefix: str) -> str:
    """The id after the highest of these: E4 after E1 and E3."""
    numbers = (name.removeprefix(prefix) for name in taken)
    return f"{prefix}{max((int(number) for number in numbers if number.isdecimal()), default=0) + 1}"


def ids_beside(data: Any, route: Sequence[str | int]) -> frozenset[str]:
    """The ids of all items of the list in which the item at the route is; none if it is not in a list."""
    items: Any = data if route and isinstance(route[-1], int) else ()
    for part in route[:-1] if items else ():
        items = items[part]
    return frozenset(ids(items))


def ids(items: Iterable[Any]) -> Iterator[str]:
    """The ids of the items that have one."""
    return (str(item["id"]) for item in items if isinstance(item, dict) and "id" in item)


def free_id(suggested: str, taken: Collection[str]) -> str:
    """The suggested id, or, if it is taken, one like it that is not."""
    if suggested not in taken:
        return suggested
    match = _NUMBERED.fullmatch(suggested)
    if match:
        return next_id(taken, match["prefix"])
    return next(name for number in range(2, len(taken) + 3) if (name := f"{suggested}-{number}") not in taken)
