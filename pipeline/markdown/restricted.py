"""Restricted passages of prose, between `<!-- tlp:amber -->` and `<!-- /tlp -->`.

They are cut out of the text before anything reads it as Markdown, so that no structure around them can keep them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline import vocabulary
from pipeline.diagnostic import Location
from pipeline.markdown.prose import Prose

_MARKER = re.compile(r"<!--\s*(?:(?P<end>/tlp)|tlp:\s*(?P<level>[^\s>]*?))\s*-->", re.IGNORECASE)
_ALMOST_MARKER = re.compile(r"<!--\s*+/?+\s*+tlp\b.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)


def for_audience(prose: Prose, audience: str, mark: str = "") -> tuple[Prose, bool]:
    """The prose with `mark` in place of the passages above the audience's level, and whether there was any.

    A passage stands between `<!-- tlp:amber -->` and `<!-- /tlp -->`; passages may nest. One that
    is never closed reaches to the end, and one whose level is not known is above every audience.
    """
    kept: list[str] = []
    withheld = False
    rest = 0
    open_levels: list[bool] = []
    for match in _ALMOST_MARKER.finditer(prose.text):
        hidden = any(open_levels)
        withheld = withheld or hidden
        kept.append("" if hidden else prose.text[rest : match.start()])
        rest = match.end()
        marker = _MARKER.fullmatch(match.group())
        if marker is not None and marker["end"]:
            del open_levels[-1:]
        else:
            open_levels.append(marker is None or _above(marker["level"].lower(), audience))
            kept.append(mark if open_levels[-1] and not hidden else "")
    hidden = any(open_levels)
    kept.append("" if hidden else prose.text[rest:])
    return replace(prose, text="".join(kept)), withheld or hidden


def markers(prose: Prose) -> Iterator[tuple[str, Location]]:
    """Every marker of a restricted passage: its level, "" if it closes one, "?" where it is malformed."""
    for match in _ALMOST_MARKER.finditer(prose.text):
        marker = _MARKER.fullmatch(match.group())
        level = "?" if marker is None else "" if marker["end"] else marker["level"].lower()
        yield level if not level or vocabulary.is_level(level) else "?", prose.located(match.start())


def _above(level: str, audience: str) -> bool:
    try:
        return vocabulary.tlp_rank(level) > vocabulary.tlp_rank(audience)
    except ValueError:
        return True
