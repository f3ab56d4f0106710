"""The facts in an incident's front matter: who, what, how many, and how it was assessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.time.moment import Moment

PERSONAL = frozenset(("account", "email"))
"""The types of indicators that name people."""


@dataclass(frozen=True, slots=True)
class Count:
    """Something that was counted, such as 4 accounts taken over: from `at_least` to `at_most`, None where unknown.

    With `percent_of` it is a share of that, in per cent. `as_of` is when it was counted, None if that is not known.
    """

    at_least: float | None
    at_most: float | None
    unit: str
    approximate: bool = False
    percent_of: str = ""
    evidence: tuple[str, ...] = ()
    tlp: str = ""
    as_of: Moment | None = None

    @property
    def exact(self) -> float | None:
        """The number, if it is one; an estimate is one too."""
        return self.at_least if self.at_least == self.at_most else None


@dataclass(frozen=True, slots=True)
class VersionEvent:
    """A version at which a range begins or ends, as OSV has it; one of the four is not ""."""

    introduced: str
    fixed: str
    last_affected: str
    limit: str


@dataclass(frozen=True, slots=True)
class VersionRange:
    """A range of affected versions, as OSV has it; `repo` is the address of a Git repository."""

    type: str
    repo: str
    events: tuple[VersionEvent, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """A thing that was affected, such as a package, a component, a region or a kind of data.

    `last_known_good` are versions from before the affected ones, one for each release line.
    """

    id: str
    name: str
    purl: str
    versions: tuple[str, ...]
    ranges: tuple[VersionRange, ...]
    component: str
    region: str
    data: str
    evidence: tuple[str, ...]
    tlp: str
    last_known_good: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What it is called: its name, else its id."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose incident is retold, and where they tell it."""

    organisation: str
    url: str


@dataclass(frozen=True, slots=True)
class Report:
    """What kind of report it is: of a near miss, or of somebody else's incident, whose lessons are our own."""

    near_miss: bool = False
    retold_from: Origin | None = None

    @property
    def is_measured(self) -> bool:
        """Whether it counts in durations: not what did no harm, and not what somebody else responded to."""
        return not self.near_miss and self.retold_from is None


OUR_OWN = Report()
"""The usual report: of an incident of our own."""


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
    """Somebody outside the organisations that was told, or told us; `id` is what notifications name it by."""

    kind: str
    who: str
    contacted: Moment | None
    note: str
    id: str = ""
    reference: str = ""
    tlp: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """What contributed to the incident: the numbers of the findings that answer it, or the reason why none does."""

    id: str
    what: str
    findings: tuple[str, ...]
    no_finding: str
    evidence: tuple[str, ...]
    tlp: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of compromise.

    `value` is the indicator itself, however the file has it; in a corpus that was redacted it is defanged.
    """

    type: str
    value: str
    first_seen: Moment | None
    last_seen: Moment | None
    evidence: tuple[str, ...]
    tlp: str
    note: str


@dataclass(frozen=True, slots=True)
class Notification:
    """A step of a regime: when it was sent, or why it is not required; with neither it is still to be sent."""

    regime: str
    step: str
    party: str
    sent: Moment | None
    reference: str
    evidence: tuple[str, ...]
    tlp: str
    not_required: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to whether the response was sufficient or complete, and what follows from it."""

    verdict: str
    because: str
    findings: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        """Whether it says that nobody has assessed the response."""
        return self.verdict == "not-assessed"


@dataclass(frozen=True, slots=True)
class Response:
    """An assessment of the response in hindsight."""

    sufficient: Verdict
    complete: Verdict


@dataclass(frozen=True, slots=True)
class Signoff:
    """A participating team's agreement to the text: by somebody on a day, or as a review of a pull request."""

    team: str
    who: str
    on: date | None
    pull_request: int | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another incident, and what the two have in common."""

    incident: str
    because: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Where the facts come from, or what to read further."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class RevokedSecret:
    """A secret that stays in the texts because it has been revoked, identified by its SHA-256."""

    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why there is no full postmortem although the policy requires one."""

    reason: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that is waived here, and why; "" for what is missing in the file."""

    rule: str
    reason: str
