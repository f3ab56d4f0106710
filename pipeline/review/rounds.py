"""A round of the review: what one week's issue lists, who has reviewed it, and what the next week carries on.

The record stands in a comment of the issue's body, compressed, so that nothing else has to be kept anywhere.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from pipeline.repository.config import Config
from pipeline.review.line import Line

_MARKER = re.compile(r"\A<!-- postmortem:review (\d{4}-W\d{2}) ([A-Za-z0-9+/=]*) -->")
_LARGEST = 10_000_000
_KEPT = timedelta(days=400)
"""For how long a review is remembered: longer than any cadence."""

OTHER_CADENCE = 30
"""The days for which a review holds where no priority says how many."""


@dataclass(frozen=True, slots=True)
class Review:
    """That somebody has looked at something, when, and the reasons for which it was listed, separated by spaces."""

    on: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Something that a round lists: the reason, and how many rounds before it passed without an answer.

    An incident can be listed for several reasons, which are separated by spaces.
    """

    reason: str
    passed_over: int


@dataclass(frozen=True, slots=True)
class Round:
    """What was listed in a week, and all reviews until then, each by finding's key or incident's id."""

    week: str
    listed: Mapping[str, Listed] = field(default_factory=dict)
    reviews: Mapping[str, Review] = field(default_factory=dict)

    def answered(self, reviews: Mapping[str, Review]) -> Round:
        """The round once these reviews of what it lists are known."""
        return replace(self, reviews={**self.reviews, **reviews})

    def renamed(self, names: Mapping[str, str]) -> Round:
        """The round once the incidents that are keys of `names` have their present ids."""

        def present(key: str) -> str:
            incident, slash, number = key.partition("/")
            return f"{names.get(incident, incident)}{slash}{number}"

        listed = {present(key): item for key, item in self.listed.items()}
        return replace(self, listed=listed, reviews={present(key): item for key, item in self.reviews.items()})


def record(round_: Round) -> str:
    """The round as the first line of an issue's body."""
    content = [
        {key: [item.reason, item.passed_over] for key, item in sorted(round_.listed.items())},
        {key: [item.on.isoformat(), item.by, item.reason] for key, item in sorted(round_.reviews.items())},
    ]
    packed = zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 9)
    return f"<!-- postmortem:review {round_.week} {base64.b64encode(packed).decode()} -->"


def recorded(body: str) -> Round | None:
    """The round of an issue's body; None if it is no issue of the review. A record that was edited counts as empty."""
    match = _MARKER.match(body)
    if match is None:
        return None
    try:
        unpacker = zlib.decompressobj()
        listed, reviews = json.loads(unpacker.decompress(base64.b64decode(match[2], validate=True), _LARGEST))
        return Round(
            week=match[1],
            listed={key: Listed(str(reason), int(count)) for key, (reason, count) in listed.items()},
            reviews={key: Review(date.fromisoformat(on), str(by), str(why)) for key, (on, by, why) in reviews.items()},
        )
    except (ValueError, TypeError, AttributeError, zlib.error):
        return Round(match[1])


def next_round(
    previous: Round | None, lines: Iterable[Line], week: str, today: date, cadence: Mapping[str, int]
) -> tuple[Round, tuple[Line, ...]]:
    """The round of the week, and the lines that it lists.

    What was reviewed for the same reason rests for as many days as its priority's `cadence` has. What the `previous`
    round listed and nobody reviewed was passed over once more.
    """
    before = previous or Round("")
    listed_lines = tuple(line for line in lines if not _rests(line, before.reviews.get(line.key), today, cadence))
    reasons: dict[str, dict[str, None]] = {}
    for line in listed_lines:
        reasons.setdefault(line.key, {})[line.reason.value] = None
    listed = {key: Listed(" ".join(names), _passed_over(key, before)) for key, names in reasons.items()}
    reviews = {key: review for key, review in before.reviews.items() if today - review.on <= _KEPT}
    return Round(week, listed, reviews), listed_lines


def is_escalated(line: Line, round_: Round, config: Config) -> bool:
    """Whether what another team has to do was passed over so often that the response team has to take it up."""
    after = config.escalate_after_rounds
    return bool(after) and line.ask.of[0] != config.response_team and round_.listed[line.key].passed_over >= after


def _rests(line: Line, review: Review | None, today: date, cadence: Mapping[str, int]) -> bool:
    if review is None or line.reason.value not in review.reason.split():
        return False
    return (today - review.on).days < cadence.get(line.priority, OTHER_CADENCE)


def _passed_over(key: str, before: Round) -> int:
    listed = before.listed.get(key)
    if listed is None or (key in before.reviews and _is_of(before.week, before.reviews[key])):
        return 0
    return listed.passed_over + 1


def _is_of(week: str, review: Review) -> bool:
    """Whether the review was given in that week or later."""
    year, number, _ = review.on.isocalendar()
    return f"{year}-W{number:02}" >= week
