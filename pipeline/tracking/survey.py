"""One look at the tracker: what there is, what there has to be, the plan between, and where each finding stands.

Holds an object that can only read. Each repository is listed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.config import Config
from pipeline.history import History
from pipeline.model import Corpus
from pipeline.tracking.carriers import Tracked, current, tracked
from pipeline.tracking.desired import Desired, Wanted, wanted
from pipeline.tracking.lifecycle import Standing, standing
from pipeline.tracking.marker import find_block
from pipeline.tracking.plan import Change, Notice, Plan, sorted_plan
from pipeline.tracking.planner import Look, Planner, unfiled
from pipeline.tracking.tracker import Issue, Reader, Target, TrackerError

SEARCHES = 20
"""The most findings that are searched for outside of the configured repositories: GitHub takes 30 searches a minute.

More are to be filed at once only where a repository files its findings for the first time.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is surveyed: the incidents, as they are on the day `today`."""

    corpus: Corpus
    config: Config
    today: date
    history: History


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look at the tracker found. `standings` are by the finding's key."""

    asked: Asked
    plan: Plan
    wanted: Wanted
    issues: Mapping[str, Issue]
    standings: dict[str, Standing]

    def after(self, changed: Iterable[Issue]) -> dict[str, Standing]:
        """Where each finding stands once these issues are as they are here."""
        issues = {**self.issues} | {issue.reference: issue for issue in changed}
        found = tracked(issues.values(), self.plan.public, self.asked.config.label_prefix)
        return _standings(self.asked, self.wanted, found)


def survey(reader: Reader, asked: Asked, *, prune: bool = False) -> Survey:
    """Read the tracker and plan. With `prune`, the issues of findings that are gone are closed.

    Raises TrackerError where the tracker cannot be reached, a configured repository is missing, or one that findings
    go to is archived, takes no issues, or lacks a milestone that a new issue is to be in.
    """
    config = asked.config
    targets = {name: reader.target(name) for name in sorted(config.audiences)}
    public = frozenset(name for name, target in targets.items() if target is not None and target.public)
    needed = wanted(asked.corpus, config, asked.today, public, asked.history)
    _refuse_unusable(needed, targets, config)
    listed = [reader.issues(name) for name, target in targets.items() if target and target.has_issues]
    issues = {issue.reference: issue for repository in listed for issue in repository}
    found = tracked(issues.values(), public, config.label_prefix)
    adopted = _adopted(reader, needed, issues)
    look = Look(found, adopted, _elsewhere(reader, needed, found, config), _owners(config))
    planner = Planner(needed, look, config.label_prefix, prune=prune)
    changes = list(planner.changes())
    _refuse_missing_milestones(reader, changes)
    frozen = [change for change in changes if not _takes_changes(targets[change.repository])]
    standings = _standings(asked, needed, found)
    notices = [*planner.notices, *_disagreements(standings), *_too_late(frozen)]
    plan = sorted_plan((change for change in changes if change not in frozen), notices, public)
    return Survey(asked, plan, needed, issues, standings)


def _standings(asked: Asked, needed: Wanted, found: Tracked) -> dict[str, Standing]:
    carriers = {desired.key: current(desired, found) for desired in needed.issues}
    return standings_of(asked, {key: carrier.issue for key, carrier in carriers.items() if carrier})


def standings_of(asked: Asked, issues: Mapping[str, Issue]) -> dict[str, Standing]:
    """Where each finding stands, by its key. `issues` are the findings' issues, by the same keys."""
    return {
        finding.key: standing(
            finding,
            issues.get(finding.key),
            today=asked.today,
            priorities=asked.config.priorities,
            sop_changed=asked.history.sops_changed.get(finding.sop),
        )
        for finding in asked.corpus.findings
    }


def _takes_changes(target: Target | None) -> bool:
    return target is not None and target.has_issues and not target.archived


def _refuse_unusable(needed: Wanted, targets: Mapping[str, Target | None], config: Config) -> None:
    # Also of those that nothing goes to now: what was filed there before would be filed a second time.
    problems = [
        f"{name} does not exist, or the token may not see it: mend postmortem.yml or grant access"
        for name, target in targets.items()
        if target is None
    ]
    for name in sorted({desired.destination.repository for desired in needed.issues}):
        target = targets[name]
        if target is None:
            continue
        if target.archived:
            problems.append(f"{name} is archived: unarchive it, or give its team another repository")
        elif not target.has_issues:
            problems.append(f"{name} takes no issues: switch them on in its settings")
    own = targets[config.response_repository]
    if own is not None and own.public:
        problems.append(f"{own.repository} is the response team's own record and is public: make it private")
    if problems:
        raise TrackerError("\n".join(problems))


def _refuse_missing_milestones(reader: Reader, changes: Iterable[Change]) -> None:
    asked = {(change.repository, change.new.milestone): change.finding for change in changes if change.new}
    problems = [
        f"{finding} is to be in the milestone `{title}`, and {repository} has no open one of that title: make it there,"
        " or mend `milestone` in the finding"
        for (repository, title), finding in sorted(asked.items())
        if title and not reader.has_milestone(repository, title)
    ]
    if problems:
        raise TrackerError("\n".join(problems))


def _adopted(reader: Reader, needed: Wanted, known: Mapping[str, Issue]) -> dict[str, Issue]:
    """The issues that findings name, by the reference that they are named with."""
    found = {}
    for name in sorted({desired.adopts for desired in needed.issues if desired.adopts}):
        repository, _, number = name.partition("#")
        issue = known.get(name) or reader.issue(repository, int(number))
        if issue is not None:
            found[name] = issue
    return found


def _elsewhere(reader: Reader, needed: Wanted, found: Tracked, config: Config) -> dict[str, Issue]:
    """Issues that were transferred out of the configured repositories, by the finding whose marker they carry."""
    missing = list(unfiled(needed, found))
    if len(missing) > SEARCHES:
        return {}
    result: dict[str, Issue] = {}
    for desired in missing:
        organisation = desired.destination.repository.partition("/")[0]
        for issue in reader.search(organisation, desired.key):
            if issue.repository not in config.audiences and _carries(issue, desired):
                result.setdefault(desired.key, issue)
    return result


def _carries(issue: Issue, desired: Desired) -> bool:
    block = find_block(issue.body)
    return issue.from_inside and block is not None and block.key in desired.keys


def _owners(config: Config) -> dict[str, str]:
    """The teams of each repository, in words."""
    names: dict[str, list[str]] = {}
    for team in config.teams.values():
        names.setdefault(team.repository, []).append(team.id)
    return {repository: " or ".join(teams) for repository, teams in names.items()}


def _disagreements(standings: Mapping[str, Standing]) -> Iterable[Notice]:
    for key, where in standings.items():
        if where.disagreement and where.issue is not None:
            yield Notice(key, where.issue.reference, str(where.disagreement))


def _too_late(frozen: Iterable[Change]) -> Iterable[Notice]:
    for change in frozen:
        why = f"cannot be changed, its repository is archived or takes no issues; to do there: {change.action},"
        yield Notice(change.finding, change.target, f"{why} {change.reason}")
