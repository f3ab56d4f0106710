"""The tracker's commands: plan, apply, review, and the summary of a run."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click

from pipeline.diagnostic import UsageError
from pipeline.history import sops_changed
from pipeline.report import plan as plan_report
from pipeline.report.review import Group
from pipeline.report.review import review as review_groups
from pipeline.tracking.apply import Done, Failed, over_limit
from pipeline.tracking.apply import apply as carry_out
from pipeline.tracking.github import GitHubTracker
from pipeline.tracking.lifecycle import Standing, State
from pipeline.tracking.local import LocalTracker
from pipeline.tracking.plan import Plan
from pipeline.tracking.survey import Survey, survey
from pipeline.tracking.tracker import Tracker
from pipeline.vocabulary import levels
from pipeline.workspace import Workspace

Say = Callable[[str], None]


def plan(workspace: Workspace) -> tuple[Plan, list[str]]:
    """The plan, and in words each limit that it goes over."""
    with open_tracker(workspace) as tracker:
        planned = _survey(workspace, tracker).plan
    return planned, over_limit(planned, workspace.config.limits)


def apply(workspace: Workspace, accept: str | None, say: Say, warn: Say) -> bool:
    """Carry the plan out and report each change. False where it was refused, or not wholly carried out."""
    with open_tracker(workspace) as tracker:
        planned = _survey(workspace, tracker).plan
        refused = over_limit(planned, workspace.config.limits)
        if accept is not None and accept != planned.digest:
            warn(f"--accept {accept} is not this plan, which is {planned.digest}: look at `postmortem plan` again")
            return False
        if refused and accept is None:
            for line in plan_report.as_text(planned, refused):
                warn(line)
            return False
        for notice in planned.notices:
            warn(f"to see to: {notice.target}, {notice.finding}: {notice.reason}")
        return _carry_out(planned, tracker, say, warn)


def standings(workspace: Workspace) -> dict[str, Standing]:
    """Where each finding stands, by its key."""
    with open_tracker(workspace) as tracker:
        return _survey(workspace, tracker).standings


def review(workspace: Workspace) -> tuple[Group, ...]:
    """The security response team's round."""
    found = standings(workspace)
    return review_groups(list(found.values()), workspace.corpus, workspace.config, workspace.today)


def summary(workspace: Workspace, found: Mapping[str, Standing]) -> Iterator[str]:
    """What there is: incidents, and the findings that are filed, by lane and team, and by state."""
    corpus, config = workspace.corpus, workspace.config
    drafts = sum(incident.status == "draft" for incident in corpus.incidents)
    yield f"incidents: {len(corpus.incidents)}" + (f", {drafts} of them drafts" if drafts else "")
    filed = [standing for standing in found.values() if standing.issue is not None]
    own = [standing for standing in filed if standing.issue and standing.issue.repository == config.response_repository]
    yield f"findings filed: {len(filed)} of {len(found)}"
    yield f"  the security response team's own record: {len(own)}"
    yield f"  the owners' repositories: {len(filed) - len(own)}"
    owners = Counter(standing.finding.owner for standing in filed)
    yield f"  by owner: {', '.join(f'{team} {count}' for team, count in sorted(owners.items()))}"
    states = Counter(standing.state for standing in filed)
    yield f"  by state: {', '.join(f'{state} {states[state]}' for state in State if states[state])}"


@contextmanager
def open_tracker(workspace: Workspace) -> Iterator[Tracker]:
    """The configured tracker, closed at the end. Raises UsageError where it cannot be used."""
    tracker = _tracker(workspace)
    try:
        yield tracker
    finally:
        tracker.close()


def _tracker(workspace: Workspace) -> Tracker:
    config = workspace.config
    if (workspace.tracker or config.tracker) == "local":
        everybody = frozenset(name for name, level in config.audiences.items() if level == levels()[0])
        return LocalTracker(workspace.state / "tracker.sqlite", everybody)
    token = os.environ.get("GITHUB_TOKEN", "")
    if not token:
        raise UsageError("set GITHUB_TOKEN to a token that may read and write issues, or use --tracker local")
    url = os.environ.get("GITHUB_API_URL") or "https://api.github.com"
    return GitHubTracker(token, url, config.seconds_between_writes)


def _survey(workspace: Workspace, tracker: Tracker) -> Survey:
    return survey(tracker, workspace.corpus, workspace.config, workspace.today, sops_changed(workspace.root))


def _carry_out(planned: Plan, tracker: Tracker, say: Say, warn: Say) -> bool:
    """Make the changes: behind a progress bar on a terminal, else each reported as it is made."""
    terminal = sys.stderr.isatty()
    outcomes: list[Done | Failed] = []
    changes = carry_out(planned, tracker)
    with click.progressbar(changes, len(planned.changes), "filing", file=sys.stderr, hidden=not terminal) as bar:
        for outcome in bar:
            outcomes.append(outcome)
            if not terminal:
                _report(outcome, say, warn)
    for outcome in outcomes if terminal else ():
        _report(outcome, say, warn)
    failed = sum(isinstance(outcome, Failed) for outcome in outcomes)
    if not outcomes:
        say(plan_report.one_line(planned))
    elif failed:
        warn(f"{len(outcomes) - failed} changes made, {failed} not: run this again to finish")
    else:
        say(f"{len(outcomes)} changes made")
    return failed == 0


def _report(outcome: Done | Failed, say: Say, warn: Say) -> None:
    change = outcome.change
    if isinstance(outcome, Done):
        say(f"{change.action} {outcome.issue.reference}: {change.title} ({change.finding}: {change.reason})")
    else:
        warn(f"not done: {change.action} {change.target}, {change.finding}: {outcome.why}")
