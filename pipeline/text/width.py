"""The width of a text in columns, for terminals and drawings."""

from __future__ import annotations

import unicodedata
from itertools import accumulate


def text_width(text: str) -> int:
    """The columns that the text takes: two for a wide character of East Asia, none for a combining accent."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def fitting(text: str, columns: int) -> int:
    """How many of the text's first characters take no more than these columns."""
    for number, end in enumerate(accumulate(map(_columns, text))):
        if end > columns:
            return number
    return len(text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
