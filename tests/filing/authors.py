"""A small repository of postmortems as authors edit it, and what its findings ask of the tracker.

What is expected is said here from the contract (docs, decisions), not by the planner's code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.operations.workspace import Workspace
from pipeline.repository.history import History
from pipeline.tracking.desired import Source
from pipeline.tracking.marker import opaque_key
from tests import example

TODAY = date(2026, 2, 10)
TEAMS = ("identity", "payments", "mirror")
"""Teams of one organisation: a private repository, a public one, and a public one that is believed to be private."""
PUBLIC = ("payments", "mirror")
SECRET = "QUOKKA"  # noqa: S105  # a word that is in amber passages
REFUSED = ("declined", "risk-accepted")

_CONFIG = """\
security_response: {{team: security-response, repository: {security-response}}}
teams:
  security-response:
    {{name: Security Response, organisation: Example Org, repository: {security-response}, audience: red}}
  identity: {{name: Identity, organisation: Example Org, repository: {identity}, audience: amber}}
  payments: {{name: Payments, organisation: Example Org, repository: {payments}, audience: clear}}
  mirror: {{name: Mirror, organisation: Example Org, repository: {mirror}, audience: amber}}
  partner: {{name: Partner, organisation: Partner Inc, repository: {partner}, audience: amber}}
priorities: {{p0: 7, p1: 30, p2: 90}}
site: {{name: Postmortems, url: "https://example.org/postmortems/"}}
github: {{seconds_between_writes: 0}}
"""

_FINDING = """\
---
title: {title}
category: technical-lapse
kind: {kind}
owner: {owner}
priority: {priority}
tlp: {tlp}
{front}---

## What was found

Tokens never expire, as seen {text} times.

<!-- tlp:amber -->
{secret}
<!-- /tlp -->

## Why it matters

A leak stays open for ever.

## What to change

Let tokens end by themselves.

## Done when

- A token older than {text} days is refused
- Its owner of {number} is told a week before
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as its file says it. `text` is a number that is in its words, `issue` one that it adopts."""

    number: str
    title: str = ""
    text: int = 0
    priority: str = "p1"
    owner: str = "identity"
    kind: str = "bug"
    partner: bool = False
    decision: str = "accepted"
    verified: bool = False
    duplicate_of: str = ""
    tlp: str = "clear"
    tail: str = "as-found"
    issue: str = ""
    there: bool = True

    @property
    def team(self) -> str:
        """The team in whose repository its issue belongs."""
        return "security-response" if self.kind == "process-change" or self.partner else self.owner

    @property
    def withheld(self) -> bool:
        """Whether its repository is public and may not show it."""
        return self.tlp != "clear" and self.team in PUBLIC

    @property
    def settled(self) -> str:
        """What an issue made for it is closed as at once; "" where work is to be done."""
        return "not_planned" if self.decision in REFUSED else "completed" if self.verified else ""

    def file(self, incident: str) -> str:
        front = f"decision: {{status: {self.decision}, reason: Because., on: 2026-02-01, consulted: [{self.owner}]}}\n"
        front += "involves: [partner]\n" if self.partner else ""
        front += "sop: token-handling\n" if self.kind == "process-change" else ""
        front += f"duplicate_of: {incident}/{self.duplicate_of}\n" if self.duplicate_of else ""
        front += "verification: {by: dana, on: 2026-02-02, how: Tried it.}\n" if self.verified else ""
        front += f"issue: {self.issue}\n" if self.issue else ""
        return _FINDING.format(
            title=self.title or f"Expire tokens of {self.number}",
            kind=self.kind,
            owner=self.owner,
            priority=self.priority,
            tlp=self.tlp,
            front=front,
            text=self.text,
            number=self.number,
            secret=f"{SECRET} {self.text}",
        )


class Authors:
    """The repository below `root`, whose teams file in `places`. Its files are edited, and always pass `check`."""

    def __init__(self, root: Path, places: Mapping[str, str], incident: str, count: int = 3) -> None:
        self.root, self.places = root, places
        self.names = [incident]
        self.draft = False
        self.findings = {number: Finding(number) for number in (f"{n:02d}" for n in range(1, count + 1))}
        tree = example.files()
        tree["postmortem.yml"] = _CONFIG.format(**places)
        for path, text in tree.items():
            if not path.endswith(example.FINDING_PATH):
                example.write(root, {path.replace(example.INCIDENT, incident): text})
        self._write_readme()
        for number in self.findings:
            self._write(number)

    @property
    def incident(self) -> str:
        return self.names[-1]

    @property
    def folder(self) -> Path:
        return self.root / "incidents" / self.incident

    def edit(self, number: str, **changes: Any) -> bool:
        """Write a finding's file again; False where `check` would refuse it, and nothing is changed."""
        after = replace(self.findings[number], **changes)
        if after == self.findings[number] or not self._valid({**self.findings, number: after}):
            return False
        self._path(number).unlink(missing_ok=True)
        self.findings[number] = after
        self._write(number)
        return True

    def rename(self, name: str) -> None:
        """Give the incident another name; the old ones become its aliases."""
        self.folder.rename(self.root / "incidents" / name)
        self.names.append(name)
        self._write_readme()
        for number in self.findings:
            self._write(number)

    def set_draft(self, *, draft: bool) -> None:
        self.draft = draft
        self._write_readme()

    def number_of(self, key: str) -> str:
        """The finding of a key, under any of its incident's names; "" where it is of none."""
        keys = {f"{name}/{number}": number for name in self.names for number in self.findings}
        return keys.get(key, "") or {opaque_key(plain): number for plain, number in keys.items()}.get(key, "")

    def place(self, finding: Finding) -> str:
        return self.places[finding.team]

    def wanted(self, finding: Finding) -> bool:
        """Whether the finding has to have an issue of its own."""
        return finding.there and not self.draft and not finding.duplicate_of and not finding.withheld

    def source(self) -> Source:
        """What a run reads."""
        workspace = self.workspace()
        return Source(workspace.corpus, workspace.config, TODAY, History())

    def workspace(self) -> Workspace:
        return Workspace(self.root, TODAY)

    def _valid(self, findings: Mapping[str, Finding]) -> bool:
        there = {number: finding for number, finding in findings.items() if finding.there}
        adopted = [finding.issue for finding in findings.values() if finding.issue]
        return len(adopted) == len(set(adopted)) and all(
            finding.duplicate_of in ("", *there)
            and not (finding.duplicate_of and there[finding.duplicate_of].duplicate_of)
            and not (finding.verified and finding.decision != "accepted")
            and not (finding.team == "payments" and finding.tlp != "clear")
            for finding in there.values()
        )

    def _path(self, number: str) -> Path:
        return self.folder / "findings" / f"{number}-{self.findings[number].tail}.md"

    def _write(self, number: str) -> None:
        finding = self.findings[number]
        if finding.there:
            self._path(number).parent.mkdir(exist_ok=True)
            self._path(number).write_text(finding.file(self.incident), encoding="utf-8")

    def _write_readme(self) -> None:
        front = f"status: {'draft' if self.draft else 'published'}\naliases: [{', '.join(self.names[:-1])}]\n"
        front += 'response: {sufficient: {verdict: "yes"}, complete: {verdict: "yes"}}'
        (self.folder / "README.md").write_text(example.changed(example.README, front), encoding="utf-8")
