"""Options of the command line for the keys of a schema."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import click

from pipeline.commands.asking import Questions
from pipeline.vocabulary import annotation, description, item_schema, property_schema, required


def schema_options(name: str, *route: str, leave_out: Collection[str]) -> list[click.Parameter]:
    """An option for each key that an item at the route may have, if its value is a word, a text or a list of words."""
    keys = [key for key in item_schema(name, *route)["properties"] if key not in leave_out]
    options = [_option(key, name, *route, key) for key in keys]
    return [option for option in options if option is not None]


def asked_values(ask: Questions, given: Mapping[str, Any], name: str, *route: str) -> dict[str, Any]:
    """The values that were given, and the answers to what is needed. Raises UsageError if nobody can be asked."""
    values: dict[str, Any] = {}
    for key in item_schema(name, *route)["properties"]:
        if key not in given:
            continue
        value, needed = given[key], key in required(name, *route)
        definition = item_schema(name, *route, key)
        if value is None and needed and "enum" in definition and ask.possible:
            value = ask.choice(_question(key, name, *route, key), None, definition["enum"], definition["enum"][0])
        elif value is None and needed:
            listed, examples = definition.get("enum", ()), annotation("examples", name, *route, key) or [""]
            value = ask.text(
                _question(key, name, *route, key),
                None,
                needed=_flag(key, many=False),
                values=listed,
                example=str(examples[0]),
            )
        if value not in (None, ()):
            values[key] = list(value) if isinstance(value, tuple) else value
    return values


def _question(key: str, name: str, *route: str) -> str:
    words = description(name, *route).partition(":")[0].rstrip(".")
    return f"{key} ({words})"


def _option(key: str, name: str, *route: str) -> click.Option | None:
    """The option of a key; None if its value is a mapping, or a list of some."""
    many = property_schema(name, *route).get("type") == "array"
    definition, words = item_schema(name, *route), description(name, *route)
    if definition.get("type") == "boolean":
        return click.Option([_flag(key, many=False), key], is_flag=True, default=None, help=words)
    if definition.get("type") == "object":
        return None
    choice = click.Choice(definition["enum"]) if "enum" in definition else click.STRING
    more = " May be repeated." if many else ""
    metavar = None if "enum" in definition else "TEXT"
    return click.Option(
        [_flag(key, many=many), key], type=choice, multiple=many, metavar=metavar, help=f"{words}{more}"
    )


def _flag(key: str, *, many: bool) -> str:
    """The option's name: of a list of things, its singular."""
    return f"--{key.removesuffix('s') if many and key != 'involves' else key}".replace("_", "-")
