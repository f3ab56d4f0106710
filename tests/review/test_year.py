"""Some weeks of an organisation; `python -m tests.review.year` plays a whole year, on either tracker."""

from __future__ import annotations

from argparse import Namespace

import pytest

from tests.review.year.__main__ import noticed, year


def sample(tracker: str, *, incidents: int, findings: int, weeks: int, seed: int = 0) -> Namespace:
    return Namespace(tracker=tracker, incidents=incidents, findings=findings, weeks=weeks, seed=seed)


@pytest.mark.parametrize(
    ("options", "escalated"),
    [
        (sample("local", incidents=5, findings=20, weeks=5, seed=2), True),
        (sample("github", incidents=4, findings=10, weeks=4), False),
    ],
    ids=["on the embedded tracker", "on GitHub"],
)
def test_each_round_lists_what_it_has_to_and_each_reminder_is_due(options: Namespace, *, escalated: bool) -> None:
    with year(options) as one:
        figures = one.play(options.weeks)
    assert figures.faults.total() >= 2
    assert len(figures.listed) >= 6
    assert bool(figures.escalated) == escalated


def test_a_reason_that_is_forgotten_is_noticed() -> None:
    assert noticed(sample("local", incidents=6, findings=20, weeks=2), "Not decided")
