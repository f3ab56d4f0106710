"""Issues that show what their readers may no longer see, and the changes that take it away from them. Pure.

Nothing on a withdrawn issue says which finding it was, what it said or where work on it goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.tracking.desired import DesiredState, FindingLevel, OwnedLabels
from pipeline.tracking.marker import WITHDRAWN, Block, opaque_key, with_block
from pipeline.tracking.ownership import MarkedIssue, Ownership, without_copies
from pipeline.tracking.plan import Action, Change, Notice
from pipeline.tracking.tracker import Edit, Issue
from pipeline.vocabulary import tlp_rank

TITLE = "Withdrawn"
CONTENT = "This issue was withdrawn."

_NOTICE = "> **"
"""What the block of an issue begins with that its finding has given up; see `changes.close`."""

LEFT_FOR_PEOPLE = (
    "what was there stays in the issue's history, in its comments, in text outside the block and in notifications"
    " that were sent: an administrator of the repository has to delete the issue to remove it"
)


@dataclass(frozen=True, slots=True)
class Exposed:
    """An issue whose readers may not see the finding. `copied` is whether people made it, by copying the block."""

    finding: FindingLevel
    marked: MarkedIssue
    copied: bool


def exposed_issues(desired: DesiredState, ownership: Ownership) -> Iterator[Exposed]:
    """The issues in the configured repositories that are marked as those of findings above the repository's level."""
    for finding in desired.levels:
        marked = ownership.of(finding.keys)
        originals = without_copies(marked)
        for issue in marked:
            if _above(finding, issue.issue.repository, desired):
                yield Exposed(finding, issue, copied=issue not in originals)


def exposed_titles(desired: DesiredState, ownership: Ownership) -> Iterator[Notice]:
    """What to do about issues that lost their marker and have the title of a finding that their readers may not see."""
    titles: dict[str, list[FindingLevel]] = {}
    for finding in desired.levels:
        titles.setdefault(finding.title, []).append(finding)
    for repository, issues in ownership.unmarked.items():
        for issue in issues:
            for finding in titles.get(issue.title, []):
                if _above(finding, repository, desired):
                    why = (
                        f"has the title of a finding that is {finding.level}, but no marker: remove from it what its"
                        " readers may not see"
                    )
                    yield Notice(finding.key, issue.reference, why)


def withdraw(exposed: Exposed, labels: OwnedLabels) -> Change | None:
    """Empty the issue and close it; None if that was done. Of a copy, only the block is emptied: the rest is people's.

    A withdrawn issue that somebody opened again stays open.
    """
    issue, block = exposed.marked.issue, exposed.marked.block
    emptied = Block(opaque_key(exposed.finding.keys[0]), WITHDRAWN, CONTENT, issue.repository)
    if block.is_opaque:
        emptied = replace(emptied, key=block.key)
    body = with_block(issue.body, emptied)
    edit = Edit(body=None if body == issue.body else body)
    if not exposed.copied:
        edit = replace(
            edit,
            title=TITLE if issue.title != TITLE else None,
            remove_labels=labels.obsolete_in(issue.labels),
            state="not_planned" if issue.open and not exposed.marked.withdrawn else None,
        )
    if edit == Edit():
        return None
    what = "the block" if exposed.copied else "the block and the title, removes our labels and closes it"
    reason = f"the finding is {exposed.finding.level}, which readers here may not see: empties {what}"
    return _narrowing(Action.WITHDRAW, exposed.finding.key, issue, reason, edit)


def shorten(key: str, marked: MarkedIssue) -> Change | None:
    """Leave only the notice in the block of an issue that its finding `key` has given up; None if there is no more."""
    issue, block = marked.issue, marked.block
    notice, _, text = block.content.partition("\n\n")
    if not text or not notice.startswith(_NOTICE):
        return None
    edit = Edit(body=with_block(issue.body, replace(block, content=notice)))
    reason = "readers here may see only a part of the finding, which it was given up for: removes its text"
    return _narrowing(Action.UPDATE, key, issue, reason, edit)


def _above(finding: FindingLevel, repository: str, desired: DesiredState) -> bool:
    return tlp_rank(finding.level) > tlp_rank(desired.audiences[repository])


def _narrowing(action: Action, key: str, issue: Issue, reason: str, edit: Edit) -> Change:
    return Change(
        action, key, issue.repository, issue.number, reason, issue.title, edit=edit, restricted=False, narrows=True
    )
