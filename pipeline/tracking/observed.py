"""The observed state: what the tracker holds, read once, and the state of each finding that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipeline.model import Finding, Procedure
from pipeline.repository.config import Config
from pipeline.tracking.desired import DesiredIssue, DesiredState, OwnedLabels, Source, issue_identities, keys
from pipeline.tracking.lifecycle import FindingState, ProcedureState, finding_state
from pipeline.tracking.marker import find_block
from pipeline.tracking.ownership import Ownership, current_issue, determine_ownership
from pipeline.tracking.tracker import Issue, Reader, Repository

MOST_SEARCHES = 20
"""The most findings that are searched for outside the configured repositories: GitHub takes 30 searches a minute.

More are unfiled at once only where a repository files its findings for the first time.
"""


@dataclass(frozen=True, slots=True)
class ObservedState:
    """What the tracker holds. `repositories` are the configured ones, by name; `issues` theirs, by reference.

    `missing` has a line for each configured repository that cannot be read.

    The rest is known only once it has been looked up for a desired state: `adopted` are the issues that findings name,
    by that reference; `elsewhere` those that a search found outside the configured repositories, by the key of the
    finding; `milestones` the repositories with the title of an open milestone in them.
    """

    repositories: Mapping[str, Repository]
    issues: Mapping[str, Issue]
    ownership: Ownership
    labels: OwnedLabels
    missing: tuple[str, ...] = ()
    adopted: Mapping[str, Issue] = field(default_factory=dict)
    elsewhere: Mapping[str, Issue] = field(default_factory=dict)
    milestones: frozenset[tuple[str, str]] = frozenset()

    @property
    def public(self) -> frozenset[str]:
        """The names of the repositories that everybody can read."""
        return _public(self.repositories)

    def after(self, changed: Iterable[Issue]) -> ObservedState:
        """The state once these issues are as they are given here."""
        issues = {**self.issues} | {issue.reference: issue for issue in changed}
        return replace(self, issues=issues, ownership=determine_ownership(issues.values(), self.public, self.labels))

    def unfiled(self, desired: DesiredState) -> Iterator[DesiredIssue]:
        """The desired issues that do not exist yet, as far as the configured repositories show."""
        for issue in desired.issues:
            filed = current_issue(issue, self.ownership) or any(
                not marked.retired for marked in self.ownership.of(issue.keys)
            )
            if not issue.adopts and not filed:
                yield issue

    def finding_states(self, source: Source) -> dict[str, FindingState]:
        """The state of each finding, by its key, with its own issue."""
        current = {identity.key: current_issue(identity, self.ownership) for identity in issue_identities(source)}
        own = {
            key: marked.issue
            for key, marked in current.items()
            if marked and not (marked.withdrawn and marked.issue.closed_as != "completed")
        }
        return finding_states(source, own)


def finding_states(source: Source, issues: Mapping[str, Issue]) -> dict[str, FindingState]:
    """The state of each finding, by its key. `issues` are the findings' issues, by the same keys."""
    procedures = {procedure.name: procedure for procedure in source.corpus.procedures}
    return {
        finding.key: finding_state(
            finding,
            issues.get(finding.key),
            today=source.today,
            priorities=source.config.priorities,
            procedure=_procedure_state(finding, keys(incident, finding), procedures.get(finding.sop), source),
        )
        for incident in source.corpus.incidents
        if incident.id not in source.broken
        for finding in incident.findings
    }


def _procedure_state(
    finding: Finding, keys: tuple[str, ...], procedure: Procedure | None, source: Source
) -> ProcedureState:
    by_commit = not source.history.sops_naming.get(finding.sop, frozenset()).isdisjoint(keys)
    return ProcedureState(
        changed=source.history.sops_changed.get(finding.sop),
        names_it=by_commit or (procedure is not None and procedure.names(keys)),
        names_needed_from=source.config.procedures_name_findings_from,
    )


def observe(reader: Reader, config: Config) -> ObservedState:
    """Read each configured repository and its issues, once.

    A repository that is missing is no reason to leave issues in others as they are, but to file nothing: what was filed
    there before would be filed a second time. Raises TrackerError if the tracker cannot be reached.
    """
    answers = {name: reader.repository(name) for name in sorted(config.audiences)}
    missing = tuple(
        f"{name} does not exist, or the credentials have no access to it: correct postmortem.yml or grant access"
        for name, repository in answers.items()
        if repository is None
    )
    repositories = {name: repository for name, repository in answers.items() if repository is not None}
    listed = [reader.issues(name) for name, repository in repositories.items() if repository.has_issues]
    issues = {issue.reference: issue for page in listed for issue in page}
    labels = OwnedLabels(config.label_prefix)
    ownership = determine_ownership(issues.values(), _public(repositories), labels)
    return ObservedState(repositories, issues, ownership, labels, missing)


def look_up(reader: Reader, desired: DesiredState, observed: ObservedState) -> ObservedState:
    """The observed state with what the desired one needs to know beside the issues of the configured repositories."""
    return replace(
        observed,
        adopted=_adopted(reader, desired, observed.issues),
        elsewhere=_elsewhere(reader, desired, observed),
        milestones=_milestones(reader, desired, observed.ownership),
    )


def _public(repositories: Mapping[str, Repository]) -> frozenset[str]:
    return frozenset(name for name, repository in repositories.items() if repository.public)


def _adopted(reader: Reader, desired: DesiredState, issues: Mapping[str, Issue]) -> dict[str, Issue]:
    adopted = {}
    for reference in sorted({issue.adopts for issue in desired.issues if issue.adopts}):
        repository, _, number = reference.partition("#")
        issue = issues.get(reference) or reader.issue(repository, int(number))
        if issue is not None:
            adopted[reference] = issue
    return adopted


def _elsewhere(reader: Reader, desired: DesiredState, observed: ObservedState) -> dict[str, Issue]:
    unfiled = list(observed.unfiled(desired))
    if len(unfiled) > MOST_SEARCHES:
        return {}
    elsewhere: dict[str, Issue] = {}
    for wanted in unfiled:
        organisation = wanted.destination.repository.partition("/")[0]
        for issue in reader.search(organisation, wanted.key):
            if issue.repository not in observed.repositories and _belongs_to(issue, wanted):
                elsewhere.setdefault(wanted.key, issue)
    return elsewhere


def _belongs_to(issue: Issue, wanted: DesiredIssue) -> bool:
    block = find_block(issue.body)
    return issue.from_inside and block is not None and block.key in wanted.keys


def _milestones(reader: Reader, desired: DesiredState, ownership: Ownership) -> frozenset[tuple[str, str]]:
    """Those that new issues are to be in."""
    named = {
        (issue.destination.repository, issue.milestone)
        for issue in desired.issues
        if issue.milestone and current_issue(issue, ownership) is None
    }
    return frozenset(place for place in sorted(named) if reader.has_milestone(*place))
