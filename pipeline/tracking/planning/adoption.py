"""Whose issue it may be that a finding names but that has no marker. Pure."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.tracking.desired import DesiredIssue
from pipeline.tracking.tracker import Issue


def other_owner(desired: DesiredIssue, issue: Issue, unfiled: Collection[str]) -> str:
    """The key of another finding whose issue it may be; "" if none.

    `unfiled` are the keys of the findings that have no issue and this issue's title. What its team gave away with a
    label is nobody else's.
    """
    if desired.labels.has_consent(issue.labels):
        return ""
    return min((key for key in unfiled if key != desired.key), default="")


def may_be_reclaimed(desired: DesiredIssue, issue: Issue) -> bool:
    """Whether an issue that another finding names is this finding's by its title, and its team did not give it away."""
    return issue.title == desired.title and not desired.labels.has_consent(issue.labels)
