"""The TLP levels that a source is marked with."""

from __future__ import annotations

import re

from pipeline.vocabulary import levels

_LEVEL = re.compile(r"\bTLP\s*[:\u2010-]?\s*(RED|AMBER\+STRICT|AMBER|GREEN|CLEAR|WHITE)\b", re.IGNORECASE)


def most_restricted(text: str) -> str:
    """The most restricted level that a text names; "" if it names none."""
    said = {match[1].lower().replace("white", "clear") for match in _LEVEL.finditer(text)} & set(levels())
    return max(said, key=levels().index, default="")


def level_of(marking: str) -> str:
    """The level of a line that marks one; the most restricted of all where the line cannot be read."""
    return most_restricted(marking) or levels()[-1]
