"""A small repository that `check` finds nothing wrong with, as texts by path, for tests to change."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.tracking.tracker import Issue
from tests.fast_yaml import as_texts, dump

INCIDENT = "2026-01-10-leaked-token"
LOG = "2026-01-10T09:00Z token used from an unknown address\n"

CONFIG = """\
security_response: {team: security-response, repository: example-org/security-response}
teams:
  security-response:
    {name: Security Response, organisation: Example Org, repository: example-org/security-response, audience: red}
  identity: {name: Identity, organisation: Example Org, repository: example-org/identity, audience: amber}
  payments: {name: Payments, organisation: Example Org, repository: example-org/payments, audience: clear}
  partner: {name: Partner, organisation: Partner Inc, repository: example-org/partner, audience: amber}
priorities: {p0: 7, p1: 30, p2: 90}
regimes:
  gdpr:
    title: GDPR
    steps: {authority: {deadlines: [{after: "milestone:aware", within: PT72H}]}, people: {}}
repository: https://git.example.org/postmortems
site: {name: Postmortems, url: "https://example.org/postmortems/"}
github: {seconds_between_writes: 0}
"""

README = """\
---
title: A token of the identity service was readable in a public image
status: published
tlp: clear
severity: sev2
summary: A token was readable for two days; nobody used it.
services: [identity]
impact: {customers: potential, data_breach: none}
actors: [{kind: unknown, evidence: [E1]}]
techniques: [{id: T1552.001}]
participants:
- {team: security-response, role: led the response}
- {team: identity, role: revoked the token}
response:
  sufficient: {verdict: "yes"}
  complete: {verdict: partly, because: Old tokens are still valid., findings: ["01"]}
signoffs:
- {team: security-response, who: incident commander, on: 2026-02-01}
- {team: identity, who: team lead, on: 2026-02-01}
references: [{title: The status page, url: "https://example.org/status"}]
---

## What happened

A token lay in a public image for two days.

## Technical summary

The token was compiled into the image [E1].

## How the response ran

The identity team revoked the token within the hour.

## Key takeaways

- Build from clean checkouts.
"""

TIMELINE = """\
---
events:
- {at: 2026-01-08, what: The image was published., milestone: started, phase: attack}
- {at: 2026-01-10T09:00Z, what: A scanner reported the token., milestone: detected, evidence: [E1]}
- {at: 2026-01-10T09:40Z, what: The token was revoked., milestone: contained}
---
"""

EVIDENCE = f"""\
---
items:
- id: E1
  what: The audit log of the token.
  source: identity
  path: evidence/log.txt
  sha256: {hashlib.sha256(LOG.encode()).hexdigest()}
---
"""

FINDING = """\
---
title: Expire tokens after 30 days
category: technical-lapse
kind: change-request
owner: identity
priority: p1
evidence: [E1]
decision: {status: accepted, on: 2026-02-01}
---

## What was found

Tokens never expire.

## Why it matters

A leak stays open for ever.

## What to change

Let tokens end by themselves.

## Done when

- A token older than 30 days is refused
- Its owner is told a week before
"""

FINDING_PATH = "findings/01-expire-tokens.md"


def files() -> dict[str, str]:
    """The repository, by path from its root."""
    folder = f"incidents/{INCIDENT}"
    return {
        "postmortem.yml": CONFIG,
        "docs/sops/token-handling.md": "# Token handling\n",
        f"{folder}/README.md": README,
        f"{folder}/timeline.md": TIMELINE,
        f"{folder}/evidence.md": EVIDENCE,
        f"{folder}/evidence/log.txt": LOG,
        f"{folder}/{FINDING_PATH}": FINDING,
    }


def write(root: Path, tree: dict[str, str] | None = None) -> Path:
    """Write the repository (or `tree`) below `root`."""
    for path, text in (files() if tree is None else tree).items():
        full = root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, encoding="utf-8", newline="")
    return root


def changed(text: str, front: str = "", body: str = "") -> str:
    """A document with these front matter keys instead of its own, and these sections (or with them added)."""
    _, old_front, old_body = text.split("---\n", 2) if text.startswith("---\n") else ("", "", "")
    own, new = (as_texts(text) or {} for text in (old_front, front))
    keys = {**own, **new}
    if " #" in front:  # a comment, which would be lost
        kept = {key: value for key, value in own.items() if key not in new}
        dumped = f"{dump(kept) if kept else ''}{front}\n"
    else:
        dumped = dump(keys, allow_unicode=True)
    return f"---\n{dumped}---\n{_sections(old_body, body)}"


def _sections(old: str, new: str) -> str:
    def split(text: str) -> dict[str, str]:
        parts = ("\n" + text).split("\n## ")[1:]
        return {part.partition("\n")[0].strip(): part.partition("\n")[2] for part in parts}

    merged = {**split(old), **split(new)}
    return "".join(f"\n## {heading}\n{text}" for heading, text in merged.items())


def issue(**change: Any) -> Issue:
    """An open issue of the identity team."""
    made = Issue(
        repository="example-org/identity",
        number=7,
        title="Expire tokens",
        body="",
        labels=frozenset(),
        closed_as=None,
        closed_at=None,
        updated_at=datetime(2026, 2, 1, tzinfo=UTC),
        author="pipeline",
        from_inside=True,
        url="https://github.example/7",
    )
    return replace(made, **change)
