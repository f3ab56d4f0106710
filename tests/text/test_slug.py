"""Names from the first words of a text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.slug import MOST_WORDS, slug


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A bucket was öpen", "a-bucket-was-open"),
        ("A token of the build was readable in a public image", "a-token-of-the-build"),
        ("Mail was read by strangers, and nobody noticed for weeks", "mail-was-read-by-strangers"),
        ("Expire tokens after 30 days", "expire-tokens-after-30-days"),
        ("Version 2.0.1 of the client leaked every session cookie", "version-2-0-1"),
        ("漏洩", ""),
        ("To be or not to be, that is the question of it", "to-be-or-not-to-be"),
    ],
)
def test_a_name_ends_where_a_phrase_ends(text: str, name: str) -> None:
    assert slug(text) == name


@given(st.text(max_size=80))
def test_a_name_is_words_in_ascii(text: str) -> None:
    assert re.fullmatch(rf"([a-z0-9]+(-[a-z0-9]+){{0,{MOST_WORDS - 1}}})?", slug(text))
