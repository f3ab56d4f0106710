"""Whether each word of a source stands somewhere in the draft."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

_WORD = re.compile(r"[^\W_]+")
_NUMBER_OF_ITEM = re.compile(r"^[ \t>]*(?:[-*+][ \t]+)?\d{1,9}[.)](?=[ \t])", re.MULTILINE)


def words(text: str) -> Counter[str]:
    """The words of a text, each as often as it is there; the numbers of items are none."""
    return Counter(_WORD.findall(_NUMBER_OF_ITEM.sub("", text).casefold()))


def values(data: Any) -> Iterator[str]:
    """All texts and numbers in front matter."""
    if isinstance(data, dict):
        for value in data.values():
            yield from values(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from values(value)
    else:
        yield str(data)


def lost_lines(source: str, draft: Iterable[str]) -> list[str]:
    """The lines of a source with words that are nowhere in the draft, or more often in the source than there."""
    missing = words(source)
    # A value such as `3. Timeline` is a heading, and its number that of no item.
    missing.subtract(words("\n".join(text if "\n" in text else f"= {text}" for text in draft)))
    missing = +missing
    found: list[str] = []
    for line in source.split("\n") if missing else ():
        lost = +(words(line) & missing)
        if lost:
            missing -= lost
            found.append(line.strip())
    return found
