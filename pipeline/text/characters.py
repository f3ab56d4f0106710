"""Invisible characters, and characters that look like others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

FILLER = "\0"
"""Replaces an invisible character in a skeleton."""

INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(0xE))
    + "]"
)
"""Controls but line end and tabulator; marks of format and direction; what Unicode calls default ignorable, such as
fillers, joiners, selectors of variants and tags; ends of lines that are none here; private use, surrogates and
noncharacters; and the empty Braille pattern. What has no character yet is left alone: a newer Unicode may have one."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_EMOJI = r"\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_JOINING = r"\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc"  # Arabic, Syriac, Thaana, N'Ko and their neighbours
_INDIC = (
    r"\u0900-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u17ff\u1a20-\u1aaf\u1b00-\u1bff\ua8e0-\ua8ff\U00011000-\U00011fff"
)
_NEEDED = re.compile(
    rf"(?<=[{_EMOJI}])\ufe0f?[\U0001f3fb-\U0001f3ff]?(?:\u200d[{_EMOJI}]\ufe0f?[\U0001f3fb-\U0001f3ff]?)+"
    rf"|(?<=[{_EMOJI}])[\ufe0e\ufe0f]"
    r"|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    r"|(?<=\U0001f3f4)\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    r"|\U000e0077\U000e006c\U000e0073)\U000e007f"
    rf"|(?<=[{_HAN}])[\ufe00-\ufe02\U000e0100-\U000e01ef]"
    rf"|(?<=[{_JOINING}])(?:\u200c(?=[{_JOINING}])|\u200d)"
    rf"|(?<=[{_INDIC}])[\u200c\u200d]"
    r"|(?<=[\u1820-\u18aa])[\u180b-\u180f]"
)
"""Where a script or an emoji needs a character that nobody sees: in emoji of several parts, a flag or a key, after a
sign that has a coloured form, after an ideograph with variants, and between letters that join or must not."""

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

_CONTROLS = {
    "\x00": "NULL",
    "\x07": "BELL",
    "\x08": "BACKSPACE",
    "\x0b": "LINE TABULATION",
    "\x0c": "FORM FEED",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
    "\x9b": "CONTROL SEQUENCE INTRODUCER",
}
"""What Unicode gives as an alias: a control has no name of its own."""

_SOUNDS_LIKE = dict(zip("тлпτλπ", "tlptlp", strict=True))
_NAMED_LETTER = re.compile(
    r"(?:(?:NEGATIVE )?(?:CIRCLED|SQUARED) |MATHEMATICAL .*?)?(?:LATIN|REGIONAL INDICATOR)(?: SYMBOL)?"
    r" (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?(?:TURNED |REVERSED |INVERTED )?([A-Z])(?: WITH .*)?"
)


def without_case(name: str) -> str:
    """A name as a disk or a server has it that tells apart neither case nor the forms of a letter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def skeleton(text: str) -> str:
    """The text as a reader takes it, in lower case, character for character: its length is the text's.

    A letter of another script or style becomes the Latin letter that it looks like (or, of T, L and P, sounds like), a
    typographic sign the plain one, an invisible character `FILLER`, and any space but a line end a space.
    """
    return text.lower() if _is_plain(text) else text.translate(_SKELETON)


def _is_plain(text: str) -> bool:
    """Whether the text has nothing but ASCII that can be seen: quick to tell."""
    return text.isascii() and not _CONTROL.search(text)


@dataclass(frozen=True, slots=True)
class Invisible:
    """An invisible character that nothing needs, and its place in the text."""

    start: int
    char: str

    @property
    def name(self) -> str:
        """Its code, and its name where it has one."""
        return f"U+{ord(self.char):04X} {_name(self.char)}".rstrip()


def invisible(text: str) -> Iterator[Invisible]:
    """Every invisible character of the text, except those that a script or an emoji needs."""
    if _is_plain(text):
        return
    found = [match.start() for match in INVISIBLE.finditer(text)]
    if not found:
        return
    needed = {place for match in _NEEDED.finditer(text) for place in range(*match.span())}
    yield from (Invisible(place, text[place]) for place in found if place not in needed)


def _name(char: str) -> str:
    try:
        return unicodedata.name(char)
    except ValueError:
        return _CONTROLS.get(char, "")


def _plain(char: str) -> str:
    if char in "\n\t":
        return char
    category = unicodedata.category(char)
    if INVISIBLE.match(char) or category in ("Mn", "Me"):
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
