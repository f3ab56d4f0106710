"""One look at the tracker: what there is, where each finding stands, and the plan to what there has to be.

Holds an object that can only read. Each repository is listed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pipeline.config import Config
from pipeline.history import History
from pipeline.model import Corpus
from pipeline.tracking.desired import Desired, Wanted, claims, wanted
from pipeline.tracking.lifecycle import FindingState, finding_state
from pipeline.tracking.marker import find_block
from pipeline.tracking.ownership import Tracked, current, tracked
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
class Seen:
    """What there is on the tracker: the configured repositories, and their issues by reference.

    `prefix` begins the pipeline's labels.
    """

    targets: Mapping[str, Target]
    issues: Mapping[str, Issue]
    prefix: str

    @property
    def public(self) -> frozenset[str]:
        """The repositories that everybody can read."""
        return frozenset(name for name, target in self.targets.items() if target.public)

    @property
    def tracked(self) -> Tracked:
        """The issues that are the pipeline's."""
        return tracked(self.issues.values(), self.public, self.prefix)

    def after(self, changed: Iterable[Issue]) -> Seen:
        """What there is once these issues are as they are here."""
        return replace(self, issues={**self.issues} | {issue.reference: issue for issue in changed})

    def finding_states(self, asked: Asked) -> dict[str, FindingState]:
        """Where each finding stands, by its key, with the issue that is its own."""
        found = self.tracked
        carriers = {claim.key: current(claim, found) for claim in claims(asked.corpus, asked.config)}
        return finding_states_of(asked, {key: carrier.issue for key, carrier in carriers.items() if carrier})


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is, and the plan that brings it to what there has to be."""

    seen: Seen
    plan: Plan


def look(reader: Reader, config: Config) -> Seen:
    """Read the tracker: each configured repository, and its issues.

    Raises TrackerError where the tracker cannot be reached or a repository is missing, also one that nothing goes to
    now: what was filed there before would be filed a second time.
    """
    found = {name: reader.target(name) for name in sorted(config.audiences)}
    _refuse(
        f"{name} does not exist, or the token may not see it: mend postmortem.yml or grant access"
        for name, target in found.items()
        if target is None
    )
    targets = {name: target for name, target in found.items() if target is not None}
    listed = [reader.issues(name) for name, target in targets.items() if target.has_issues]
    return Seen(targets, {issue.reference: issue for issues in listed for issue in issues}, config.label_prefix)


def survey(reader: Reader, asked: Asked, *, prune: bool = False) -> Survey:
    """Look and plan. With `prune`, the issues of findings that are gone are closed.

    Raises TrackerError as `look` does, and where a repository that findings go to is archived, takes no issues, or
    lacks a milestone that a new issue is to be in.
    """
    config = asked.config
    seen = look(reader, config)
    needed = wanted(asked.corpus, config, asked.today, seen.public, asked.history)
    _refuse(_unusable(needed, seen.targets, config))
    found = seen.tracked
    adopted = _adopted(reader, needed, seen.issues)
    known = Look(found, adopted, _elsewhere(reader, needed, found, config), _owners(config))
    planner = Planner(needed, known, config.label_prefix, prune=prune)
    changes = list(planner.changes())
    _refuse(_missing_milestones(reader, changes))
    taken = [change for change in changes if _takes_changes(seen.targets[change.repository])]
    frozen = [change for change in changes if not _takes_changes(seen.targets[change.repository])]
    notices = [*planner.notices, *_disagreements(seen.finding_states(asked)), *_too_late(frozen)]
    return Survey(seen, sorted_plan(taken, notices, seen.public))


def finding_states_of(asked: Asked, issues: Mapping[str, Issue]) -> dict[str, FindingState]:
    """Where each finding stands, by its key. `issues` are the findings' issues, by the same keys."""
    return {
        finding.key: finding_state(
            finding,
            issues.get(finding.key),
            today=asked.today,
            priorities=asked.config.priorities,
            sop_changed=asked.history.sops_changed.get(finding.sop),
        )
        for finding in asked.corpus.findings
    }


def _takes_changes(target: Target) -> bool:
    return target.has_issues and not target.archived


def _refuse(problems: Iterable[str]) -> None:
    said = "\n".join(problems)
    if said:
        raise TrackerError(said)


def _unusable(needed: Wanted, targets: Mapping[str, Target], config: Config) -> Iterator[str]:
    for name in sorted({desired.destination.repository for desired in needed.issues}):
        if targets[name].archived:
            yield f"{name} is archived: unarchive it, or give its team another repository"
        elif not targets[name].has_issues:
            yield f"{name} takes no issues: switch them on in its settings"
    own = targets[config.response_repository]
    if own.public:
        yield f"{own.repository} is the response team's own record and is public: make it private"


def _missing_milestones(reader: Reader, changes: Iterable[Change]) -> Iterator[str]:
    asked = {(change.repository, change.new.milestone): change.finding for change in changes if change.new}
    for (repository, title), finding in sorted(asked.items()):
        if title and not reader.has_milestone(repository, title):
            yield (
                f"{finding} is to be in the milestone `{title}`, and {repository} has no open one of that title:"
                " make it there, or mend `milestone` in the finding"
            )


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


def _disagreements(finding_states: Mapping[str, FindingState]) -> Iterable[Notice]:
    for key, where in finding_states.items():
        if where.disagreement and where.issue is not None:
            yield Notice(key, where.issue.reference, str(where.disagreement))


def _too_late(frozen: Iterable[Change]) -> Iterable[Notice]:
    for change in frozen:
        why = f"cannot be changed, its repository is archived or takes no issues; to do there: {change.action},"
        yield Notice(change.finding, change.target, f"{why} {change.reason}")
