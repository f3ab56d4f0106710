"""The records: what the files say, frozen, without a line number or a file handle in sight.

A record is made even from a file with errors, so that the rest of it can be checked: a value of the
wrong type is "" or None here. No plan and no page is made from such a corpus.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.artefacts import TEXT
from pipeline.layout import FINDINGS, README, finding_number
from pipeline.moment import Moment
from pipeline.prose import Prose
from pipeline.vocabulary import strictest


@dataclass(frozen=True, slots=True)
class Count:
    """Something that was counted, such as 4 accounts taken over."""

    count: int
    unit: str
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who caused the incident, as far as known."""

    kind: str
    name: str
    motive: str
    group: str
    confidence: str
    evidence: tuple[str, ...]
    tlp: str


@dataclass(frozen=True, slots=True)
class Technique:
    """An ATT&CK technique, or a vector without an id that was not known before."""

    id: str
    name: str
    novel: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Participant:
    """A team that took part in the response."""

    team: str
    role: str


@dataclass(frozen=True, slots=True)
class ExternalParty:
    """Somebody outside the organisations that was told, or told us."""

    kind: str
    who: str
    contacted: Moment | None
    note: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to whether the response was sufficient or complete, and what follows from it."""

    verdict: str
    because: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """How the response is judged, looking back."""

    sufficient: Verdict
    complete: Verdict


@dataclass(frozen=True, slots=True)
class Signoff:
    """A participating team's agreement to the text."""

    team: str
    who: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Related:
    """Another incident, and what the two share."""

    incident: str
    because: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Where the facts come from, or what to read further."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class RevokedSecret:
    """A secret that stays in the texts because it is of no use any more, named by its SHA-256."""

    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why there is no full postmortem although the policy asks for one."""

    reason: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the timeline; `at` is None where the file's own time is not readable."""

    at: Moment | None
    what: str
    milestone: str
    phase: str
    evidence: tuple[str, ...]
    approximate: bool
    tlp: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The chain of events of one incident, in the file's order."""

    path: str
    timezone: str
    events: tuple[Event, ...]
    notes: Prose

    def milestone(self, name: str) -> Moment | None:
        """When that milestone was reached; None where the timeline does not say."""
        return next((event.at for event in self.events if event.milestone == name), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An item of the evidence register."""

    id: str
    what: str
    source: str
    collected_at: Moment | None
    collected_by: str
    path: str
    url: str
    sha256: str
    tlp: str


@dataclass(frozen=True, slots=True)
class Register:
    """The evidence register of one incident, in the file's order."""

    path: str
    items: tuple[Evidence, ...]
    notes: Prose


WONT_FIX = ("declined", "risk-accepted")
"""The decisions after which nothing changes, and the issue is closed as not planned."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a finding, with whom and why."""

    status: str
    consulted: tuple[str, ...]
    reason: str
    on: date | None

    @property
    def wont_fix(self) -> bool:
        """Whether it was decided that nothing changes: the finding is declined, or its risk is accepted."""
        return self.status in WONT_FIX


@dataclass(frozen=True, slots=True)
class Verification:
    """How the security response team showed that a change holds."""

    by: str
    on: date | None
    how: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to change. `incident` and `number` make its key, for ever."""

    incident: str
    number: str
    path: str
    title: str
    category: str
    kind: str
    owner: str
    involves: tuple[str, ...]
    priority: str
    due: date | None
    evidence: tuple[str, ...]
    tlp: str
    disclose_after: date | None
    decision: Decision
    sop: str
    assignees: tuple[str, ...]
    milestone: str
    issue: str
    duplicate_of: str
    verification: Verification | None
    body: Prose

    @property
    def key(self) -> str:
        """The finding's key, such as 2024-06-28-leaked-admin-token/01."""
        return f"{self.incident}/{self.number}"

    @property
    def teams(self) -> tuple[str, ...]:
        """The owner and every other team involved, each once."""
        return tuple(dict.fromkeys((self.owner, *self.involves)))


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file in the incident's evidence/ folder; `path` is relative to the incident's folder.

    `media_type` is what its content is (`artefacts.media_type`).
    """

    path: str
    size: int
    sha256: str
    executable: bool
    media_type: str = TEXT


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident: its facts, its report and all that lies in its folder.

    `timeline` and `register` are None where the file is missing or cannot be read; `files` are
    the paths in the folder of all that it holds. `full` says that the policy asks for the full form, as the
    incident's schema has it (a draft is not asked yet). `withheld` is set only by redaction, and only where it was
    asked to say so: parts of the incident are not here.
    """

    id: str
    path: str
    title: str
    status: str
    tlp: str
    severity: str
    summary: str
    services: tuple[str, ...]
    tags: tuple[str, ...]
    customers: str
    data_breach: str
    counts: tuple[Count, ...]
    actors: tuple[Actor, ...]
    techniques: tuple[Technique, ...]
    participants: tuple[Participant, ...]
    external_parties: tuple[ExternalParty, ...]
    response: Response | None
    signoffs: tuple[Signoff, ...]
    related: tuple[Related, ...]
    duplicate_of: str
    aliases: tuple[str, ...]
    references: tuple[Reference, ...]
    revoked_secrets: tuple[RevokedSecret, ...]
    exemption: Exemption | None
    full: bool
    body: Prose
    timeline: Timeline | None
    register: Register | None
    findings: tuple[Finding, ...]
    artefacts: tuple[Artefact, ...]
    files: frozenset[str]
    withheld: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written, as one without a status is: published nowhere, its findings not filed."""
        return self.status in ("", "draft")

    @property
    def readme(self) -> str:
        """The path of its README.md, which has its facts and its report."""
        return f"{self.path}/{README}"

    @property
    def finding_files(self) -> tuple[str, ...]:
        """The paths in the folder of its findings' files, readable or not, sorted."""
        return tuple(sorted(name for name in self.files if name.startswith(f"{FINDINGS}/")))

    @property
    def finding_numbers(self) -> frozenset[str]:
        """The numbers that the files in findings/ have, readable or not."""
        return frozenset(map(finding_number, self.finding_files))

    def level(self, own: str) -> str:
        """The level of a part of this incident whose own level is `own` ("" where it has none).

        A part is never less restricted than the whole: its key and its page name the incident.
        """
        return strictest(self.tlp, own) if own else self.tlp


@dataclass(frozen=True, slots=True)
class Corpus:
    """All incidents of a repository, by id, and the operating procedures that it holds."""

    incidents: tuple[Incident, ...]
    sops: frozenset[str]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of every incident, in order of their keys."""
        return tuple(finding for incident in self.incidents for finding in incident.findings)
