"""Reads the tracker and compares it with what the findings ask for: the plan.

It has only the reading half of the tracker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.repository.config import Config
from pipeline.tracking.desired import DesiredState, Source, desired_state
from pipeline.tracking.observed import ObservedState, look_up, observe
from pipeline.tracking.plan import Change, Notice, Plan, sorted_plan
from pipeline.tracking.planning.diff import Diff
from pipeline.tracking.tracker import Reader, Repository


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and the state of the tracker that it was made for."""

    plan: Plan
    observed: ObservedState


def make_plan(reader: Reader, source: Source, *, prune: bool = False) -> Planned:
    """Observe the tracker and plan. With `prune`, the issues of findings whose file was deleted are closed.

    The plan is refused, but for what only takes text away from readers, where a repository is missing, or one that
    findings go to is archived, has issues disabled or lacks a milestone that a new issue is to be in, and where the
    response team's own repository is public. Raises TrackerError if the tracker cannot be reached.
    """
    config = source.config
    observed = observe(reader, config)
    desired = desired_state(source, observed.public)
    problems = [*observed.missing, *_unusable(desired, observed, config)]
    if not problems:
        observed = look_up(reader, desired, observed)
    diff = Diff(desired, observed, _owners(config), prune=prune)
    changes = list(diff.changes())
    problems = problems or list(_missing_milestones(changes, observed))
    if problems:
        changes = [change for change in changes if change.narrows]
    possible = [change for change in changes if _accepts_changes(observed.repositories[change.repository])]
    impossible = [change for change in changes if not _accepts_changes(observed.repositories[change.repository])]
    notices = [*diff.notices, *_disagreements(observed, source), *_out_of_reach(impossible)]
    most = config.limits.rewrites
    plan = replace(sorted_plan(possible, notices, observed.public, most_rewrites=most), prunes=prune)
    return Planned(plan.only_narrowing(problems) if problems else plan, observed)


def _unusable(desired: DesiredState, observed: ObservedState, config: Config) -> Iterator[str]:
    wanted = {issue.destination.repository for issue in desired.issues}
    for name in sorted(wanted & observed.repositories.keys()):
        if observed.repositories[name].archived:
            yield f"{name} is archived: unarchive it, or give its team another repository"
        elif not observed.repositories[name].has_issues:
            yield f"{name} has issues disabled: enable them in its settings"
    if config.response_repository in observed.public:
        yield f"{config.response_repository} is the response team's own repository, but it is public: make it private"


def _missing_milestones(changes: Iterable[Change], observed: ObservedState) -> Iterator[str]:
    named = {(change.repository, change.new.milestone): change.finding for change in changes if change.new}
    for (repository, title), finding in sorted(named.items()):
        if title and (repository, title) not in observed.milestones:
            yield (
                f"{finding} names the milestone `{title}`, but {repository} has no open milestone with that title:"
                " create it there, or correct `milestone` in the finding"
            )


def _accepts_changes(repository: Repository) -> bool:
    return repository.has_issues and not repository.archived


def _owners(config: Config) -> dict[str, str]:
    """The teams of each repository, in words."""
    teams: dict[str, list[str]] = {}
    for team in config.teams.values():
        teams.setdefault(team.repository, []).append(team.id)
    return {repository: " or ".join(names) for repository, names in teams.items()}


def _disagreements(observed: ObservedState, source: Source) -> Iterator[Notice]:
    for key, state in observed.finding_states(source).items():
        if state.disagreement and state.issue is not None:
            yield Notice(key, state.issue.reference, str(state.disagreement))


def _out_of_reach(impossible: Iterable[Change]) -> Iterator[Notice]:
    for change in impossible:
        if change.rewrite:
            continue  # it would say what it says now
        why = "cannot be changed, since its repository is archived or has issues disabled; still to do there:"
        yield Notice(change.finding, change.target, f"{why} {change.action}, {change.reason}")
