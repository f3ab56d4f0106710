"""What the commands plan, apply, review and run do with the tracker."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace

from pipeline.check.run import has_errors
from pipeline.diagnostic import UsageError
from pipeline.host.actions import runs_in_workflow
from pipeline.host.lock import lock
from pipeline.operations.progress import Progress, Say
from pipeline.operations.workspace import Workspace
from pipeline.report import plan as plan_report
from pipeline.repository.history import read_history
from pipeline.text.pluralize import pluralize
from pipeline.tracking.apply import Done, over_limit
from pipeline.tracking.apply import apply as apply_plan
from pipeline.tracking.approval import is_approved
from pipeline.tracking.connect import connect
from pipeline.tracking.desired import Source
from pipeline.tracking.lifecycle import FindingState, State
from pipeline.tracking.observed import observe
from pipeline.tracking.plan import Action, Plan
from pipeline.tracking.planning.planner import Planned, make_plan
from pipeline.tracking.redacted_plan import redacted_plan
from pipeline.tracking.tracker import Tracker

_ERRORS = "the incidents have errors: nothing is filed until they are fixed"


def plan(
    workspace: Workspace, progress: Progress, *, prune: bool = False
) -> tuple[Plan, list[str], dict[str, FindingState]]:
    """The plan, a line for each limit that it exceeds, and each finding's state, by key.

    Raises UsageError if the tracker cannot be read.
    """
    asked = source(workspace)
    with tracker_of(workspace, progress, write=False) as tracker:
        planned = _planned(workspace, tracker, asked, prune=prune)
    return planned.plan, _exceeded(planned.plan, workspace), planned.observed.finding_states(asked)


def apply(
    workspace: Workspace, accept: str | None, progress: Progress, warn: Say, *, prune: bool = False
) -> tuple[bool, dict[str, FindingState]]:
    """Make a plan, apply it where it is within the limits or `accept` is its digest, and report each change.

    Runs on this machine take turns: each makes its plan of what the one before has left. Of a plan that may not be
    applied, what only takes text away from readers is done all the same. Returns whether all of it was done, and each
    finding's state afterwards, by key. Raises UsageError if the tracker cannot be read, and at the end where it is in
    no state to file findings.
    """
    with lock_of(workspace, warn), tracker_of(workspace, progress, write=True) as tracker:
        asked = source(workspace)
        planned = _planned(workspace, tracker, asked, prune=prune)
        allowed = not planned.plan.blocked and is_allowed(planned.plan, accept, workspace, warn)
        chosen = planned.plan if allowed else planned.plan.only_narrowing(planned.plan.blocked)
        chosen = as_shown(chosen, workspace)
        for notice in chosen.notices if allowed or chosen.changes else ():
            warn(f"{plan_report.label_of(notice)}: {notice.target}, {notice.finding}: {notice.reason}")
        outcomes = progress.follow(chosen, apply_plan(chosen, tracker)) if allowed or chosen.changes else []
    if chosen.blocked and not has_errors(workspace.diagnostics):
        raise UsageError("\n".join(chosen.blocked))
    done = [outcome for outcome in outcomes if isinstance(outcome, Done)]
    observed = planned.observed.after(outcome.issue for outcome in done)
    whole = allowed and len(done) == len(outcomes) and not planned.plan.refused
    return whole, observed.finding_states(asked)


def _exceeded(plan: Plan, workspace: Workspace) -> list[str]:
    """A line for each limit that the plan exceeds. No incident at all is more likely a mistake than a wish."""
    exceeded = over_limit(plan, workspace.config.limits)
    closes = plan.counts[Action.CLOSE]
    if plan.prunes and closes and workspace.is_empty:
        why = f"{pluralize(closes, 'issue')} to close, since there is no incident left"
        exceeded.append(f"{why}: restore incidents/, unless they were deleted on purpose")
    return exceeded


def as_shown(plan: Plan, workspace: Workspace) -> Plan:
    """The plan as it may be written: in a workflow, for those who can read the repository and so its logs."""
    if not runs_in_workflow():
        return plan
    return redacted_plan(plan, workspace.corpus, workspace.config, workspace.today)


def finding_states(workspace: Workspace, progress: Progress) -> dict[str, FindingState]:
    """The state of each finding, by its key. Raises UsageError if the tracker cannot be read."""
    with tracker_of(workspace, progress, write=False) as tracker:
        observed = observe(tracker, workspace.config)
    if observed.missing:
        raise UsageError("\n".join(observed.missing))
    return observed.finding_states(source(workspace))


def summary(workspace: Workspace, states: Mapping[str, FindingState]) -> Iterator[str]:
    """Lines with the number of incidents, and of filed findings by repository, team and state."""
    corpus, config = workspace.corpus, workspace.config
    drafts = sum(incident.is_draft for incident in corpus.incidents)
    yield f"incidents: {len(corpus.incidents)}" + (f", {drafts} of them drafts" if drafts else "")
    filed = [(state, state.issue) for state in states.values() if state.issue is not None]
    own = sum(issue.repository == config.response_repository for _, issue in filed)
    yield f"findings filed: {len(filed)} of {len(states)}"
    if not filed:
        return
    yield f"  in the security response team's own repository: {own}"
    yield f"  in the owners' repositories: {len(filed) - own}"
    owners = Counter(state.finding.owner for state, _ in filed)
    yield f"  by owner: {', '.join(f'{team} {count}' for team, count in sorted(owners.items()))}"
    counts = Counter(state.state for state, _ in filed)
    yield f"  by state: {', '.join(f'{state} {counts[state]}' for state in State if counts[state])}"


def tracker_of(workspace: Workspace, progress: Progress, *, write: bool) -> AbstractContextManager[Tracker]:
    """The configured tracker. Raises UsageError if it cannot be used."""
    kind = workspace.tracker or workspace.config.tracker
    return connect(workspace.config, kind, workspace.state, os.environ, write=write, pause=progress.pause)


def source(workspace: Workspace) -> Source:
    """What the desired state of the tracker is derived from."""
    history = read_history(workspace.root)
    return Source(workspace.usable_corpus, workspace.config, workspace.today, history, workspace.broken)


def _planned(workspace: Workspace, tracker: Tracker, asked: Source, *, prune: bool) -> Planned:
    planned = make_plan(tracker, asked, prune=prune)
    if has_errors(workspace.diagnostics):
        return replace(planned, plan=planned.plan.only_narrowing([_ERRORS, *planned.plan.blocked]))
    return planned


def lock_of(workspace: Workspace, warn: Say) -> AbstractContextManager[None]:
    """Let one run on this machine change issues at a time."""
    return lock(workspace.state / "lock", lambda: warn("another run is changing issues: waiting until it is done"))


def is_allowed(plan: Plan, accept: str | None, workspace: Workspace, warn: Say) -> bool:
    """Whether the plan is within the limits, or accepted; warns where it is not."""
    if accept is not None:
        if is_approved(plan, accept, workspace.state / "accepted"):
            return True
        warn(f"--accept {accept} is not the digest of this plan, which is {plan.digest}: run `postmortem plan` again")
        return False
    exceeded = _exceeded(plan, workspace)
    for line in plan_report.as_text(as_shown(plan, workspace), exceeded) if exceeded else ():
        warn(line)
    return not exceeded
