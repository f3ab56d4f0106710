"""The desired state: the issues that the findings ask for, each without text that its repository may not hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.model import Corpus, Evidence, Finding, Incident
from pipeline.redaction.redact import finding_level, least_level, redact
from pipeline.repository.config import Config
from pipeline.repository.history import History
from pipeline.tracking import issue_body
from pipeline.tracking.lifecycle import due_date
from pipeline.tracking.marker import Block
from pipeline.tracking.routing import Destination, destination
from pipeline.tracking.tracker import CloseReason
from pipeline.vocabulary import levels


@dataclass(frozen=True, slots=True)
class Source:
    """What the desired state is derived from: the incidents as they are on the day `today`.

    `broken` are the ids of incidents with errors, each with the paths of its files whose level cannot be read. Their
    issues stay as they are, unless their readers may not see them.
    """

    corpus: Corpus
    config: Config
    today: date
    history: History
    broken: Mapping[str, frozenset[str]] = field(default_factory=dict)


ADOPT = "adopt"
"""After the prefix and a colon: the label by which a team lets a finding adopt an issue of its own."""


@dataclass(frozen=True, slots=True)
class OwnedLabels:
    """Labels that the pipeline owns: `prefix` itself, and those that begin with it and a colon.

    `names` are those that an issue has to have. GitHub compares labels without regard to case.
    """

    prefix: str
    names: frozenset[str] = frozenset()

    def owns(self, label: str) -> bool:
        """Whether the label is the pipeline's, to be added and removed as the finding asks."""
        name = label.casefold()
        return name == self.prefix or name.startswith(f"{self.prefix}:")

    @property
    def consent(self) -> str:
        """The label by which a team lets a finding adopt an issue of its own."""
        return f"{self.prefix}:{ADOPT}"

    def has_consent(self, present: Iterable[str]) -> bool:
        """Whether one of the labels that an issue has lets a finding adopt it."""
        return any(label.casefold() == self.consent for label in present)

    def any_of(self, present: Iterable[str]) -> bool:
        """Whether one of the labels that an issue has is the pipeline's."""
        return any(self.owns(label) for label in present)

    def missing_from(self, present: Iterable[str]) -> frozenset[str]:
        """The labels of `names` that are not among those that an issue has."""
        folded = {label.casefold() for label in present}
        return frozenset(name for name in self.names if name.casefold() not in folded)

    def obsolete_in(self, present: Iterable[str]) -> frozenset[str]:
        """The pipeline's labels among those that an issue has which are not in `names`."""
        folded = {name.casefold() for name in self.names}
        return frozenset(label for label in present if self.owns(label) and label.casefold() not in folded)


@dataclass(frozen=True, slots=True)
class IssueIdentity:
    """What identifies a finding's issue.

    `keys` are the finding's key and those that it had under its incident's aliases. `closed_as` is the reason that its
    issue is to be closed with, None while there is work to do.
    """

    key: str
    keys: tuple[str, ...]
    destination: Destination
    closed_as: CloseReason | None


@dataclass(frozen=True, slots=True)
class DesiredIssue(IssueIdentity):
    """The issue that a finding should have.

    `adopts` is an existing issue to use, such as `org/repo#12`, or "". `restricted` is whether it contains
    restricted text. `path` is the finding's file.
    """

    path: str
    decision: str
    owner: str
    title: str
    block: Block
    labels: OwnedLabels
    assignees: tuple[str, ...]
    milestone: str
    adopts: str
    restricted: bool


@dataclass(frozen=True, slots=True)
class WithheldFinding:
    """A finding that is not filed, because the readers of its repository may not see it. `level` is its TLP level."""

    key: str
    keys: tuple[str, ...]
    destination: Destination
    level: str


@dataclass(frozen=True, slots=True)
class DuplicateFinding:
    """A finding that has no issue of its own, because another's, `duplicate_of`, stands for it.

    `may_name_original` are the repositories whose readers may know the key of that other finding.
    """

    key: str
    keys: tuple[str, ...]
    duplicate_of: str
    may_name_original: frozenset[str]


@dataclass(frozen=True, slots=True)
class FindingLevel:
    """The level of a finding, whether it is filed or not; where its files have errors, the least that it has."""

    key: str
    keys: tuple[str, ...]
    title: str
    level: str


@dataclass(frozen=True, slots=True)
class DesiredState:
    """What the findings ask of the tracker.

    `draft_keys` are the keys, former ones too, of findings in drafts, `broken_keys` of those in incidents with errors.
    `audiences` are the levels that the repositories may hold as they are now. `hides_part` is whether the readers of a
    repository may not see all of a finding, given by its key, that would be in its issue.
    """

    issues: tuple[DesiredIssue, ...]
    withheld: tuple[WithheldFinding, ...]
    duplicates: tuple[DuplicateFinding, ...]
    draft_keys: frozenset[str]
    broken_keys: frozenset[str]
    levels: tuple[FindingLevel, ...]
    audiences: Mapping[str, str]
    hides_part: Callable[[str, str], bool]


def desired_state(source: Source, public: Collection[str]) -> DesiredState:
    """The desired state. `public` are the repositories that, says the tracker, everybody can read."""
    return _Builder(source, frozenset(public)).build()


def issue_identities(source: Source) -> Iterator[IssueIdentity]:
    """The identity of the issue of each finding that may have one; none of its text is written."""
    for incident in source.corpus.incidents:
        for finding in incident.findings:
            if incident.id not in source.broken and not incident.is_draft and not finding.duplicate_of:
                target = destination(finding, incident, source.config)
                closed_as = _closed_as(finding.in_force(source.today))
                yield IssueIdentity(finding.key, keys(incident, finding), target, closed_as)


class _Builder:
    def __init__(self, source: Source, public: frozenset[str]) -> None:
        self.source, self.config, self.public = source, source.config, public
        self.views: dict[str, dict[str, tuple[Incident, Finding]]] = {}

    def build(self) -> DesiredState:
        issues, withheld, duplicates = [], [], []
        draft_keys: set[str] = set()
        broken_keys: set[str] = set()
        for incident in self.source.corpus.incidents:
            for finding in incident.findings:
                if incident.id in self.source.broken:
                    broken_keys.update(keys(incident, finding))
                elif incident.is_draft:
                    draft_keys.update(keys(incident, finding))
                elif finding.duplicate_of:
                    duplicates.append(self.duplicate(incident, finding))
                else:
                    target = destination(finding, incident, self.config)
                    visible = self.view(self.audience(target.repository)).get(finding.key)
                    if visible is None:
                        level = finding_level(incident, finding, self.source.today)
                        withheld.append(WithheldFinding(finding.key, keys(incident, finding), target, level))
                    else:
                        issues.append(self.issue(*visible, target))
        return DesiredState(
            issues=tuple(issues),
            withheld=tuple(withheld),
            duplicates=tuple(duplicates),
            draft_keys=frozenset(draft_keys),
            broken_keys=frozenset(broken_keys),
            levels=tuple(self.levels()),
            audiences={name: self.audience(name) for name in self.config.audiences},
            hides_part=self.hides_part,
        )

    def levels(self) -> Iterator[FindingLevel]:
        """The level of each finding, if it is known."""
        for incident in self.source.corpus.incidents:
            unreadable = self.source.broken.get(incident.id)
            for finding in incident.findings:
                if unreadable is None:
                    level = finding_level(incident, finding, self.source.today)
                else:
                    level = least_level(incident, finding, self.source.today, unreadable)
                if level:
                    yield FindingLevel(finding.key, keys(incident, finding), finding.title, level)

    def hides_part(self, key: str, repository: str) -> bool:
        """Whether the readers of the repository may not see all that would be in the finding's issue."""
        whole = self.view(levels()[-1]).get(key)
        seen = self.view(self.audience(repository)).get(key)
        return whole is not None and (seen is None or in_issue(*seen) != in_issue(*whole))

    def audience(self, repository: str) -> str:
        """The TLP level that the repository may hold: never more than `clear` where everybody can read it."""
        return levels()[0] if repository in self.public else self.config.audiences[repository]

    def duplicate(self, incident: Incident, finding: Finding) -> DuplicateFinding:
        original = finding.duplicate_of
        allowed = frozenset(name for name in self.config.audiences if original in self.view(self.audience(name)))
        return DuplicateFinding(finding.key, keys(incident, finding), original, allowed)

    def view(self, audience: str) -> dict[str, tuple[Incident, Finding]]:
        """Incidents and findings as that audience may see them, by the finding's key."""
        if audience not in self.views:
            corpus = redact(self.source.corpus, audience, self.source.today)
            pairs = ((incident, finding) for incident in corpus.incidents for finding in incident.findings)
            self.views[audience] = {finding.key: (incident, finding) for incident, finding in pairs}
        return self.views[audience]

    def issue(self, incident: Incident, finding: Finding, target: Destination) -> DesiredIssue:
        restricted = self.view(levels()[0]).get(finding.key) != (incident, finding)
        finding = finding.in_force(self.source.today)
        page = finding.key in self.view(self.config.site.audience)
        due = due_date(finding, self.config.priorities)
        prefix = self.config.label_prefix
        labels = {prefix, *(f"{prefix}:{word}" for word in (finding.category, finding.kind, finding.priority))}
        place = self.source.history.place(finding.path)
        content = issue_body.render(finding, incident, due, self.config, place, page=page, own_record=target.own_record)
        return DesiredIssue(
            key=finding.key,
            keys=keys(incident, finding),
            destination=target,
            closed_as=_closed_as(finding),
            path=finding.path,
            decision=finding.decision.status,
            owner=finding.owner,
            title=finding.title,
            block=Block(finding.key, finding.decision.status, content, target.repository, issue_body.WRITER),
            labels=OwnedLabels(prefix, frozenset(labels)),
            assignees=finding.assignees,
            milestone=finding.milestone,
            adopts=finding.issue,
            restricted=restricted,
        )


def keys(incident: Incident, finding: Finding) -> tuple[str, ...]:
    """The finding's key, and those that it had under its incident's aliases."""
    return (finding.key, *(f"{alias}/{finding.number}" for alias in incident.aliases))


def _closed_as(finding: Finding) -> CloseReason | None:
    if finding.decision.wont_fix:
        return "not_planned"
    return "completed" if finding.verification else None


def in_issue(incident: Incident, finding: Finding) -> tuple[Finding, str, tuple[Evidence, ...]]:
    """What an issue says of a finding: the finding itself, its incident's title, the evidence that it names."""
    items = incident.register.items if incident.register else ()
    return finding, incident.title, tuple(item for item in items if item.id in finding.evidence)
