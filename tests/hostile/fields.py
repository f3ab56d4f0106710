"""Every field that an author fills in, and a document with something else in one of them."""

from __future__ import annotations

from typing import Any

import yaml

from tests import example

FILES = {
    "README.md": example.README,
    "timeline.md": example.TIMELINE,
    "evidence.md": example.EVIDENCE,
    example.FINDING_PATH: example.FINDING,
}


def routes(value: Any, route: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every text, and of every key, in front matter."""
    if isinstance(value, dict):
        inner = [found for key, item in value.items() for found in routes(item, (*route, key))]
        return [*inner, (*route, "another key", None)]
    if isinstance(value, list):
        return [*(found for at, item in enumerate(value) for found in routes(item, (*route, at))), (*route, len(value))]
    return [route]


def planted(text: str, route: tuple[Any, ...], value: str) -> str:
    """The document with this value at the route; as a key where the route ends with None."""
    _, front, body = text.split("---\n", 2)
    data = yaml.load(front, yaml.BaseLoader)  # noqa: S506  # keeps `on` and `01` as text
    at = data
    *outer, last = (*route[:-2], "") if route[-1] is None else route
    for part in outer:
        at = at[part]
    if route[-1] is None:
        at[value] = "x"
    elif isinstance(at, list) and last == len(at):
        at.append(value)
    else:
        at[last] = value
    return f"---\n{yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1000)}---\n{body}"


FIELDS = [
    (name, route)
    for name, text in FILES.items()
    for route in routes(yaml.load(text.split("---\n", 2)[1], yaml.BaseLoader))  # noqa: S506  # as above
]
"""The file and the place of each."""
