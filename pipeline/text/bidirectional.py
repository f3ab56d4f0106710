"""Text that is written from right to left, beside other text: isolated, so that neither changes the other's order.

The characters are those of the Unicode Bidirectional Algorithm (UAX #9).
"""

from __future__ import annotations

import re

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

_ISOLATES = "\u2066\u2067\u2068"
# Scripts from right to left, their presentation forms, and the marks, embeddings, overrides and isolates themselves.
_REORDERING = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def reorders(text: str) -> bool:
    """Whether the text could change the order of what is beside it."""
    return not text.isascii() and _REORDERING.search(text) is not None


def balanced(text: str) -> str:
    """The text with every isolate in it ended, and none ended that it does not begin.

    Embeddings and overrides need no such care: they end where an isolate around them ends.
    """
    depth, kept = 0, []
    for char in text:
        if char in _ISOLATES:
            depth += 1
        elif char == POP_ISOLATE:
            if depth == 0:
                continue
            depth -= 1
        kept.append(char)
    return "".join(kept) + POP_ISOLATE * depth


def isolated(text: str) -> str:
    """The text between the characters that isolate it; as it is where it changes nothing beside it."""
    return f"{FIRST_STRONG_ISOLATE}{balanced(text)}{POP_ISOLATE}" if reorders(text) else text
