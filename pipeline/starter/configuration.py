"""postmortem.yml with a comment for each setting: the schema's own descriptions."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from pipeline.vocabulary import annotation, description, property_schema, schema

HEAD = """\
# The configuration of this repository. `#` and a space begin a comment; a line that begins with `#` and no space is a
# setting with its default, or an example: to use it, remove the `#`.
"""

_WIDTH = 100
_UNSET = object()


def commented(settings: Mapping[str, Any]) -> str:
    """The text of postmortem.yml with these settings; all others are in comments."""
    blocks = ["\n".join(_setting((key,), settings.get(key, _UNSET))) for key in _properties()]
    blocks += [_plain(key, value) for key, value in settings.items() if key not in _properties()]
    return "\n\n".join([HEAD.rstrip("\n"), *filter(None, blocks)]) + "\n"


def _setting(route: tuple[str, ...], value: Any, *, described: bool = True) -> Iterator[str]:
    """The lines of one setting, not indented: the comment, then the setting, or its default in a comment."""
    unset = value is _UNSET
    if unset:
        value = _default(route)
    if value is _UNSET:
        return
    if described:
        yield from (f"# {line}" for line in textwrap.wrap(description("config", *route), _WIDTH))
    mark = "#" if unset else ""
    if isinstance(value, dict) and value:
        yield f"{mark}{route[-1]}:"
        for line in _below(route, value):
            yield f"{mark}  {line}".rstrip()
    else:
        yield from (f"{mark}{line}" for line in _plain(route[-1], value).split("\n"))


def _below(route: tuple[str, ...], value: dict[str, Any]) -> Iterator[str]:
    """The lines of the settings in a setting.

    Where the keys are names, such as those of teams, only the first says what is in it.
    """
    known = _properties(*route)
    for key in known:
        yield from _setting((*route, key), value.get(key, _UNSET))
    names = [key for key in value if key not in known]
    for key in names:
        lines = _setting((*route, key), value[key], described=False)
        yield from lines if key == names[0] else (line for line in lines if not line.lstrip().startswith("#"))


def _default(route: tuple[str, ...]) -> Any:
    """The setting's example or default; that of a group is made of those of its settings."""
    examples = annotation("examples", "config", *route)
    found = examples[0] if examples else annotation("default", "config", *route)
    if found is not None:
        return found
    group = {key: _default((*route, key)) for key in _properties(*route)}
    return {key: value for key, value in group.items() if value is not _UNSET} or _UNSET


def _properties(*route: str) -> tuple[str, ...]:
    """The keys that the setting has in the schema, in its order."""
    definition = property_schema("config", *route) if route else schema("config")
    return tuple(definition.get("properties", ()))


def _plain(key: str, value: Any) -> str:
    """A setting as YAML, on one line if it is short."""
    if isinstance(value, str):
        value_text = yaml.safe_dump(value, allow_unicode=True, width=1000).removesuffix("...\n").strip()
        return f"{key}: {value_text}"
    dumped = json.dumps(value, ensure_ascii=False)
    if len(dumped) < _WIDTH and not isinstance(value, dict):
        return f"{key}: {dumped}"
    return yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=_WIDTH).rstrip("\n")
