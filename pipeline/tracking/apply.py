"""A plan, carried out: each write sent once, and a create whose answer was lost looked for before it is tried again.

What was done is on the tracker, so a run that was killed is finished by the next one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from pipeline.config import Limits
from pipeline.tracking.closing import close_twin
from pipeline.tracking.marker import RETIRED, find_block, with_block
from pipeline.tracking.ownership import Carrier, twin
from pipeline.tracking.plan import Action, Change, Plan
from pipeline.tracking.tracker import (
    Edit,
    Guard,
    Issue,
    LostAnswer,
    NewIssue,
    Tracker,
    TrackerError,
    Unacceptable,
    Unavailable,
    unguarded,
)

TRIES = 3

_CLOCKS_APART = timedelta(minutes=1)


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


def apply(
    plan: Plan, tracker: Tracker, prefix: str, *, wait: Callable[[float], None] = time.sleep
) -> Iterator[Done | Failed]:
    """Make the plan's changes, one by one, each yielded once it is made.

    A change that fails leaves the rest of its finding for the next run, and of its repository unless only this change
    is not taken; others go on, unless the tracker takes nothing at all. `prefix` begins the pipeline's labels. `wait`
    pauses, in seconds, before a lost create is looked for again.
    """
    return _Run(plan, tracker, prefix, wait).outcomes()


class _Run:
    def __init__(self, plan: Plan, tracker: Tracker, prefix: str, wait: Callable[[float], None]) -> None:
        self.plan, self.tracker, self.prefix, self.wait = plan, tracker, prefix, wait
        self.created: dict[str, list[Issue]] = {}
        self.failed: set[str] = set()
        self.ended = ""

    def outcomes(self) -> Iterator[Done | Failed]:
        for change in self.plan.changes:
            yield self.attempt(change)
        for repository, issues in self.created.items():
            yield from self.close_twins(repository, issues)

    def attempt(self, change: Change) -> Done | Failed:
        repository = change.repository
        if self.ended:
            return Failed(change, f"left for the next run: {self.ended}")
        for failed in (repository, change.finding):
            if failed in self.failed:
                self.failed.add(change.finding)  # the rest of it may depend on this change
                return Failed(change, f"left for the next run: {failed} failed before")
        try:
            return Done(change, self.make(change))
        except Unavailable as error:
            self.ended = "the tracker took nothing more"
            return Failed(change, str(error))
        except Unacceptable as error:
            self.failed.add(change.finding)
            return Failed(change, str(error))
        except TrackerError as error:
            self.failed |= {repository, change.finding}
            return Failed(change, str(error))

    def make(self, change: Change) -> Issue:
        guard = partial(self.refuse_exposed, change.repository) if change.restricted else unguarded
        if change.new is None:
            return self.edit(change.repository, change.number, self.rebased(change), guard)
        issue = self.create(change.repository, change.new, guard)
        if change.edit is not None:
            issue = self.edit(change.repository, issue.number, change.edit, guard)
        self.created.setdefault(change.repository, []).append(issue)
        return issue

    def rebased(self, change: Change) -> Edit:
        """The change's edit, upon what people have written into the issue since the plan was made."""
        edit = change.edit or Edit()
        block = find_block(edit.body or "")
        if block is None:
            return edit
        issue = self.tracker.issue(change.repository, change.number)
        if issue is None or (issue.repository, issue.number) != (change.repository, change.number):
            seen = f"is {issue.reference} now" if issue else "is gone"
            raise Unacceptable(f"{change.target} {seen}, and was not when the plan was made: run this again")
        return replace(edit, body=with_block(issue.body, block))

    def refuse_exposed(self, repository: str) -> None:
        """Raise TrackerError where the repository has turned public since the texts for it were written.

        It is asked right before each request with what not everybody may know, after every wait.
        """
        if repository in self.plan.public:
            return
        target = self.tracker.target(repository)
        if target is None or target.public:
            seen = "gone" if target is None else "public now"
            raise TrackerError(f"{repository} is {seen}, and was not when the plan was made: run this again")

    def create(self, repository: str, new: NewIssue, guard: Guard) -> Issue:
        for attempt in range(TRIES):
            try:
                return self.tracker.create(repository, new, guard)
            except LostAnswer as error:
                lost = error
            # A list may lag behind a create: look more than once before the issue counts as not made.
            for pause in (1.0, 3.0, 6.0):
                self.wait(pause * (attempt + 1))
                found = self.find(repository, new)
                if found is not None:
                    return found
        raise lost

    def find(self, repository: str, new: NewIssue) -> Issue | None:
        wanted = find_block(new.body)
        return next((issue for issue in self.tracker.issues(repository) if find_block(issue.body) == wanted), None)

    def edit(self, repository: str, number: int, edit: Edit, guard: Guard) -> Issue:
        """An edit says how things are to be, so that sending it again does no harm."""
        for _ in range(TRIES):
            try:
                return self.tracker.edit(repository, number, edit, guard)
            except LostAnswer as error:
                lost = error
        raise lost

    def close_twins(self, repository: str, issues: list[Issue]) -> Iterator[Done | Failed]:
        """Close what this run filed while another run had just filed it too."""
        try:
            recent = self.tracker.issues(repository, min(issue.updated_at for issue in issues) - _CLOCKS_APART)
        except TrackerError:
            return  # the next plan sees them
        live: dict[str, list[Issue]] = {}
        for issue in recent:
            block = find_block(issue.body)
            if block is not None and block.decision not in RETIRED:
                live.setdefault(block.key, []).append(issue)
        for issue in issues:
            block = find_block(issue.body)
            kept = twin(issue, live.get(block.key, ()), self.prefix) if block else None
            if kept is not None and block is not None:
                yield self.attempt(close_twin(Carrier(issue, block), block.key, kept))
