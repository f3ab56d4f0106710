"""The changes that a plan can make to one issue: create it, bring it up to date, close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pipeline.model import WONT_FIX
from pipeline.tracking.desired import DesiredIssue
from pipeline.tracking.marker import DUPLICATE, NEW, RETIRED, Block, only_removes, same_text, with_block
from pipeline.tracking.ownership import MarkedIssue
from pipeline.tracking.plan import Action, Change
from pipeline.tracking.tracker import CloseReason, Edit, Issue, NewIssue

_ORIGIN = "Moved here from "
"""The block of an issue that replaces an earlier one starts with this and the earlier issue's reference."""

_REWRITTEN = "written in the new format"


def create(desired: DesiredIssue, left_behind: Sequence[Issue], former_owners: str) -> Change:
    """Create the issue, and close it at once where nothing is left to do.

    `left_behind` are the finding's issues in other repositories, which belong to `former_owners`.
    """
    repository = desired.destination.repository
    references = ", ".join(issue.reference for issue in left_behind)
    origin = f"{_ORIGIN}{references}.\n\n" if references else ""
    block = replace(desired.block, content=origin + desired.block.content)
    reason = f"{desired.decision.replace('-', ' ')}, {desired.destination.reason}, not filed yet"
    if references:
        reason = (
            f"owner changed from {former_owners} to {desired.owner}: file here, close {references}, and link the two"
        )
    edit = None
    body = block
    if desired.closed_as:
        reason += f"; closed as {desired.closed_as.replace('_', ' ')}"
        edit = Edit(body=str(block), state=desired.closed_as)
        body = replace(block, decision=NEW)
    new = NewIssue(desired.title, str(body), desired.labels.names, desired.assignees, desired.milestone)
    return Change(Action.CREATE, desired.key, repository, 0, reason, desired.title, new, edit, desired.restricted)


def update(desired: DesiredIssue, issue: Issue, block: Block | None) -> Change | None:
    """Bring the issue to what its finding asks for; None if nothing differs. `block` is None if that is lost.

    It closes and reopens only where the decision in the repository changed.
    """
    new = desired.block
    if block is not None and block.content.startswith(_ORIGIN):
        origin = block.content.partition("\n")[0]
        new = replace(new, content=f"{origin}\n\n{new.content}")
    body = with_block(issue.body, new)
    edit = Edit(
        title=desired.title if issue.title != desired.title else None,
        body=None if same_text(body, issue.body) else body,
        add_labels=desired.labels.missing_from(issue.labels),
        remove_labels=desired.labels.obsolete_in(issue.labels),
        state=_state(desired, issue, block),
    )
    if edit == Edit():
        return None
    action = {None: Action.UPDATE, "open": Action.REOPEN}.get(edit.state, Action.CLOSE)
    rewrite = edit == Edit(body=edit.body) and block is not None and _is_rewrite(block, new)
    reason = _REWRITTEN if rewrite else _reason(desired, issue, block, edit)
    place = (issue.repository, issue.number)
    narrows = edit == Edit(body=edit.body) and block is not None and block.whole and only_removes(issue.body, body)
    return Change(action, desired.key, *place, reason, desired.title, None, edit, desired.restricted, rewrite, narrows)


def _is_rewrite(old: Block, new: Block) -> bool:
    """Whether another version of the writer wrote the old block, and the text of the block is all that may differ.

    Whether its finding was edited as well cannot be known then: what that version would write now is gone with it.
    """
    return old.whole and old.writer != new.writer and (old.key, old.decision) == (new.key, new.decision)


def adopt(desired: DesiredIssue, issue: Issue) -> Change | None:
    """Make an existing issue the finding's, and leave it open or closed as it is.

    What else the finding's decision asks for is a separate change in the next plan, so that people see it first.
    """
    block = replace(desired.block, decision=NEW) if desired.closed_as else desired.block
    change = update(replace(desired, block=block, closed_as=None), issue, None)
    state = "open" if issue.open else f"closed as {(issue.closed_as or '').replace('_', ' ')}"
    return replace(change, reason=f"adopts {issue.reference}: `{issue.title}`, {state}") if change else None


def _state(desired: DesiredIssue, issue: Issue, block: Block | None) -> CloseReason | Literal["open"] | None:
    """The state to bring the issue to, None to leave it."""
    before = block.decision if block else NEW
    if before == desired.decision:
        return None
    never_closed = block is not None and before == NEW
    if desired.closed_as == "not_planned" or (desired.closed_as and never_closed):
        return desired.closed_as if issue.open else None
    closed_by_decision = before in RETIRED or before in WONT_FIX
    return "open" if not issue.open and closed_by_decision else None


def _reason(desired: DesiredIssue, issue: Issue, block: Block | None, edit: Edit) -> str:
    if block is None or not block.whole:
        return "its marker was edited away: restored"
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


def close(marked: MarkedIssue, key: str, decision: str, notice: str, reason: str) -> Change:
    """Close an issue that the finding `key` gives up, for `reason`; the `notice` goes above the text of its block.

    `decision` is what its marker says from then on.
    """
    issue, block = marked.issue, marked.block
    content = f"{notice}\n\n{block.content}".rstrip()
    body = with_block(issue.body, Block(key, decision, content, issue.repository, block.writer))
    edit = Edit(body=body, state="not_planned" if issue.open else None)
    return Change(Action.CLOSE, key, issue.repository, issue.number, reason, issue.title, edit=edit)


def close_twin(marked: MarkedIssue, key: str, kept: Issue) -> Change:
    """Close the younger of two issues that two runs filed at the same time."""
    notice = f"> **Duplicate.** Two runs filed this finding at the same time; see #{kept.number}."
    return close(marked, key, DUPLICATE, notice, f"filed twice by two runs at once; {kept.reference} is kept")
