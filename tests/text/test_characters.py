"""Characters that nobody sees, and those that a script or an emoji needs."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from pipeline.text.characters import FILLER, invisible, skeleton

NEW = "Cn"
SHOWN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Format characters that are drawn: they stand before a number or a year."""


def names(text: str) -> list[str]:
    return [one.name for one in invisible(text)]


def test_every_control_and_format_character_is_found() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        unseen = unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") and char not in "\n\t" and code not in SHOWN
        assert not unseen or list(invisible(char)), hex(code)


def test_letters_marks_signs_and_spaces_are_seen() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if unicodedata.category(char)[0] in "LNPSZ" and char not in "\u115f\u1160\u3164\uffa0\u2800\u2028\u2029":
            assert not list(invisible(char)), hex(code)


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\u2060", "U+2060 WORD JOINER"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\x1b", "U+001B ESCAPE"),
        ("\x9b", "U+009B CONTROL SEQUENCE INTRODUCER"),
        ("\u3164", "U+3164 HANGUL FILLER"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("\ufe0f", "U+FE0F VARIATION SELECTOR-16"),
        ("\ue000", "U+E000"),
        ("\uffff", "U+FFFF"),
        ("\ufdd0", "U+FDD0"),
        ("\U0001ffff", "U+1FFFF"),
        ("\u034f", "U+034F COMBINING GRAPHEME JOINER"),
        ("\u2800", "U+2800 BRAILLE PATTERN BLANK"),
        ("\u2028", "U+2028 LINE SEPARATOR"),
        ("\u200d", "U+200D ZERO WIDTH JOINER"),
    ],
)
def test_what_nobody_sees_is_named(char: str, name: str) -> None:
    (found,) = invisible(f"a{char}b")
    assert (found.start, found.name) == (1, name)


@pytest.mark.parametrize(
    "text",
    [
        *["\u26a0\ufe0f stop", "\u2764\ufe0f", "1\ufe0f\u20e3", "\u263a\ufe0e", "\U0001f3f3\ufe0f\u200d\U0001f308"],
        *[
            "\U0001f469\U0001f3fd\u200d\U0001f4bb",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f926\u200d\u2642\ufe0f",
        ],
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        *[
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0647\u200d",
            "\u0915\u094d\u200d\u0937",
            "\u0915\u094d\u200c\u0937",
        ],
        *["\u845b\U000e0100\u57ce", "\u0dc1\u0dca\u200d\u0dbb\u0dd3", "\u0d28\u0d4d\u200d", "\u1820\u180b"],
        *["caf\u00e9 \u3042\u3044 \u05e9\u05dc\u05d5\u05dd \u0e44\u0e17\u0e22", "a\u00a0b\u3000c\u202fd", "\U0001faf9"],
    ],
)
def test_what_a_script_or_an_emoji_needs_is_left_alone(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *["a\u200db", "\U0001f3f4\U000e0067\U000e0062", "\u26a0\ufe0f\ufe0f", "a\ufe0f", "1\ufe0f", "\U0001f469\u200d"],
        *["\u200c\u0645", "\u0645\u200c a", "\u845b\ufe0f", "\u200d\U0001f469", "\U0001f469\u200da", "\u0645\u200e"],
    ],
)
def test_a_joiner_that_joins_nothing_is_found(text: str) -> None:
    assert len(names(text)) >= 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("TLP:Amber", "tlp:amber"),
        ("\u0422\u2060L\u0420", f"t{FILLER}lp"),
        ("\uff34\uff2c\uff30\uff1a", "tlp:"),
        ("\U0001d42d\u24db\U0001f1f5", "tlp"),
        ("\u1d1b\u0142\u00fe", "tl\u00fe"),
        ("a\u00a0\u3000b\tc\nd", "a  b\tc\nd"),
        ("<\u2013\u2014", "<--"),
        ("\u0442\u043b\u043f \u03c4\u03bb\u03c0", "tlp tlp"),
    ],
)
def test_a_skeleton_is_what_a_reader_takes_a_text_for(text: str, plain: str) -> None:
    assert skeleton(text) == plain


def test_a_skeleton_has_a_character_for_each_of_the_text() -> None:
    text = "".join(map(chr, range(sys.maxunicode + 1)))
    assert len(skeleton(text)) == len(text)
