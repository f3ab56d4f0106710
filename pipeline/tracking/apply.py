"""A plan, carried out: each write sent once, and a create whose answer was lost looked for before it is tried again.

Nothing is kept between runs: what was done is on the tracker, so a run that was killed is finished
by the next one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.config import Limits
from pipeline.tracking.marker import find_block
from pipeline.tracking.plan import Action, Change, Plan
from pipeline.tracking.tracker import Edit, Issue, LostAnswer, NewIssue, Tracker, TrackerError

TRIES = 3


@dataclass(frozen=True, slots=True)
class Done:
    """A change that was made, and the issue as it is now."""

    change: Change
    issue: Issue


@dataclass(frozen=True, slots=True)
class Failed:
    """A change that was not made, or not wholly, and why; the next run tries it again."""

    change: Change
    why: str


def over_limit(plan: Plan, limits: Limits) -> list[str]:
    """In words, each limit that the plan goes over; a reopened issue counts as a closed one."""
    counts = plan.counts
    asked = [
        ("create", counts[Action.CREATE], limits.creates),
        ("update", counts[Action.UPDATE], limits.updates),
        ("close or reopen", counts[Action.CLOSE] + counts[Action.REOPEN], limits.closes),
    ]
    return [f"{count} issues to {action}, at most {most} in one run" for action, count, most in asked if count > most]


def apply(plan: Plan, tracker: Tracker, *, wait: Callable[[float], None] = time.sleep) -> Iterator[Done | Failed]:
    """Make the plan's changes, one by one, each yielded once it is made.

    A change that fails leaves the rest of its repository for the next run; other repositories go
    on. `wait` pauses, in seconds, before a lost create is looked for again.
    """
    stopped: set[str] = set()
    for change in plan.changes:
        if change.repository in stopped:
            yield Failed(change, f"left for the next run: {change.repository} failed before")
            continue
        try:
            yield Done(change, _make(change, tracker, wait))
        except TrackerError as error:
            stopped.add(change.repository)
            yield Failed(change, str(error))


def _make(change: Change, tracker: Tracker, wait: Callable[[float], None]) -> Issue:
    if change.new is not None:
        issue = _create(change, change.new, tracker, wait)
        return issue if change.edit is None else _edit(change.repository, issue.number, change.edit, tracker)
    return _edit(change.repository, change.number, change.edit or Edit(), tracker)


def _create(change: Change, new: NewIssue, tracker: Tracker, wait: Callable[[float], None]) -> Issue:
    for attempt in range(TRIES):
        try:
            return tracker.create(change.repository, new)
        except LostAnswer as error:
            lost = error
        # A list may lag behind a create: look more than once before the issue counts as not made.
        for pause in (1.0, 3.0, 6.0):
            wait(pause * (attempt + 1))
            found = _find(change.repository, new, tracker)
            if found is not None:
                return found
    raise lost


def _find(repository: str, new: NewIssue, tracker: Tracker) -> Issue | None:
    wanted = find_block(new.body)
    return next((issue for issue in tracker.issues(repository) if find_block(issue.body) == wanted), None)


def _edit(repository: str, number: int, edit: Edit, tracker: Tracker) -> Issue:
    """An edit says how things are to be, so that sending it again does no harm."""
    for _ in range(TRIES):
        try:
            return tracker.edit(repository, number, edit)
        except LostAnswer as error:
            lost = error
    raise lost
