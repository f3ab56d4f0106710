"""Characters that control a terminal or deceive a reader, and what is shown in their place.

A joiner or a variation selector stays where a script or an emoji needs it, so that what people write stays as it is.
"""

from __future__ import annotations

import re
import unicodedata

SHOWN = "\N{REPLACEMENT CHARACTER}"
"""Replaces one character that is not shown: it is as wide as a letter, and nobody writes it."""

_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt, 16.0), and what is no character."""

_HARMFUL = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_UNSEEN}]")
_BREAKS = "\t\n\x0b\x0c\r\x85\u2028\u2029"
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe0e\ufe0f"
_GLYPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\ufe00-\ufe02\U000e0100-\U000e01ef]")
"""A Chinese, Japanese or Korean character in a form of its own, as names are written."""

_JOINED_SCRIPTS = re.compile(
    "[\u0600-\u07ff\u0840-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1800-\u18aa\ufb50-\ufdff\ufe70-\ufefc]"
)
"""Letters that a joiner shapes: Arabic and its relatives, the Indic scripts, Tibetan, Burmese, Khmer, Mongolian."""

_SUBDIVISION = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f")
"""A flag such as Scotland's, which is spelt in characters that are otherwise unseen."""

_COMMAND_ANYWHERE = re.compile(r"#(?=#\w*\[)")
_KEYCAPS = "0123456789#*"


def harmless(text: str, allowed: str = "") -> str:
    """The text on one line: blanks for tabs and line ends, `SHOWN` for any other character that acts on who reads it.

    `allowed` are characters that the pipeline itself has put there.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = {place for flag in _SUBDIVISION.finditer(text) for place in range(*flag.span())}

    def shown(found: re.Match[str]) -> str:
        at, character = found.start(), found[0]
        if character in _BREAKS:
            return " "
        return character if at in kept or character in allowed or _is_needed(text, at) else SHOWN

    return _HARMFUL.sub(shown, text)


def in_json(text: str) -> str:
    """The same for JSON as it is written out, where an escape keeps every string what it is; its lines stay.

    No string begins a command of GitHub's runner either, which it would find anywhere in a log.
    """
    escaped = _HARMFUL.sub(lambda found: found[0] if found[0] == "\n" else _escaped(found[0]), text)
    return _COMMAND_ANYWHERE.sub(r"\\u0023", escaped)


def _escaped(character: str) -> str:
    data = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{data[at : at + 2].hex()}" for at in range(0, len(data), 2))


def _is_needed(text: str, at: int) -> bool:
    """Whether the joiner or variation selector at this place shapes what stands around it."""
    character, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if _GLYPH.match(before + character):
        return True
    if character in _SELECTORS:
        return _is_pictured(before)
    if character not in _JOINERS or not before:
        return False
    if character == "\u200d" and _is_pictured(after):
        return _is_pictured(before) or (before in _SELECTORS and _is_pictured(text[at - 2 : at - 1]))
    return bool(_JOINED_SCRIPTS.match(before)) and (not after or bool(_JOINED_SCRIPTS.match(after)) or after == " ")


def _is_pictured(character: str) -> bool:
    """Whether the character can be an emoji, or a part of one."""
    if not character:
        return False
    return (
        character in _KEYCAPS
        or character in "\u00a9\u00ae\u203c\u2049\u3030\u303d\u3297\u3299"
        or "\U0001f000" <= character <= "\U0001fbff"
        or ("\u2100" <= character <= "\u2bff" and unicodedata.category(character) in ("So", "Sm", "Sk", "Ll", "Po"))
    )
