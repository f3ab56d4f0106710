"""Characters that nobody sees, or that look like others: what they are, and the letters that a reader takes them for."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

FILLER = "\0"
"""What stands in a skeleton for a character that nobody sees."""

_SHOWN_AS_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
    "\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
"""What Unicode calls default ignorable (fillers, joiners, selectors of variants, tags), noncharacters, and the empty
Braille pattern. Other codes without a character are left alone: they may have one in a newer Unicode."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_LOOKS_LIKE = {
    "t": "\u03a4\u0422\u13a2\u22a4\u27d9\u2ca6\ua4d4\U00010297\U000102b1\U00010315\U000118bc\U00016f0a\U0001f768",
    "l": "\u0399\u0406\u04c0\u04cf\u05c0\u05d5\u05df\u0627\u06f1\u07ca\u13de\u14aa\u16c1\u2223\u23fd\u2c92\u2cd0"
    "\u2d4f\ua4e1\ua4f2\U0001028a\U00010309\U00010320\U0001041b\U00010526\U000118a3\U000118b2\U00016f16\U00016f28",
    "p": "\u03a1\u03c1\u0420\u0440\u13e2\u146d\u2374\u2ca2\u2ca3\ua4d1\U00010295",
    "<": "\u02c2\u1438\u16b2\u2039\u276e\u2329\u27e8\u3008\U0001d236",
    ">": "\u02c3\u1433\u203a\u276f\u232a\u27e9\u3009\U00016f3f\U0001d237",
    "!": "\u00a1\u01c3\u2d51",
    "-": "\u02d7\u2043\u2212\u2796\u2cba",
    ":": "\u02d0\u02f8\u0589\u0903\u0a83\u16ec\u1803\u1809\u205a\u2236\ua4fd\ua789",
    "/": "\u1735\u2041\u2044\u2215\u2571\u27cb\u29f8",
    "{": "\u2774",
    "}": "\u2775",
}
"""What Unicode's list of confusable characters (UTS 39, confusables.txt) has for the letters and signs of a TLP marker,
without what compatibility decomposition and the names of letters tell already; and other angle brackets."""

_SOUNDS_LIKE = dict(zip("тлпτλπ", "tlptlp", strict=True))  # noqa: RUF001  # Cyrillic and Greek are what this is about
_NAMED_LETTER = re.compile(
    r"(?:(?:NEGATIVE )?(?:CIRCLED|SQUARED) |MATHEMATICAL .*?)?(?:LATIN|REGIONAL INDICATOR)(?: SYMBOL)?"
    r" (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?(?:TURNED |REVERSED |INVERTED )?([A-Z])(?: WITH .*)?"
)


def skeleton(text: str) -> str:
    """The text as a reader takes it, in small letters, character for character: its length is the text's.

    A letter of another script or style becomes the Latin letter that it looks like (or, of T, L and P, sounds like), a
    typographic sign the plain one, an invisible character `FILLER`, and any space but a line end a space.
    """
    return text.lower() if text.isascii() and not _CONTROL.search(text) else text.translate(_SKELETON)


def is_invisible(char: str) -> bool:
    """Whether nobody sees the character: a control, a mark of format or direction, a filler, or one of no meaning."""
    return unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") or _SHOWN_AS_NOTHING.match(char) is not None


def _plain(char: str) -> str:
    if char in "\n\t":
        return char
    category = unicodedata.category(char)
    if is_invisible(char) or category in ("Mn", "Me"):
        return FILLER
    if category[0] == "Z":
        return " "
    parts = [part for part in unicodedata.normalize("NFKD", char) if part.isascii()]
    shown = [part for part in parts if part.isalnum()] or parts
    if len(shown) == 1:
        return shown[0].lower()
    if category == "Pd":
        return "-"
    return _alike().get(char) or _named(char) or char.lower()[:1]


@cache
def _alike() -> dict[str, str]:
    # A letter that sounds like one and looks like another (the Greek and the Cyrillic P) is what it looks like.
    signs = {char: plain for plain, chars in _LOOKS_LIKE.items() for char in chars}
    capitals = {char.upper(): plain for char, plain in _SOUNDS_LIKE.items()}
    return {**capitals, **_SOUNDS_LIKE, **signs}


def _named(char: str) -> str:
    match = _NAMED_LETTER.fullmatch(unicodedata.name(char, ""))
    return match[1].lower() if match else ""


class _Skeleton(dict[int, str]):
    """A table for `str.translate` that finds out what a character is when it first meets it."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _plain(chr(code))
        return found


_SKELETON = _Skeleton()
