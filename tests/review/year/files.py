"""Incidents and findings as their authors know them, and the files that they write."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from tests import example

FIRST_DAY = date(2024, 1, 1)
"""A Monday."""

RESPONSE = "security-response"
TEAMS = ("identity", "payments", "platform", "mobile", "data", "network", "partner", "helpdesk")
PUBLIC = ("payments",)
PRIORITIES = {"p0": 7, "p1": 30, "p2": 90}
CADENCE = {"p0": 7, "p1": 14, "p2": 30}
MOST_REMINDERS = 5
ESCALATE_AFTER = 3
PROCEDURES = ("token-handling", "customer-notices")

_REFUSED = ("declined", "risk-accepted")
_BODY = """
## What was found

Tokens never expire.

## Why it matters

A leak stays open for ever.

## What to change

Let tokens end by themselves.

## Done when

- A token older than 30 days is refused
"""


class _Plain(yaml.SafeDumper):
    """The pipeline's YAML has no anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # PyYAML's name
        return True


def _dumped(data: object) -> str:
    return yaml.dump(data, Dumper=_Plain, sort_keys=False)


@dataclass
class Finding:
    """A finding as its authors know it. `named` is the day since which its procedure names it."""

    number: str
    title: str
    owner: str
    priority: str
    kind: str
    tlp: str
    status: str
    decided: date | None
    consulted: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    until: date | None = None
    extended: date | None = None
    verified: date | None = None
    again_after_days: int = 0
    repeated: list[tuple[date, bool]] = field(default_factory=list)
    sop: str = ""
    named: date | None = None

    def in_force(self, today: date) -> str:
        """The decision as it counts on that day: a risk is accepted for a time."""
        ran_out = self.status == "risk-accepted" and self.until is not None and self.until < today
        return "proposed" if ran_out else self.status

    def refused(self, today: date) -> bool:
        return self.in_force(today) in _REFUSED

    @property
    def holds(self) -> bool:
        return not self.repeated or self.repeated[-1][1]

    @property
    def last_shown(self) -> date | None:
        """When it was last verified."""
        return self.repeated[-1][0] if self.repeated else self.verified

    def text(self) -> str:
        decision: dict[str, object] = {"status": self.status}
        if self.decided:
            decision |= {"on": self.decided}
        if self.status in _REFUSED:
            decision |= {"reason": "The service ends."}
        decision |= {"consulted": list(self.consulted)} if self.consulted else {}
        decision |= {"asked": list(self.asked)} if self.asked else {}
        decision |= {"until": self.until} if self.until and self.status == "risk-accepted" else {}
        if self.extended and self.status == "accepted":
            more = {"until": self.extended, "reason": "The provider is late.", "approved_by": "head of security"}
            decision["extended"] = more | {"on": self.decided}
        front: dict[str, object] = {
            "title": self.title,
            "category": "technical-lapse",
            "kind": self.kind,
            "owner": self.owner,
            "priority": self.priority,
            "tlp": self.tlp,
            "evidence": ["E1"],
            "decision": decision,
        }
        front |= {"sop": self.sop} if self.sop else {}
        if self.verified:
            shown: dict[str, object] = {"by": "dana", "on": self.verified, "how": "Tried it."}
            shown |= {"again_after": f"P{self.again_after_days}D"} if self.again_after_days else {}
            again = [{"by": "dana", "on": on, "how": "Tried it.", "holds": holds} for on, holds in self.repeated]
            front["verification"] = shown | ({"repeats": again} if again else {})
        return f"---\n{_dumped(front)}---\n{_BODY}"


@dataclass
class Incident:
    """An incident as its authors know it: `names` are those that its folder had, the present one last."""

    names: list[str]
    began: date
    findings: list[Finding]
    status: str = "published"
    recovered: bool = True
    broken: bool = False
    told: bool = True
    assessed: bool = True

    @property
    def name(self) -> str:
        return self.names[-1]

    def keys(self, finding: Finding) -> list[str]:
        """The finding's keys, the present one last."""
        return [f"{name}/{finding.number}" for name in self.names]

    def key(self, finding: Finding) -> str:
        return self.keys(finding)[-1]

    @property
    def readable(self) -> bool:
        """Whether it is neither a draft nor has errors."""
        return self.status != "draft" and not self.broken

    def tree(self) -> dict[str, str]:
        response = {"verdict": "yes"}
        if not self.assessed:
            response = {"verdict": "not-assessed", "because": "The review is in May."}
        notification: dict[str, object] = {"regime": "gdpr", "step": "authority"}
        notification |= {"sent": self.began} if self.told else {}
        front: dict[str, object] = {
            "title": f"A token was readable in image {self.names[0][-3:]}",
            "status": self.status,
            "severity": "sev9" if self.broken else "sev2",
            "aliases": self.names[:-1],
            "response": {"sufficient": response, "complete": response},
            "impact": {"customers": "none", "data_breach": "none"},
            "notifications": [notification],
            "participants": [{"team": RESPONSE, "role": "led the response"}],
            "signoffs": [{"team": RESPONSE, "who": "incident commander", "on": self.began}],
        }
        events: list[dict[str, object]] = [
            {"at": self.began, "what": "The image was published.", "milestone": "started", "phase": "attack"},
            {"at": self.began, "what": "A scanner reported it.", "milestone": "aware", "evidence": ["E1"]},
            {"at": self.began, "what": "The token was revoked.", "milestone": "contained"},
        ]
        events += [{"at": self.began, "what": "All was new.", "milestone": "recovered"}] if self.recovered else []
        folder = f"incidents/{self.name}"
        return {
            f"{folder}/README.md": example.changed(example.README, _dumped(front)),
            f"{folder}/timeline.md": f"---\n{_dumped({'events': events})}---\n",
            f"{folder}/evidence.md": example.EVIDENCE,
            f"{folder}/evidence/log.txt": example.LOG,
        } | {f"{folder}/findings/{item.number}-expire.md": item.text() for item in self.findings}


class Files:
    """The repository below `root`, whose teams file in `places`."""

    def __init__(self, root: Path, places: Mapping[str, str]) -> None:
        self.root = root
        teams = {
            team: {
                "name": team.capitalize(),
                "organisation": "Partner Inc" if team == "partner" else "Example Org",
                "repository": places[team],
                "audience": "red" if team == RESPONSE else "clear" if team in PUBLIC else "amber",
            }
            for team in (RESPONSE, *TEAMS)
        }
        config = {
            "security_response": {"team": RESPONSE, "repository": places[RESPONSE]},
            "teams": teams,
            "priorities": PRIORITIES,
            "review": {
                "cadence": CADENCE,
                "most_reminders": MOST_REMINDERS,
                "escalate_after_rounds": ESCALATE_AFTER,
                "procedures_name_findings_from": FIRST_DAY,
            },
            "regimes": yaml.safe_load(example.CONFIG)["regimes"],
            "github": {"seconds_between_writes": 0},
            "limits": {"creates": 500, "updates": 500, "closes": 500},
        }
        self._written: dict[str, str] = {}
        example.write(root, {"postmortem.yml": _dumped(config)})

    def write(self, incidents: list[Incident]) -> None:
        """Write what is new or different."""
        tree = {path: text for incident in incidents for path, text in incident.tree().items()}
        for procedure in PROCEDURES:
            changes = [
                {"on": finding.named, "finding": incident.key(finding), "what": "Tokens end."}
                for incident in incidents
                for finding in incident.findings
                if finding.sop == procedure and finding.named
            ]
            front = f"---\n{_dumped({'changes': changes})}---\n" if changes else ""
            tree[f"docs/sops/{procedure}.md"] = f"{front}# How we do it\n"
        for gone in {
            path.split("/")[1] for path in self._written.keys() - tree.keys() if path.startswith("incidents/")
        }:
            if not any(path.startswith(f"incidents/{gone}/") for path in tree):
                shutil.rmtree(self.root / "incidents" / gone)
        example.write(self.root, {path: text for path, text in tree.items() if self._written.get(path) != text})
        self._written = tree
