"""Applies a plan: sends each write once, and if the response to a create is lost, looks for the issue first.

All results are on the tracker, so the next run finishes one that was killed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from pipeline.repository.config import Limits
from pipeline.text.pluralize import pluralize
from pipeline.tracking.marker import find_block, with_block
from pipeline.tracking.ownership import MarkedIssue, twin_of
from pipeline.tracking.plan import Action, Change, Plan
from pipeline.tracking.planning.changes import close_twin
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

_CLOCK_DIFFERENCE = timedelta(minutes=1)
"""How far apart the clocks of the tracker's servers may be."""


@dataclass(frozen=True, slots=True)
class Done:
    """A change that was made, and its issue as it is now."""

    change: Change
    issue: Issue


@dataclass(frozen=True, slots=True)
class Failed:
    """A change that was not made, or not completely, and why; the next run tries it again."""

    change: Change
    why: str


def over_limit(plan: Plan, limits: Limits) -> list[str]:
    """A line for each limit that the plan exceeds; a reopened issue counts as a closed one.

    Rewrites never exceed theirs: a plan has no more of them than the limit allows. Nothing limits changes that only
    take text away from readers.
    """
    limited_changes = (change for change in plan.called_for if not change.narrows)
    counts = Counter(change.action for change in limited_changes)
    limited = [
        ("create", counts[Action.CREATE], limits.creates),
        ("update", counts[Action.UPDATE], limits.updates),
        ("close or reopen", counts[Action.CLOSE] + counts[Action.REOPEN], limits.closes),
    ]
    return [
        f"{pluralize(count, 'issue')} to {action}, at most {most} in one run"
        for action, count, most in limited
        if count > most
    ]


def apply(plan: Plan, tracker: Tracker, *, wait: Callable[[float], None] = time.sleep) -> Iterator[Done | Failed]:
    """Make the plan's changes one by one, and yield the outcome of each.

    After a change that fails, the rest of its finding is left for the next run, and the rest of its repository too
    unless the tracker refused just this change. Other repositories go on, unless the tracker accepts nothing at all,
    and so does what only takes text away from readers. Issues that this run and another one created at the same time
    are closed at the end, which adds outcomes. `wait` waits for so many seconds before a lost create is looked for
    again.
    """
    return _Run(plan, tracker, wait).outcomes()


class _Run:
    def __init__(self, plan: Plan, tracker: Tracker, wait: Callable[[float], None]) -> None:
        self.plan, self.tracker, self.wait = plan, tracker, wait
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
            if failed in self.failed and not change.narrows:
                self.failed.add(change.finding)  # the rest of it may depend on this change
                return Failed(change, f"left for the next run: {failed} failed earlier")
        try:
            return Done(change, self.make(change))
        except Unavailable as error:
            self.ended = "the tracker accepts no more changes"
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
        """The change's edit, with what people have written into the issue since the plan was made."""
        edit = change.edit or Edit()
        block = find_block(edit.body or "")
        if block is None:
            return edit
        issue = self.tracker.issue(change.repository, change.number)
        if issue is None or (issue.repository, issue.number) != (change.repository, change.number):
            what = f"was transferred to {issue.reference}" if issue else "was deleted"
            raise Unacceptable(f"{change.target} {what} after the plan was made: run again")
        return replace(edit, body=with_block(issue.body, block))

    def refuse_exposed(self, repository: str) -> None:
        """Raise TrackerError if the repository became public after the texts for it were written.

        Called before each request that contains restricted text.
        """
        if repository in self.plan.public:
            return
        now = self.tracker.repository(repository)
        if now is None or now.public:
            what = "became inaccessible" if now is None else "became public"
            raise TrackerError(f"{repository} {what} after the plan was made: run again")

    def create(self, repository: str, new: NewIssue, guard: Guard) -> Issue:
        for attempt in range(TRIES):
            try:
                return self.tracker.create(repository, new, guard)
            except LostAnswer as error:
                lost = error
            # A list may lag behind a create: look more than once before the issue counts as not created.
            for seconds in (1.0, 3.0, 6.0):
                self.wait(seconds * (attempt + 1))
                created = self.find(repository, new)
                if created is not None:
                    return created
        raise lost

    def find(self, repository: str, new: NewIssue) -> Issue | None:
        block = find_block(new.body)
        for issue in self.tracker.issues(repository):
            same_text = (issue.title, issue.body) == (new.title, new.body)
            if same_text if block is None else find_block(issue.body) == block:
                return issue
        return None

    def edit(self, repository: str, number: int, edit: Edit, guard: Guard) -> Issue:
        """Send an edit, and again if the response is lost: an edit sets values, so repeating it does no harm."""
        for _ in range(TRIES):
            try:
                return self.tracker.edit(repository, number, edit, guard)
            except LostAnswer as error:
                lost = error
        raise lost

    def close_twins(self, repository: str, created: list[Issue]) -> Iterator[Done | Failed]:
        """Close what this run created while another run had just created it too."""
        since = min(issue.updated_at for issue in created) - _CLOCK_DIFFERENCE
        try:
            recent = [marked for issue in self.tracker.issues(repository, since) if (marked := _marked(issue))]
        except TrackerError:
            return  # the next plan closes them
        live = [marked for marked in recent if not marked.retired]
        for issue in created:
            marked = _marked(issue)
            twin = twin_of(marked, live) if marked else None
            if marked is not None and twin is not None:
                yield self.attempt(close_twin(marked, marked.block.key, twin.issue))


def _marked(issue: Issue) -> MarkedIssue | None:
    block = find_block(issue.body)
    return MarkedIssue(issue, block) if block else None
