"""A plan: the changes to make on the tracker, and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cached_property

from pipeline.tracking.tracker import Edit, NewIssue


class Action(StrEnum):
    """What a change does, in the order in which a plan does it."""

    WITHDRAW = "withdraw"
    CREATE = "create"
    UPDATE = "update"
    REOPEN = "reopen"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one issue. `number` is the issue's, 0 if it is to be created; `finding` is the finding's key.

    A create has `new` and, where there is nothing left to do, an `edit` that closes the issue at once. `restricted` is
    whether its text may say what not everybody may know. `rewrite` is whether it is an update that only writes the
    block as this version of the pipeline writes it. `narrows` is whether it only takes text away from readers; such a
    change waits for nothing.
    """

    action: Action
    finding: str
    repository: str
    number: int
    reason: str
    title: str
    new: NewIssue | None = None
    edit: Edit | None = None
    restricted: bool = True
    rewrite: bool = False
    narrows: bool = False

    @property
    def target(self) -> str:
        """Where it happens: a repository, or an issue such as example-org/identity#12."""
        return f"{self.repository}#{self.number}" if self.number else self.repository

    @property
    def digest(self) -> str:
        """A digest of everything in this change, texts included: 16 hexadecimal digits."""
        return _digest(asdict(self))


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """Something that needs attention, because the plan changes nothing about it.

    `refused` is whether the finding asks for a change that the plan refuses to make.
    """

    finding: str
    target: str
    reason: str
    refused: bool = False


@dataclass(frozen=True)
class Plan:
    """All changes and notices, sorted.

    `public` are the repositories that everybody could read when the texts were written; one that became public since
    may not get them. `rewrites_left` is how many issues are left for the next runs to rewrite. `blocked` are the
    reasons why it has no other changes than those that only take text away from readers. `shown_of` is the digest
    of the plan that this is shown instead of, "" if there is none. `prunes` is whether the issues of deleted findings
    are closed.
    """

    changes: tuple[Change, ...]
    notices: tuple[Notice, ...]
    public: frozenset[str] = frozenset()
    rewrites_left: int = 0
    blocked: tuple[str, ...] = ()
    shown_of: str = ""
    prunes: bool = False

    def only_narrowing(self, blocked: Iterable[str] = ()) -> Plan:
        """What of the plan only takes text away from readers; `blocked` says why the rest may not be done."""
        return replace(self, changes=tuple(change for change in self.changes if change.narrows), blocked=tuple(blocked))

    @property
    def rewrites(self) -> tuple[Change, ...]:
        """The changes that only write an issue in the new format: the last ones."""
        return tuple(change for change in self.changes if change.rewrite)

    @property
    def called_for(self) -> tuple[Change, ...]:
        """The other changes, which the findings and issues require."""
        return tuple(change for change in self.changes if not change.rewrite)

    @property
    def refused(self) -> tuple[Notice, ...]:
        """The changes that findings ask for and the plan refuses."""
        return tuple(notice for notice in self.notices if notice.refused)

    @property
    def counts(self) -> dict[Action, int]:
        """The number of changes of each action, 0 included; rewrites are updates."""
        counter = Counter(change.action for change in self.changes)
        return {action: counter[action] for action in Action}

    @cached_property
    def digest(self) -> str:
        """A digest of all changes in their order, texts included: 16 hexadecimal digits."""
        return self.shown_of or _digest([change.digest for change in self.changes])


def sorted_plan(
    changes: Iterable[Change],
    notices: Iterable[Notice],
    public: frozenset[str] = frozenset(),
    *,
    most_rewrites: int | None = None,
) -> Plan:
    """The plan of these changes, sorted by action, repository and finding; each notice once.

    What only takes text away from readers comes first, and rewrites come last. Of the rewrites, the
    first `most_rewrites` are in it.
    """
    order = list(Action)

    def place(change: Change) -> tuple[bool, bool, int, str, str]:
        return change.rewrite, not change.narrows, order.index(change.action), change.repository, change.finding

    in_order = sorted(changes, key=place)
    rewrites = sum(change.rewrite for change in in_order)
    left = max(0, rewrites - most_rewrites) if most_rewrites is not None else 0
    return Plan(tuple(in_order[: len(in_order) - left]), tuple(sorted(set(notices))), public, left)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=sorted).encode()).hexdigest()[:16]
