"""Findings that seem to be filed under another key: a folder renamed without its alias, or numbers that were exchanged.

To file them would make second issues, or give one finding's issue, with all that was said there, to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.tracking.desired import DesiredIssue, DesiredState
from pipeline.tracking.ownership import MarkedIssue, Ownership, current_issue, without_copies
from pipeline.tracking.tracker import Issue


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a finding is not filed or changed: the other `issue`, and what to write instead."""

    issue: Issue
    reason: str


@dataclass(frozen=True, slots=True)
class _Holder:
    """An issue that has a title, under `key`; `desired` is what that key's finding asks for, None if it is gone."""

    key: str
    issue: Issue
    desired: DesiredIssue | None

    @property
    def gives_up_title(self) -> bool:
        """Whether the title is no longer that of the key's own finding."""
        return self.desired is None or self.desired.title != self.issue.title


def refusals(desired: DesiredState, ownership: Ownership, *, prune: bool) -> dict[str, Refusal]:
    """Why findings are refused, by their keys; with the keys of findings that are gone but whose issues they claim.

    `prune` is whether the findings that are gone were deleted on purpose: what is closed then holds its title no more.
    """
    current = {issue.key: current_issue(issue, ownership) for issue in desired.issues}
    gone = _gone(desired, ownership)
    holders = _by_title(desired, current, gone, prune=prune)
    refused: dict[str, Refusal] = {}
    for issue in desired.issues:
        holder = _claimed(issue, current[issue.key], holders)
        if holder is None:
            continue
        refused[issue.key] = Refusal(holder.issue, _reason(issue, holder))
        refused.setdefault(holder.key, Refusal(holder.issue, f"left as it is: {issue.key} has this issue's title now"))
    return refused | dict(_of_renamed_folders(desired, current, gone, refused))


def _gone(desired: DesiredState, ownership: Ownership) -> dict[str, Issue]:
    """The issues of findings that are no longer in the repository, by their keys."""
    known = {key for issue in desired.issues for key in issue.keys}
    known |= desired.draft_keys | desired.broken_keys
    known |= {key for finding in desired.withheld for key in finding.keys}
    known |= {key for finding in desired.duplicates for key in finding.keys}
    return {
        key: marked.issue
        for key, group in ownership.marked.items()
        if key not in known
        for marked in without_copies(group)
        if not marked.retired
    }


def _by_title(
    desired: DesiredState, current: Mapping[str, MarkedIssue | None], gone: Mapping[str, Issue], *, prune: bool
) -> dict[str, list[_Holder]]:
    holders = [_Holder(key, issue, None) for key, issue in gone.items() if issue.open or not prune]
    for wanted in desired.issues:
        marked = current[wanted.key]
        if marked is not None:
            holders.append(_Holder(wanted.key, marked.issue, wanted))
    titles: dict[str, list[_Holder]] = {}
    for holder in holders:
        if holder.gives_up_title:
            titles.setdefault(_words(holder.issue.title), []).append(holder)
    return titles


def _claimed(
    desired: DesiredIssue, current: MarkedIssue | None, holders: Mapping[str, list[_Holder]]
) -> _Holder | None:
    """The issue whose title the finding has, where that is not its own issue's title, and no name for an adoption."""
    if desired.adopts if current is None else current.issue.title == desired.title:
        return None
    for holder in holders.get(_words(desired.title), ()):
        same_number = holder.key.rpartition("/")[2] == desired.key.rpartition("/")[2]
        if holder.key != desired.key and (holder.issue.open or holder.desired is not None or same_number):
            return holder
    return None


def _of_renamed_folders(
    desired: DesiredState,
    current: Mapping[str, MarkedIssue | None],
    gone: Mapping[str, Issue],
    refused: Mapping[str, Refusal],
) -> Iterator[tuple[str, Refusal]]:
    """The other findings of a folder that was renamed: their titles may have been edited as well."""
    by_reference = {issue.reference: key for key, issue in gone.items()}
    former = {
        key.rpartition("/")[0]: by_reference[refusal.issue.reference].rpartition("/")[0]
        for key, refusal in refused.items()
        if key in current and refusal.issue.reference in by_reference
    }
    for issue in desired.issues:
        incident, _, number = issue.key.rpartition("/")
        old_key = f"{former.get(incident)}/{number}"
        if issue.key not in refused and current[issue.key] is None and not issue.adopts and old_key in gone:
            holder = _Holder(old_key, gone[old_key], None)
            yield issue.key, Refusal(holder.issue, _reason(issue, holder))
            yield old_key, Refusal(holder.issue, f"left as it is: {issue.key} may be the same finding")


def _reason(desired: DesiredIssue, holder: _Holder) -> str:
    incident, _, number = desired.key.rpartition("/")
    old_incident, _, old_number = holder.key.rpartition("/")
    if holder.desired is not None:
        return (
            f"not changed: its title is that of {holder.issue.reference}, the issue of {holder.key}. If their numbers"
            f" were exchanged, rename {_file(desired)} to `{_renumbered(desired, old_number)}` again, so that each"
            " keeps its issue; if only the titles were, change and apply one of them first"
        )
    same = f"not filed: {holder.issue.reference} may be its issue, under the key {holder.key}, which is gone."
    otherwise = f"; if it is another finding, close {holder.issue.reference} first, and apply with --prune"
    if incident == old_incident:
        return f"{same} Rename {_file(desired)} to `{_renumbered(desired, old_number)}` again{otherwise}"
    if number == old_number:
        aliases = [key.rpartition("/")[0] for key in desired.keys[1:]]
        alias = f"`aliases: [{', '.join([*aliases, old_incident])}]`"
        return f"{same} If its folder was renamed, write {alias} into incidents/{incident}/README.md{otherwise}"
    back = f"Move {_file(desired)} back to incidents/{old_incident}/findings/, as `{_renumbered(desired, old_number)}`"
    return f"{same} {back}{otherwise}"


def _file(desired: DesiredIssue) -> str:
    return f"findings/{desired.path.rpartition('/')[2]}"


def _renumbered(desired: DesiredIssue, number: str) -> str:
    """The name of the finding's file with another number."""
    return f"{number}-{desired.path.rpartition('/')[2].partition('-')[2]}"


def _words(title: str) -> str:
    return " ".join(title.casefold().split())
