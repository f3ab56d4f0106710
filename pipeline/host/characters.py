"""Characters that control a terminal or deceive a reader, and what is shown in their place.

A joiner or a variation selector stays where a script or an emoji needs it, so that what people write stays as it is.
"""

from __future__ import annotations

import re

from pipeline.text.characters import INVISIBLE, invisible

SHOWN = "\N{REPLACEMENT CHARACTER}"
"""Replaces one character that is not shown: it is as wide as a letter, and nobody writes it."""

_BREAKS = "\t\n\x0b\x0c\r\x85\u2028\u2029"
_HARMFUL = re.compile(rf"{INVISIBLE.pattern}|[{_BREAKS}]")
_COMMAND_ANYWHERE = re.compile(r"#(?=#\w*\[)")


def harmless(text: str, allowed: str = "") -> str:
    """The text on one line: blanks for tabs and line ends, `SHOWN` for any other character that acts on who reads it.

    `allowed` are characters that the pipeline itself has put there.
    """
    if text.isascii() and text.isprintable():
        return text
    hidden = {found.start for found in invisible(text) if found.char not in allowed}
    return "".join(
        " " if character in _BREAKS else SHOWN if place in hidden else character for place, character in enumerate(text)
    )


def in_json(text: str) -> str:
    """The same for JSON as it is written out, where an escape keeps every string what it is; its lines stay.

    No string begins a command of GitHub's runner either, which it would find anywhere in a log.
    """
    escaped = _HARMFUL.sub(lambda found: found[0] if found[0] == "\n" else _escaped(found[0]), text)
    return _COMMAND_ANYWHERE.sub(r"\\u0023", escaped)


def _escaped(character: str) -> str:
    data = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{data[at : at + 2].hex()}" for at in range(0, len(data), 2))
