"""The review without one of the things that it does, and whether the year notices: our own code is wrapped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from pipeline.operations import reminding, reviewing
from pipeline.report import review_issue
from pipeline.review import findings, line, reminders, rounds
from pipeline.review.line import Line, Reason
from pipeline.review.reminders import Reminder

_in_order, _issue_body, _reminders = line.in_order, review_issue.issue_body, reminding.reminders


def _never(*_: Any, **__: Any) -> bool:
    return False


def _without(reason: Reason) -> Callable[[list[Line]], tuple[Line, ...]]:
    return lambda lines: _in_order([line for line in lines if line.reason is not reason])


def _without_broken(*arguments: Any, **_: Any) -> str:
    return _issue_body(*arguments, broken=0)


def _reminders_without(kind: str) -> Callable[..., Iterator[Reminder]]:
    return lambda *given: (item for item in _reminders(*given) if f"reminder {kind}" not in item.marker)


FORGOTTEN: Mapping[str, tuple[Any, str, Any]] = {
    **{reason.heading: (reviewing, "in_order", _without(reason)) for reason in Reason if reason is not Reason.BROKEN},
    Reason.BROKEN.heading: (reviewing, "issue_body", _without_broken),
    "silence": (findings.FindingLines, "_silence", lambda *_: ""),
    "half of the time": (findings.FindingLines, "_not_begun", lambda *_: ""),
    "two weeks before it is due": (findings, "SOON", timedelta(0)),
    "30 days before a risk expires": (findings, "RISK_SOON", timedelta(-1)),
    "what the plan settles": (reviewing, "_settled", lambda _: frozenset()),
    "whose comments are ours": (reviewing, "_is_by_a_person", lambda _: True),
    "replies": (reviewing, "reviews_in", lambda *_: {}),
    "that a review lasts": (rounds, "_rests", _never),
    "how often it was passed over": (rounds, "_passed_over", lambda *_: 0),
    "names that incidents had": (rounds.Round, "renamed", lambda round_, _: round_),
    "escalation": (review_issue, "is_escalated", _never),
    "reminders before": (reviewing, "reminders", _reminders_without("before")),
    "reminders of what is overdue": (reviewing, "reminders", _reminders_without("overdue")),
    "which reminders were sent": (reminders, "_sent", lambda _: ()),
}
"""What can be forgotten: where it is, its name, and what is there instead."""


@contextmanager
def forgetting(what: str) -> Iterator[None]:
    """The review without this."""
    place, name, instead = FORGOTTEN[what]
    with patch.object(place, name, instead):
        yield
