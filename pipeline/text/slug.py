"""Names for folders, files and teams, made of the first words of a text."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

MOST_WORDS = 6

_JOINING = frozenset(
    re.findall(
        r"\w+",
        """a after all an and are as at be been before between but by can could did do does during each every for from
        had has have in into is it its not of on onto or our over since so some that the their then there these they
        this those through to under until was we were when where which while who will with without would""",
    )
)
"""Words that a phrase does not end with, since they point to what follows."""


_APOSTROPHE = re.compile(r"(?<=[a-z0-9])'(?=[a-z])")
"""It joins what is around it: a maintainer's token is `a-maintainers-token`."""


def slug(text: str, most_words: int = MOST_WORDS) -> str:
    """The text's first words in ASCII, joined by hyphens, up to where a phrase ends; "" if there is no Latin word."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = _APOSTROPHE.sub("", plain)
    clauses = [re.findall(r"[a-z0-9]+", clause) for clause in re.split(r"[,;:.()!?]+(?:\s|$)|\s[-/|]+\s", plain)]
    words = [word for clause in clauses for word in clause]
    if len(words) <= most_words:
        return "-".join(words)
    ends = [sum(map(len, clauses[:count])) for count in range(1, len(clauses))]
    clause_end = max((end for end in ends if 1 < end <= most_words), default=most_words)
    kept = words[:clause_end]
    joining = list(takewhile(_JOINING.__contains__, reversed(kept)))
    return "-".join(kept[: len(kept) - len(joining)] or kept)
