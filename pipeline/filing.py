"""The tracker's commands: plan, apply, review, and the summary of a run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager

from pipeline.history import read_history
from pipeline.progress import Progress, Say
from pipeline.report import plan as plan_report
from pipeline.report.review import Group
from pipeline.report.review import review as review_groups
from pipeline.tracking.acceptance import accepted
from pipeline.tracking.apply import Done, over_limit
from pipeline.tracking.apply import apply as carry_out
from pipeline.tracking.connect import connect
from pipeline.tracking.lifecycle import FindingState, State
from pipeline.tracking.observed import Asked, look, survey
from pipeline.tracking.plan import Plan
from pipeline.tracking.tracker import Tracker
from pipeline.workspace import Workspace


def plan(workspace: Workspace, progress: Progress, *, prune: bool = False) -> tuple[Plan, list[str]]:
    """The plan, and in words each limit that it goes over."""
    with _tracker(workspace, progress, write=False) as tracker:
        planned = survey(tracker, _asked(workspace), prune=prune).plan
    return planned, over_limit(planned, workspace.config.limits)


def apply(
    workspace: Workspace, accept: str | None, progress: Progress, warn: Say, *, prune: bool = False
) -> tuple[bool, dict[str, FindingState]]:
    """Carry the plan out and report each change.

    Gives whether all of it was done, and where each finding then stands, by its key.
    """
    asked = _asked(workspace)
    with _tracker(workspace, progress, write=True) as tracker:
        found = survey(tracker, asked, prune=prune)
        if not _allowed(found.plan, accept, workspace, warn):
            return False, found.seen.finding_states(asked)
        for notice in found.plan.notices:
            warn(f"to see to: {notice.target}, {notice.finding}: {notice.reason}")
        outcomes = progress.follow(found.plan, carry_out(found.plan, tracker, workspace.config.label_prefix))
    done = [outcome for outcome in outcomes if isinstance(outcome, Done)]
    seen = found.seen.after(outcome.issue for outcome in done)
    return len(done) == len(outcomes), seen.finding_states(asked)


def finding_states(workspace: Workspace, progress: Progress) -> dict[str, FindingState]:
    """Where each finding stands, by its key."""
    with _tracker(workspace, progress, write=False) as tracker:
        seen = look(tracker, workspace.config)
    return seen.finding_states(_asked(workspace))


def review(workspace: Workspace, progress: Progress) -> tuple[Group, ...]:
    """The security response team's round."""
    found = finding_states(workspace, progress)
    return review_groups(list(found.values()), workspace.corpus, workspace.config, workspace.today)


def summary(workspace: Workspace, found: Mapping[str, FindingState]) -> Iterator[str]:
    """What there is: incidents, and the findings that are filed, by lane and team, and by state."""
    corpus, config = workspace.corpus, workspace.config
    drafts = sum(incident.is_draft for incident in corpus.incidents)
    yield f"incidents: {len(corpus.incidents)}" + (f", {drafts} of them drafts" if drafts else "")
    filed = [finding_state for finding_state in found.values() if finding_state.issue is not None]
    own = [
        finding_state
        for finding_state in filed
        if finding_state.issue and finding_state.issue.repository == config.response_repository
    ]
    yield f"findings filed: {len(filed)} of {len(found)}"
    yield f"  the security response team's own record: {len(own)}"
    yield f"  the owners' repositories: {len(filed) - len(own)}"
    owners = Counter(finding_state.finding.owner for finding_state in filed)
    yield f"  by owner: {', '.join(f'{team} {count}' for team, count in sorted(owners.items()))}"
    states = Counter(finding_state.state for finding_state in filed)
    yield f"  by state: {', '.join(f'{state} {states[state]}' for state in State if states[state])}"


def _tracker(workspace: Workspace, progress: Progress, *, write: bool) -> AbstractContextManager[Tracker]:
    kind = workspace.tracker or workspace.config.tracker
    return connect(
        workspace.config, kind, workspace.state, os.environ, write=write, pause=progress.pause, warn=progress.warn
    )


def _asked(workspace: Workspace) -> Asked:
    return Asked(workspace.corpus, workspace.config, workspace.today, read_history(workspace.root))


def _allowed(planned: Plan, accept: str | None, workspace: Workspace, warn: Say) -> bool:
    """Whether the plan is below the limits, or accepted."""
    if accept is not None:
        if accepted(planned, accept, workspace.state / "accepted"):
            return True
        warn(f"--accept {accept} is not this plan, which is {planned.digest}: look at `postmortem plan` again")
        return False
    refused = over_limit(planned, workspace.config.limits)
    for line in plan_report.as_text(planned, refused) if refused else ():
        warn(line)
    return not refused
