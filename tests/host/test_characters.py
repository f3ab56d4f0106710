"""What is shown of a text: every character that acts on a terminal or a reader is replaced, and no other."""

import json
import unicodedata
from collections.abc import Callable, Iterator

import pytest

from pipeline.host.characters import SHOWN, harmless, in_json

UNSEEN = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\u2061\u2064\u206a\u206f\ufeff\ufff9\ufffb\u3164\U000e0001\U000e0041"
)


def every() -> Iterator[str]:
    """Each character that there is or may be: many, so that none are kept."""
    return map(chr, range(0x110000))


def is_acting(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")


def is_unseen(character: str) -> bool:
    return character in UNSEEN


def is_bidirectional(character: str) -> bool:
    return unicodedata.bidirectional(character)[-1:] in ("E", "O", "I", "F")


@pytest.mark.parametrize("acts", [is_acting, is_unseen, is_bidirectional])
def test_no_character_that_acts_is_shown(acts: Callable[[str], bool]) -> None:
    characters = list(filter(acts, every()))
    assert len(characters) >= 9
    assert {character for character in characters if character in harmless(f"a{character}b")} == set()


@pytest.mark.parametrize(
    "text",
    [
        "日本語\u3000テスト",
        "漏洩 한국어 中文",
        "👨\u200d👩\u200d👧 ❤\ufe0f 🏳\ufe0f\u200d🌈 👍🏽 1\ufe0f\u20e3 ☺\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "葛\U000e0100城 邉\U000e0101",
        "می\u200cخواهم क्\u200dष",  # noqa: RUF001  # Persian, as it is written
        "e\u0301 café ﾊﾝｶｸ \u00a0",
        "العربية עברית",  # Arabic and Hebrew, as they are written
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    "text", ["a\u200db", "a\u200cb", "\u200d🚀", "a\ufe0f", "ab\U000e0067\U000e007f", "a\U000e0100"]
)
def test_a_joiner_where_nothing_is_joined_is_replaced(text: str) -> None:
    assert SHOWN in harmless(text)


def test_each_character_takes_the_place_of_one() -> None:
    assert harmless("a\x1b[31m\tb\r\nc\u202e") == f"a{SHOWN}[31m b  c{SHOWN}"


def test_json_keeps_what_it_says() -> None:
    text = "".join(character for character in every() if unicodedata.category(character) != "Cs")
    shown = in_json(json.dumps([text], ensure_ascii=False, indent=2))
    assert json.loads(shown) == [text]
    assert harmless(shown.replace("\n", "")) == shown.replace("\n", "")


def test_json_with_half_a_character_is_still_json() -> None:
    assert json.loads(in_json(json.dumps("\ud800", ensure_ascii=False))) == "\ud800"
