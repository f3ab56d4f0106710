"""Values of front matter, whatever is written there: one of another type counts as none, and the schema reports it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, tzinfo
from typing import Any

from pipeline import vocabulary
from pipeline.time.moment import Moment, MomentError, When, Window, parse, zone_named

Data = dict[str, Any]


def text(data: Data, key: str) -> str:
    """The text of the key without the spaces around it; "" if it has none."""
    value = data.get(key)
    return value.strip() if isinstance(value, str) else ""


def words(data: Data, key: str) -> tuple[str, ...]:
    """The items of the key's list as texts; none if it has no list."""
    value = data.get(key)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def number(data: Data, key: str) -> int | None:
    """The whole number at a key; None if there is none."""
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def mapping(data: Data, key: str) -> Data:
    """The mapping of the key; an empty one if it has none."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def mappings(data: Data, key: str) -> Iterator[Data]:
    """The items of the key's list, an empty mapping for each that is none."""
    value = data.get(key)
    for item in value if isinstance(value, list) else ():
        yield item if isinstance(item, dict) else {}


def is_true(data: Data, key: str) -> bool:
    """Whether the value is true, and nothing like it."""
    return data.get(key) is True


def level(data: Data, key: str) -> str:
    """The TLP level of the key; "" if there is no such key, the most restricted for what is not a level."""
    if key not in data:
        return ""
    value = data[key]
    return value if vocabulary.is_level(value) else vocabulary.strictest_level()


def day(data: Data, key: str) -> date | None:
    """The date of the key; None if it has none."""
    try:
        return date.fromisoformat(text(data, key))
    except ValueError:
        return None


def moment(data: Data, key: str, zone: tzinfo | None = None) -> Moment | None:
    """The moment of the key, in the `zone` where it names none; None if it has none."""
    value = data.get(key)
    try:
        return parse(value, zone) if isinstance(value, str | int) else None
    except MomentError:
        return None


def when(data: Data, key: str, zone: tzinfo | None = None) -> When | None:
    """The moment, or the window of `after` and `before`."""
    if not isinstance(data.get(key), dict):
        return moment(data, key, zone)
    bounds = mapping(data, key)
    window = Window(moment(bounds, "after", zone), moment(bounds, "before", zone))
    return window if window.after or window.before else None


def zone_of(name: str) -> tzinfo | None:
    """The zone of that name; None if there is no name or no such zone."""
    try:
        return zone_named(name) if name else None
    except MomentError:
        return None
