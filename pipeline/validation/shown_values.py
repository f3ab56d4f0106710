"""Fields and values as messages show them: short, and without what may be a secret in the wrong place."""

from __future__ import annotations

import re
from typing import Any

from pipeline.diagnostic import Route


def route_name(route: Route) -> str:
    """A field as people write it: `actors[0].kind`."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in route]
    return "".join(parts).removeprefix(".") or "the front matter"


def show(value: Any) -> str:
    """A value, short, in backticks; or what kind of value it is."""
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = brief(plain(value))
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"`{shown}`".replace("\n", " ")


def plain(value: Any) -> str:
    """A value as YAML has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def brief(text: str) -> str:
    """The text without what may be a secret in the wrong place: only the first characters of such a word stay."""
    return _LONG_WORD.sub(lambda word: f"{word[0][:4]}…" if _LIKE_A_SECRET.search(word[0]) else word[0], text)


_SHOWN = 60
_LONG_WORD = re.compile(r"[A-Za-z0-9+/_=~.-]{16,}")
_LIKE_A_SECRET = re.compile(
    r"(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{8,}|(?=[A-Za-z]*[a-z][A-Z])[A-Za-z]{16,}"
)
"""No word and no id: letters and digits mixed, or capitals in the middle."""
