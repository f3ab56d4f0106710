"""The change that brings an issue to what its finding asks for.

It closes and reopens only where the decision in the repository changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pipeline.model import WONT_FIX
from pipeline.tracking.desired import Desired
from pipeline.tracking.marker import FRESH, RETIRED, Block, same_but_for_the_commit, with_block
from pipeline.tracking.ownership import owned
from pipeline.tracking.plan import Action, Change
from pipeline.tracking.tracker import CloseReason, Edit, Issue

ORIGIN = "Moved here from "
"""What the text of an issue begins with whose finding had another before, followed by that one."""


def update(desired: Desired, issue: Issue, block: Block | None, prefix: str) -> Iterator[Change]:
    """The change, if it needs one; `block` is what it has of the finding, None where that is lost.

    `prefix` begins the pipeline's labels.
    """
    new = desired.block
    if block is not None and block.content.startswith(ORIGIN):
        origin = block.content.partition("\n")[0]
        new = Block(new.key, new.decision, f"{origin}\n\n{new.content}", new.home)
    body = with_block(issue.body, new)
    names = {label.casefold() for label in issue.labels}
    edit = Edit(
        title=desired.title if issue.title != desired.title else None,
        body=None if same_but_for_the_commit(body, issue.body) else body,
        add_labels=frozenset(label for label in desired.labels if label.casefold() not in names),
        remove_labels=frozenset(
            label
            for label in issue.labels
            if owned(label, prefix) and label.casefold() not in {own.casefold() for own in desired.labels}
        ),
        state=_state(desired, issue, block),
    )
    if edit == Edit():
        return
    action = {None: Action.UPDATE, "open": Action.REOPEN}.get(edit.state, Action.CLOSE)
    reason = _why(desired, issue, block, edit)
    place = (issue.repository, issue.number)
    yield Change(action, desired.key, *place, reason, desired.title, None, edit, desired.restricted)


def _state(desired: Desired, issue: Issue, block: Block | None) -> CloseReason | Literal["open"] | None:
    """The state to bring the issue to, None to leave it: only a decision that changed moves it."""
    before = block.decision if block else FRESH
    if before == desired.decision:
        return None
    if desired.settled == "not_planned" or (desired.settled and before == FRESH and block is not None):
        return desired.settled if issue.open else None
    closed_by_decision = before in RETIRED or before in WONT_FIX
    return "open" if not issue.open and closed_by_decision else None


def _why(desired: Desired, issue: Issue, block: Block | None, edit: Edit) -> str:
    if block is None and issue.reference == desired.adopts:
        return f"adopts {issue.reference}"
    if block is None or not block.whole:
        return "its marker was edited away: written again"
    parts = []
    if block.decision != desired.decision:
        parts.append(f"decision changed from {block.decision} to {desired.decision}".replace("risk-", "risk "))
    if edit.title is not None:
        parts.append(f"title changed from `{issue.title}`")
    if edit.add_labels or edit.remove_labels:
        signed = [f"+{label}" for label in sorted(edit.add_labels)]
        signed += [f"-{label}" for label in sorted(edit.remove_labels)]
        parts.append(f"labels {', '.join(signed)}")
    if edit.body is not None and block.decision == desired.decision:
        parts.append("text changed")
    return "; ".join(parts)
