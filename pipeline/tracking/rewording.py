"""Values that say what another value said, in other words. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
_FEW_WORDS, _SHARE = 3, 0.5
_LABEL = re.compile(r"\[[^\]]*\]")


class Value(NamedTuple):
    """A line of a text, or another value: the incident or finding it is of, its field, and what it says."""

    of: str
    field: str
    text: str


def reworded(gone: Iterable[Value], new: Iterable[Value]) -> Iterator[Value]:
    """The new values that have half of the words of one that is gone, in the same field of the same incident."""
    before: dict[tuple[str, str], list[frozenset[str]]] = defaultdict(list)
    for value in gone:
        words = _words(value.text)
        if len(words) >= _FEW_WORDS:
            before[_place(value)].append(words)
    for value in new:
        words = _words(value.text)
        known = before.get(_place(value), ())
        if any(len(words & others) >= max(_FEW_WORDS, _SHARE * len(others)) for others in known):
            yield value


def _place(value: Value) -> tuple[str, str]:
    """Where a value is, whichever record of a list has it: its label may have changed with its text."""
    return value.of, _LABEL.sub("[]", value.field)


def _words(text: str) -> frozenset[str]:
    """The words of a text, in lower case; of a script without spaces, each pair of adjacent characters."""
    words = _WORD.findall(text.lower())
    return frozenset(part for word in words for part in ([word] if word.isascii() else map("".join, pairwise(word))))
