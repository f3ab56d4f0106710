"""An incident with everything in its folder, and the corpus of all incidents."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.layout import FINDINGS, README, finding_number
from pipeline.markdown.prose import Prose
from pipeline.model.evidence import Artefact, Register
from pipeline.model.facts import (
    OUR_OWN,
    Actor,
    Affected,
    Count,
    Exemption,
    ExternalParty,
    Factor,
    Indicator,
    Notification,
    Participant,
    Reference,
    Related,
    Report,
    Response,
    RevokedSecret,
    Signoff,
    Technique,
    Waiver,
)
from pipeline.model.finding import Finding
from pipeline.model.procedure import Procedure
from pipeline.model.timeline import Timeline
from pipeline.vocabulary import strictest


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident: its facts, its report and everything in its folder.

    `timeline` and `register` are None if the file is missing or cannot be read; `files` are
    the paths in the folder of all that it holds. `full` says that the policy asks for the full form, as the
    incident's schema has it (a draft is not asked yet). `withheld` is set only by redaction, and only where it was
    asked to say so: parts of the incident are not here. `report` is what kind of report it is, and `timezone` the
    zone of the times of day in README.md that have no offset.
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
    waivers: tuple[Waiver, ...] = ()
    factors: tuple[Factor, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    notifications: tuple[Notification, ...] = ()
    withheld: bool = False
    affected: tuple[Affected, ...] = ()
    report: Report = OUR_OWN
    timezone: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written, as one without a status is: published nowhere, its findings not filed."""
        return self.status in ("", "draft")

    @property
    def readme(self) -> str:
        """The path of its README.md, which has its facts and its report."""
        return f"{self.path}/{README}"

    @property
    def bodies(self) -> tuple[Prose, ...]:
        """What is written below the front matter of each of its files."""
        notes = (self.timeline, self.register)
        return (
            self.body,
            *(part.notes for part in notes if part is not None),
            *(finding.body for finding in self.findings),
        )

    @property
    def finding_files(self) -> tuple[str, ...]:
        """The paths in the folder of its findings' files, readable or not, sorted."""
        return tuple(sorted(name for name in self.files if name.startswith(f"{FINDINGS}/")))

    @property
    def finding_numbers(self) -> frozenset[str]:
        """The numbers that the files in findings/ have, readable or not."""
        return frozenset(map(finding_number, self.finding_files))

    @property
    def unassessed(self) -> tuple[str, ...]:
        """What is still to be assessed of the response: nothing of a draft, nor of somebody else's incident."""
        if self.response is None or self.is_draft or self.report.retold_from or self.duplicate_of:
            return ()
        answers = {"sufficient": self.response.sufficient, "complete": self.response.complete}
        return tuple(question for question, answer in answers.items() if answer.is_missing)

    def level(self, own: str) -> str:
        """The level of a part of this incident whose own level is `own` ("" if it has none).

        A part is never less restricted than the whole: its key and its page name the incident.
        """
        return strictest(self.tlp, own) if own else self.tlp


@dataclass(frozen=True, slots=True)
class Corpus:
    """All incidents of a repository, by id, and the operating procedures that it holds, by name."""

    incidents: tuple[Incident, ...]
    sops: frozenset[str]
    procedures: tuple[Procedure, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of every incident, in order of their keys."""
        return tuple(finding for incident in self.incidents for finding in incident.findings)
