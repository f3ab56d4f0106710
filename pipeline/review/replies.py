"""Replies to a round: `reviewed KEY`, `reviewed KEY KEY …` or `reviewed all`, on a line of a comment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC

from pipeline.review.rounds import Review, Round
from pipeline.tracking.tracker import Comment
from pipeline.vocabulary import pattern

_KEY = rf"(?:{pattern('finding')}|{pattern('incident')})"
_REPLY = re.compile(rf"^ {{0,3}}reviewed[ \t:]+(all|{_KEY}(?:[ \t,;]+(?:and[ \t]+)?{_KEY})*)[ \t.!]*$", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(```|~~~)")


def reviews(round_: Round, comments: Iterable[Comment], may_write: Callable[[str], bool]) -> dict[str, Review]:
    """What the comments on a round's issue review of what it lists; the first review of each counts.

    A comment counts if its author `may_write` to the repository. What is quoted, or shown as code, is no reply.
    """
    found: dict[str, Review] = {}
    allowed: dict[str, bool] = {}
    for comment in comments:
        keys = [key for key in _keys(comment.body, round_) if key not in found]
        if not keys or not comment.author:
            continue
        if comment.author not in allowed:
            allowed[comment.author] = may_write(comment.author)
        if allowed[comment.author]:
            day = comment.created_at.astimezone(UTC).date()
            found |= {key: Review(day, comment.author, round_.listed[key].reason) for key in keys}
    return found


def _keys(body: str, round_: Round) -> Iterator[str]:
    """The keys that the round lists and the text says are reviewed, each once."""
    named: dict[str, None] = {}
    in_code = False
    for line in body.replace("\r\n", "\n").split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
        match = None if in_code else _REPLY.match(line.replace("`", ""))
        if match is None:
            continue
        every = match[1].lower() == "all"
        words = round_.listed if every else re.split(r"[ \t,;]+", match[1].lower())
        named |= dict.fromkeys(word for word in words if word in round_.listed)
    yield from named
