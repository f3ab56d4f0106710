"""Findings → the issues that there have to be, each with no more than its repository may hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.config import Config
from pipeline.history import History
from pipeline.model import Corpus, Finding, Incident
from pipeline.redaction import finding_level, redact
from pipeline.tracking import issue_body
from pipeline.tracking.lifecycle import due_date
from pipeline.tracking.marker import Block
from pipeline.tracking.routing import Destination, destination
from pipeline.tracking.tracker import CloseReason
from pipeline.vocabulary import levels


@dataclass(frozen=True, slots=True)
class Claim:
    """By what a finding's issue is known among others.

    `settled` is what the issue is closed as once it is made, None where work is to be done.
    `keys` are the finding's key and those that it had under its incident's aliases.
    """

    key: str
    keys: tuple[str, ...]
    destination: Destination
    settled: CloseReason | None


@dataclass(frozen=True, slots=True)
class Desired(Claim):
    """The issue that a finding has to have.

    `restricted` is whether it was written from what not everybody may know.
    `adopts` is an issue that exists already, as `org/repo#12`, or "".
    """

    decision: str
    owner: str
    title: str
    block: Block
    labels: frozenset[str]
    assignees: tuple[str, ...]
    milestone: str
    adopts: str
    restricted: bool


@dataclass(frozen=True, slots=True)
class Withheld:
    """A finding that is not filed, because its repository may not hold what it says."""

    key: str
    keys: tuple[str, ...]
    destination: Destination
    level: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A finding that another's issue stands for. `tellable` are the repositories that may hold that one's key."""

    key: str
    keys: tuple[str, ...]
    duplicate_of: str
    tellable: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the repository's findings ask of the tracker.

    `unfiled` are the keys, former ones too, of findings whose incident is a draft.
    """

    issues: tuple[Desired, ...]
    withheld: tuple[Withheld, ...]
    merged: tuple[Merged, ...]
    unfiled: frozenset[str]


def wanted(corpus: Corpus, config: Config, today: date, public: Collection[str], history: History) -> Wanted:
    """What has to be filed. `public` are the repositories that the tracker says everybody can read."""
    return _Builder(corpus, config, today, frozenset(public), history).build()


def claims(corpus: Corpus, config: Config) -> Iterator[Claim]:
    """What is filed, or would be where its repository may hold it; none of its text is written."""
    for incident in corpus.incidents:
        for finding in incident.findings:
            if not incident.is_draft and not finding.duplicate_of:
                target = destination(finding, incident, config)
                yield Claim(finding.key, _keys(incident, finding), target, _settled(finding))


class _Builder:
    def __init__(self, corpus: Corpus, config: Config, today: date, public: frozenset[str], history: History) -> None:
        self.corpus, self.config, self.today, self.public, self.history = corpus, config, today, public, history
        self.views: dict[str, dict[str, tuple[Incident, Finding]]] = {}

    def build(self) -> Wanted:
        issues, withheld, merged = [], [], []
        unfiled: set[str] = set()
        for incident in self.corpus.incidents:
            for finding in incident.findings:
                if incident.is_draft:
                    unfiled.update(_keys(incident, finding))
                elif finding.duplicate_of:
                    merged.append(self.merged(incident, finding))
                else:
                    target = destination(finding, incident, self.config)
                    view = self.view(self.audience(target.repository)).get(finding.key)
                    if view is None:
                        level = finding_level(incident, finding, self.today)
                        withheld.append(Withheld(finding.key, _keys(incident, finding), target, level))
                    else:
                        issues.append(self.desired(*view, target))
        return Wanted(tuple(issues), tuple(withheld), tuple(merged), frozenset(unfiled))

    def audience(self, repository: str) -> str:
        """What the repository may hold: never more than `clear` where everybody can read it."""
        return levels()[0] if repository in self.public else self.config.audiences[repository]

    def merged(self, incident: Incident, finding: Finding) -> Merged:
        other = finding.duplicate_of
        tellable = frozenset(name for name in self.config.audiences if other in self.view(self.audience(name)))
        return Merged(finding.key, _keys(incident, finding), other, tellable)

    def view(self, audience: str) -> dict[str, tuple[Incident, Finding]]:
        """Incidents and findings as that audience may see them, by the finding's key."""
        if audience not in self.views:
            seen = redact(self.corpus, audience, self.today)
            pairs = ((incident, finding) for incident in seen.incidents for finding in incident.findings)
            self.views[audience] = {finding.key: (incident, finding) for incident, finding in pairs}
        return self.views[audience]

    def desired(self, incident: Incident, finding: Finding, target: Destination) -> Desired:
        page = finding.key in self.view(self.config.site.audience)
        due = due_date(finding, self.config.priorities)
        prefix = self.config.label_prefix
        words = (finding.category, finding.kind, finding.priority)
        place = self.history.place(finding.path)
        content = issue_body.render(finding, incident, due, self.config, place, page=page, own_record=target.own_record)
        return Desired(
            key=finding.key,
            keys=_keys(incident, finding),
            destination=target,
            settled=_settled(finding),
            decision=finding.decision.status,
            owner=finding.owner,
            title=finding.title,
            block=Block(finding.key, finding.decision.status, content, target.repository),
            labels=frozenset({prefix, *(f"{prefix}:{word}" for word in words)}),
            assignees=finding.assignees,
            milestone=finding.milestone,
            adopts=finding.issue,
            restricted=self.view(levels()[0]).get(finding.key) != (incident, finding),
        )


def _keys(incident: Incident, finding: Finding) -> tuple[str, ...]:
    return (finding.key, *(f"{alias}/{finding.number}" for alias in incident.aliases))


def _settled(finding: Finding) -> CloseReason | None:
    if finding.decision.wont_fix:
        return "not_planned"
    return "completed" if finding.verification else None
