"""Markdown text and its position in its file."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from pipeline.diagnostic import Location


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown text and where it starts: `line` is the line of its first line in `path`."""

    text: str
    path: str = ""
    line: int = 1

    def located(self, offset: int) -> Location:
        """The place in the file of the character at `offset`."""
        starts = _line_starts(self.text)
        number = bisect_right(starts, offset) - 1
        return Location(self.path, self.line + number, offset - starts[number] + 1)

    def offset(self, place: Location) -> int:
        """Where in the text a place of its file is."""
        return _line_starts(self.text)[place.line - self.line] + place.column - 1


@lru_cache(maxsize=8)
def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def no_text(_path: str) -> Prose | None:
    """A reader of texts for where there are none: always None."""
    return None
