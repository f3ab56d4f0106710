"""Suggestions for misspelt words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SIMILAR = 0.6
"""How alike two words have to be, from 0 to 1, for one to be a slip of the other."""

_LISTED = 20
"""How many known words a hint lists."""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that is most similar to this one; "" if none is similar."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=_SIMILAR)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the closest known word; "" if none is similar."""
    match = closest(word, known)
    return f"did you mean `{match}`?" if match else ""


def did_you_mean_one_of(word: str, known: Iterable[str]) -> str:
    """A hint that names the closest known word, or the first known words if none is similar."""
    names = sorted(known)
    if not names:
        return "there are none yet"
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return did_you_mean(word, names) or f"there are: {', '.join(names[:_LISTED])}{more}"
