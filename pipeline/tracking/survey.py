"""One look at the tracker: what there is, what there has to be, the plan between, and where each finding stands.

Holds an object that can only read. Each repository is listed once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pipeline.config import Config
from pipeline.model import Corpus
from pipeline.tracking.desired import Wanted, wanted
from pipeline.tracking.lifecycle import Standing, standing
from pipeline.tracking.plan import Notice, Plan, current, make_plan, tagged
from pipeline.tracking.tracker import Issue, Reader, Target, TrackerError


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look at the tracker found. `standings` are by the finding's key."""

    plan: Plan
    wanted: Wanted
    standings: dict[str, Standing]


def survey(reader: Reader, corpus: Corpus, config: Config, today: date, sops_changed: Mapping[str, date]) -> Survey:
    """Read the tracker and plan. `sops_changed` are the days operating procedures last changed, by name.

    Raises TrackerError where the tracker cannot be reached, or a repository that findings go to is
    missing, archived, or takes no issues.
    """
    targets = {name: reader.target(name) for name in sorted(config.audiences)}
    public = {name for name, target in targets.items() if target is not None and target.public}
    asked = wanted(corpus, config, today, public)
    _refuse_unusable(asked, targets, config)
    issues = {name: reader.issues(name) for name, target in targets.items() if target and target.has_issues}
    plan = make_plan(asked, issues, _adopted(reader, asked, issues), config.label_prefix)
    known = tagged(issues)
    carriers = {desired.key: current(desired, known) for desired in asked.issues}
    mine = {key: carrier[0] for key, carrier in carriers.items() if carrier}
    standings = standings_of(corpus, mine, config, today, sops_changed)
    disagreements = [
        Notice(key, where.issue.reference, where.disagreement)
        for key, where in standings.items()
        if where.disagreement and where.issue is not None
    ]
    notices = tuple(sorted({*plan.notices, *disagreements}))
    return Survey(replace(plan, notices=notices), asked, standings)


def standings_of(
    corpus: Corpus, issues: Mapping[str, Issue], config: Config, today: date, sops_changed: Mapping[str, date]
) -> dict[str, Standing]:
    """Where each finding stands, by its key. `issues` are the findings' issues, by the same keys."""
    return {
        finding.key: standing(
            finding,
            issues.get(finding.key),
            today=today,
            priorities=config.priorities,
            sop_changed=sops_changed.get(finding.sop),
        )
        for finding in corpus.findings
    }


def _refuse_unusable(asked: Wanted, targets: Mapping[str, Target | None], config: Config) -> None:
    problems = []
    for name in sorted({desired.destination.repository for desired in asked.issues}):
        target = targets[name]
        if target is None:
            problems.append(f"{name} does not exist, or the token may not see it: mend postmortem.yml or grant access")
        elif target.archived:
            problems.append(f"{name} is archived: unarchive it, or give its team another repository")
        elif not target.has_issues:
            problems.append(f"{name} takes no issues: switch them on under Settings, General, Features")
        elif target.public and name == config.response_repository:
            problems.append(f"{name} is the security response team's own record and is public: make it private")
    if problems:
        raise TrackerError("\n".join(problems))


def _adopted(reader: Reader, asked: Wanted, issues: Mapping[str, list[Issue]]) -> dict[str, Issue]:
    known = {issue.reference: issue for listed in issues.values() for issue in listed}
    found = {}
    for name in sorted({desired.adopts for desired in asked.issues if desired.adopts}):
        repository, _, number = name.partition("#")
        issue = known.get(name) or (None if repository in issues else reader.issue(repository, int(number)))
        if issue is not None:
            found[name] = issue
    return found
