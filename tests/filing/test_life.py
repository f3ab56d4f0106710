"""Findings live through anything, in a bounded number of steps; `python -m tests.filing.life` runs it long."""

from __future__ import annotations

from tests.filing.faults import github
from tests.filing.life import Life, LocalLife, live, on_github


def lived(kind: type[Life], lives: int) -> int:
    before = kind.steps.total()
    live(kind, lives)
    return kind.steps.total() - before


def test_on_the_embedded_tracker_each_finding_has_one_issue_and_people_keep_what_is_theirs() -> None:
    assert lived(LocalLife, 24) > 400


def test_on_github_each_finding_has_one_issue_and_people_keep_what_is_theirs() -> None:
    with github() as (server, proxy, _):
        assert lived(on_github(server, proxy), 3) > 40
