"""Text for a terminal: colour, width, wrapping, and no control characters."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from pipeline.host.characters import harmless

NARROWEST = 20
"""Columns. A terminal that says it is narrower is treated as this wide."""

Paint = Callable[[str, str], str]
"""Takes a text and a style (an SGR parameter such as `31;1`), and returns the styled text."""


def wants_colour(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the stream is a terminal with colour, and NO_COLOR is not set (https://no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def printable(text: str) -> str:
    """The text on one line, without what could rewrite the screen; as many characters as it had."""
    return harmless(text)


def painter(*, colour: bool) -> Paint:
    """A function that styles text; without `colour` it returns the text as it is."""
    return _paint if colour else _plain


def _plain(text: str, _style: str) -> str:
    return text


def _paint(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m"


def indented(text: str, indent: int, width: int) -> Iterator[str]:
    """The text wrapped as by `wrapped`, and indented."""
    return (" " * indent + line for line in wrapped(text, width, indent))


def wrapped(text: str, width: int, indent: int) -> list[str]:
    """The text as lines of at most `width` columns less `indent`; one line if `width` is 0."""
    text = printable(text)
    if not width:
        return [text]
    columns = max(width, NARROWEST) - indent
    return textwrap.wrap(text, columns, break_on_hyphens=False, break_long_words=False) or [""]
