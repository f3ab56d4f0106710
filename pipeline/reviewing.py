"""What `review` does with the tracker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.diagnostic import UsageError
from pipeline.filing import source, tracker_of
from pipeline.progress import Progress
from pipeline.review.findings import Activity, FindingLines
from pipeline.review.incidents import broken_lines, deadline_lines, incident_lines, last_day
from pipeline.review.line import Line, in_order
from pipeline.tracking.desired import Source
from pipeline.tracking.lifecycle import FindingState, State
from pipeline.tracking.plan import Plan
from pipeline.tracking.planner import make_plan
from pipeline.tracking.tracker import Comment, Reader
from pipeline.workspace import Workspace

_TICKED = re.compile(r"^[ \t>]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+\[[xX]\] ", re.MULTILINE)
_OURS = "<!-- postmortem:"
"""What a comment of the pipeline's begins with."""


def review(workspace: Workspace, progress: Progress) -> tuple[Line, ...]:
    """What needs the security response team. Raises UsageError if the tracker cannot be read."""
    with tracker_of(workspace, progress, write=False) as tracker:
        return lines_of(workspace, tracker, source(workspace))


def lines_of(workspace: Workspace, tracker: Reader, asked: Source) -> tuple[Line, ...]:
    """The lines of the review. Raises UsageError if the tracker cannot be read."""
    planned = make_plan(tracker, asked)
    if planned.observed.missing:
        raise UsageError("\n".join(planned.observed.missing))
    states = planned.observed.finding_states(asked)
    ended = {incident.id: last_day(incident) for incident in asked.corpus.incidents}
    activity = dict(_activity(tracker, states))
    found = FindingLines(asked.corpus, asked.config, asked.today, ended, _settled(planned.plan), activity)
    titles = {incident.id: incident.title for incident in asked.corpus.incidents if incident.id in workspace.broken}
    return in_order(
        [
            *found.lines(states.values()),
            *incident_lines(asked.corpus, states, asked.config.response_team),
            *deadline_lines(asked.corpus, asked.config.regimes, asked.today, asked.config.response_team),
            *broken_lines(titles, asked.config.response_team),
        ]
    )


def _settled(plan: Plan) -> frozenset[str]:
    """The findings whose issue the plan opens, closes or reopens."""
    return frozenset(
        change.finding
        for change in plan.changes
        if change.new is not None or (change.edit is not None and change.edit.state is not None)
    )


def _activity(tracker: Reader, states: Mapping[str, FindingState]) -> Iterator[tuple[str, Activity]]:
    """What people did on the issues of findings that are to be done, by the finding's key."""
    for key, state in states.items():
        issue = state.issue
        if issue is None or state.state not in (State.OPEN, State.OVERDUE):
            continue
        written = [comment for comment in tracker.comments(issue.repository, issue.number) if _is_by_a_person(comment)]
        moments = [comment.created_at for comment in written] + ([issue.created_at] if issue.created_at else [])
        last = max((moment.date() for moment in moments), default=None)
        yield key, Activity(last, begun=bool(written or issue.assignees or _TICKED.search(issue.body)))


def _is_by_a_person(comment: Comment) -> bool:
    return not comment.body.startswith(_OURS)
