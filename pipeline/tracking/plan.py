"""What there has to be and what there is → a plan: a value that says what to do and why. No I/O.

The plan closes and reopens only where the decision in the repository changed; where a team closed or
reopened an issue by itself, the plan says so and leaves it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Literal

from pipeline.tracking.desired import Desired, Wanted
from pipeline.tracking.marker import FRESH, MERGED, MOVED, Block, find_block, with_block
from pipeline.tracking.tracker import CloseReason, Edit, Issue, NewIssue


class Action(StrEnum):
    """What a change does, in the order in which a plan does it."""

    CREATE = "create"
    UPDATE = "update"
    REOPEN = "reopen"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `number` is the issue's, 0 where it is still to be made.

    A create has `new` and, where the issue is settled already, an `edit` that follows it.
    """

    action: Action
    finding: str
    repository: str
    number: int
    reason: str
    title: str
    new: NewIssue | None = None
    edit: Edit | None = None

    @property
    def target(self) -> str:
        """Where it happens: a repository, or an issue such as example-org/identity#12."""
        return f"{self.repository}#{self.number}" if self.number else self.repository


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """Something that people have to see to: the plan does nothing about it."""

    finding: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes, sorted, and what was noticed on the way."""

    changes: tuple[Change, ...]
    notices: tuple[Notice, ...]

    @property
    def counts(self) -> dict[Action, int]:
        """How many changes of each action."""
        found = Counter(change.action for change in self.changes)
        return {action: found[action] for action in Action}

    @property
    def digest(self) -> str:
        """A digest of exactly these changes, texts included."""
        plain = [asdict(change) for change in self.changes]
        return hashlib.sha256(json.dumps(plain, sort_keys=True, default=sorted).encode()).hexdigest()[:16]


Tagged = tuple[Issue, Block]
"""An issue that carries a finding's block, and the block."""


def tagged(issues: Mapping[str, list[Issue]]) -> dict[str, list[Tagged]]:
    """The issues that carry a block, by the finding's key, each list by repository and number."""
    found: dict[str, list[Tagged]] = {}
    for repository in sorted(issues):
        for issue in sorted(issues[repository], key=lambda issue: issue.number):
            block = find_block(issue.body)
            if block is not None:
                found.setdefault(block.key, []).append((issue, block))
    return found


def current(desired: Desired, known: Mapping[str, list[Tagged]]) -> Tagged | None:
    """The issue that is this finding's: in its repository, the oldest that was not moved away."""
    here = [item for item in _carriers(desired, known) if item[0].repository == desired.destination.repository]
    return min(here, key=lambda item: (item[1].decision == MOVED, item[0].number), default=None)


def make_plan(wanted: Wanted, issues: Mapping[str, list[Issue]], adopted: Mapping[str, Issue], prefix: str) -> Plan:
    """The plan. `issues` are those of every repository; `adopted` the ones that findings name; by reference."""
    planner = _Planner(wanted, tagged(issues), adopted, prefix)
    changes = sorted(planner.changes(), key=lambda change: (list(Action).index(change.action), change.finding))
    return Plan(tuple(changes), tuple(sorted(set(planner.notices))))


def _carriers(desired: Desired, known: Mapping[str, list[Tagged]]) -> list[Tagged]:
    return [item for key in desired.keys for item in known.get(key, [])]


class _Planner:
    def __init__(
        self, wanted: Wanted, known: dict[str, list[Tagged]], adopted: Mapping[str, Issue], prefix: str
    ) -> None:
        self.wanted, self.known, self.adopted, self.prefix = wanted, known, adopted, prefix
        self.notices: list[Notice] = []

    def changes(self) -> Iterator[Change]:
        for desired in self.wanted.issues:
            yield from self.for_finding(desired)
        for finding in self.wanted.merged:
            for issue, block in self.known.get(finding.key, []):
                if block.decision != MERGED:
                    text = f"> **Duplicate.** {finding.duplicate_of} asks for the same change; follow that one."
                    yield _close(issue, block, MERGED, text, f"a duplicate of {finding.duplicate_of}")
        self.notice_strays()

    def for_finding(self, desired: Desired) -> Iterator[Change]:
        mine = current(desired, self.known)
        issue = mine[0] if mine else self.adopted.get(desired.adopts)
        if issue is None or (mine is None and issue.repository != desired.destination.repository):
            if desired.adopts and mine is None:
                why = f"the finding names {desired.adopts}, which does not exist in {desired.destination.repository}"
                self.notice(desired.key, desired.adopts, f"{why}: mend `issue`, or remove it")
                return
            yield self.create(desired)
        else:
            yield from self.update(desired, issue, mine[1] if mine else None)
        yield from self.leave_others(desired, issue)

    def create(self, desired: Desired) -> Change:
        moved = [issue.reference for issue, block in _carriers(desired, self.known) if block.decision != MOVED]
        origin = f"Moved here from {', '.join(moved)}.\n\n" if moved else ""
        body = Block(desired.key, desired.decision, origin + desired.block.content)
        first = Block(desired.key, FRESH, body.content) if desired.settled else body
        reason = f"{desired.decision.replace('-', ' ')}, {desired.destination.reason}"
        reason += f", moved from {', '.join(moved)}" if moved else ", not filed yet"
        reason += f"; closed as {desired.settled.replace('_', ' ')}" if desired.settled else ""
        return Change(
            Action.CREATE,
            desired.key,
            desired.destination.repository,
            0,
            reason,
            desired.title,
            NewIssue(desired.title, str(first), desired.labels, desired.assignees),
            Edit(body=str(body), state=desired.settled) if desired.settled else None,
        )

    def update(self, desired: Desired, issue: Issue, block: Block | None) -> Iterator[Change]:
        new = desired.block
        if block is not None and block.content.startswith("Moved here from "):
            origin = block.content.partition("\n")[0]
            new = Block(new.key, new.decision, f"{origin}\n\n{new.content}")
        body = with_block(issue.body, new)
        owned = {label for label in issue.labels if label == self.prefix or label.startswith(f"{self.prefix}:")}
        edit = Edit(
            title=desired.title if issue.title != desired.title else None,
            body=body if body != issue.body.replace("\r\n", "\n") else None,
            add_labels=desired.labels - owned,
            remove_labels=frozenset(owned) - desired.labels,
            state=_state(desired, issue, block),
        )
        if edit == Edit():
            return
        action = {None: Action.UPDATE, "open": Action.REOPEN}.get(edit.state, Action.CLOSE)
        reason = _why(desired, issue, block, edit)
        yield Change(action, desired.key, issue.repository, issue.number, reason, desired.title, edit=edit)

    def leave_others(self, desired: Desired, mine: Issue | None) -> Iterator[Change]:
        """Close what the finding left in another repository; report what carries its marker in this one."""
        home = desired.destination.repository
        for issue, block in _carriers(desired, self.known):
            if mine is not None and issue.reference == mine.reference:
                continue
            if issue.repository == home:
                if mine is not None and block.decision != MOVED:
                    why = f"carries the marker of {desired.key} too; {mine.reference} is kept: close it or remove it"
                    self.notice(desired.key, issue.reference, why)
            elif block.decision != MOVED:
                text = f"> **Moved.** This finding is now with {desired.owner}, in {home}."
                yield _close(issue, block, MOVED, text, f"owner changed: close here, open in {home}, linked")

    def notice_strays(self) -> None:
        wanted = {key for desired in self.wanted.issues for key in desired.keys}
        wanted |= {finding.key for finding in self.wanted.merged}
        withheld = {item.key: item for item in self.wanted.withheld}
        for item in self.wanted.withheld:
            where = item.destination
            why = f"not filed: it is {item.level}, and {where.repository} may hold no more than its readers may see"
            self.notice(item.key, where.repository, why)
        for key, carriers in self.known.items():
            for issue, block in carriers:
                if key in wanted or block.decision == MOVED:
                    continue
                why = "its finding is gone from the repository: close it by hand, or bring the file back"
                if key in self.wanted.unfiled:
                    why = "its incident is a draft again; the issue stays as it is"
                elif key in withheld:
                    why = "its finding may no longer be shown here: hide what the issue says"
                self.notice(key, issue.reference, why)

    def notice(self, finding: str, target: str, reason: str) -> None:
        self.notices.append(Notice(finding, target, reason))


def _state(desired: Desired, issue: Issue, block: Block | None) -> CloseReason | Literal["open"] | None:
    """The state to bring the issue to, None to leave it: only a decision that changed moves it."""
    before = block.decision if block else FRESH
    if before == desired.decision:
        return None
    if desired.settled == "not_planned" or (desired.settled and before == FRESH and block is not None):
        return desired.settled if issue.open else None
    closed_by_decision = before in ("declined", "risk-accepted", MOVED, MERGED)
    return "open" if not issue.open and closed_by_decision else None


def _why(desired: Desired, issue: Issue, block: Block | None, edit: Edit) -> str:
    if block is None:
        return f"adopts {issue.reference}"
    parts = []
    if block.decision != desired.decision:
        parts.append(f"decision changed from {block.decision} to {desired.decision}".replace("risk-", "risk "))
    if edit.title is not None:
        parts.append(f"title changed from `{issue.title}`")
    if edit.add_labels or edit.remove_labels:
        signed = [f"+{label}" for label in sorted(edit.add_labels)] + [
            f"-{label}" for label in sorted(edit.remove_labels)
        ]
        parts.append(f"labels {', '.join(signed)}")
    if edit.body is not None and block.decision == desired.decision:
        parts.append("text changed")
    return "; ".join(parts)


def _close(issue: Issue, block: Block, decision: str, text: str, why: str) -> Change:
    body = with_block(issue.body, Block(block.key, decision, f"{text}\n\n{block.content}"))
    edit = Edit(body=body, state="not_planned" if issue.open else None)
    return Change(Action.CLOSE, block.key, issue.repository, issue.number, why, issue.title, edit=edit)
