"""Values that the schemas of front matter accept, made from the schemas, so that a key which is new has one too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pipeline.attack import attack
from pipeline.vocabulary import schema

Route = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a schema, resolved, in the schema whose definitions it refers to."""

    kind: str
    schema: dict[str, Any]

    def inner(self, step: str | int) -> Part:
        """The part for a key, or for the items of a list."""
        return resolved(self.kind, self.schema["items"] if isinstance(step, int) else self.schema["properties"][step])


def resolved(kind: str, part: dict[str, Any]) -> Part:
    """A part of the schema `kind` with what it refers to."""
    while "$ref" in part:
        file, _, path = part["$ref"].partition("#/")
        kind = file.partition(".")[0] or kind
        found = reduce(lambda at, step: at[step], path.split("/"), schema(kind))
        part = {**found, **{key: value for key, value in part.items() if key != "$ref"}}
    return Part(kind, part)


def lists(kind: str) -> Iterator[tuple[Route, Part]]:
    """The route of every list that a schema has, and the list's part of it; of a list in a list, the first."""
    pending: list[tuple[Route, Part]] = [((), resolved(kind, schema(kind)))]
    while pending:
        route, part = pending.pop(0)
        if part.schema.get("type") == "array":
            yield route, part
            pending.append(((*route, 0), part.inner(0)))
        pending += [((*route, key), part.inner(key)) for key in part.schema.get("properties", {})]


def put(data: Any, part: Part, route: Route, value: Any) -> None:
    """Put the value at the route; what is missing on the way is made."""
    for at, step in enumerate(route[:-1]):
        part = part.inner(step)
        if not isinstance(step, int) and not data.get(step):
            data[step] = [example(part.inner(0), 0)] if isinstance(route[at + 1], int) else example(part, 0)
        data = data[step]
    data[route[-1]] = value


def example(part: Part, number: int, text: str = "Deployed build {} to the public registry.", key: str = "") -> Any:
    """The value of this number that a part accepts, with everything optional that is one text.

    `text` is what free text says, with `{}` for the number.
    """
    found = part.schema
    if "enum" in found:
        return found["enum"][number % len(found["enum"])]
    if "properties" in found:
        wanted = found.get("required", [])
        optional = [name for name in found["properties"] if name not in wanted and name not in _LEFT_OUT]
        keys = [*wanted, *(name for name in optional if part.inner(name).schema.get("type") == "string")]
        return {name: example(part.inner(name), number, text, name) for name in keys}
    if found.get("type") == "array":
        return [example(part.inner(0), number, text)]
    if found.get("type") in ("integer", "boolean"):
        return number if found["type"] == "integer" else True
    if key in ("team", "collected_by"):
        return _TEAMS[number % len(_TEAMS)]
    pattern = found.get("pattern", found.get("format", ""))
    made = next((made for beginning, made in _TEXTS.items() if beginning in pattern), None)
    return made(number) if made else text.format(number)


_LEFT_OUT = frozenset({"path", "milestone", "group", "name", "tlp"})
_TEAMS = ("identity", "security-response", "payments", "partner")
_TECHNIQUES = tuple(one.id for one in attack().entries.values() if one.id[0] == "T" and not one.withdrawn)
_TEXTS: dict[str, Callable[[int], str]] = {
    "^E[1-9]": lambda n: f"E{n + 1}",
    "^C[1-9]": lambda n: f"C{n + 1}",
    "^T[0-9]{4}": lambda n: _TECHNIQUES[n % len(_TECHNIQUES)],
    "^G[0-9]{4}": lambda n: f"G{1 + n % 150:04}",
    "^https?": lambda n: f"https://example.org/{n}",
    "[0-9a-f]{64}": lambda n: f"{n:064x}",
    "^[0-9]{4}(-[0-9]{2}){0,2}(-[a-z0-9]+)+/": lambda n: f"2026-01-10-a{n}/01",
    "^[0-9]{4}(-[0-9]{2}){0,2}(-[a-z0-9]+)+$": lambda n: f"2026-01-10-a{n}",
    "^[0-9]{4}(-[0-9]{2}(": lambda n: f"2026-01-{1 + n // 1440 % 28:02}T{n // 60 % 24:02}:{n % 60:02}Z",
    "date": lambda _n: "2026-01-20",
    "^[0-9]{2,3}$": lambda n: f"{n:02}",
    "^[A-Za-z0-9]+": lambda n: f"a-{n}",
    "^[a-z]+(-": lambda n: f"a-{'b' * (n % 50)}",
    "^[a-z0-9]+(-": lambda n: (*_TEAMS, f"a-{n}")[min(n, len(_TEAMS))],
}
"""A text for each pattern of the schemas: the first whose beginning is in it."""
