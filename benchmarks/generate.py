"""Repositories of made-up incidents with the shape of the real ones: four files, about 40 keys, 15 events, 3 findings.

    python benchmarks/generate.py 10000 /tmp/incidents
    python benchmarks/generate.py 1000 /tmp/incidents 5  # each fifth is inexact: times without a zone, counts in part

The same number and seed give the same bytes.
"""

from __future__ import annotations

import hashlib
import random
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

SEED = 20261124
TEAMS = ("identity", "payments", "build", "index", "platform", "network")
WORDS = tuple(
    "token image build service account release mirror cache backup archive scanner gateway cluster log alert secret "  # noqa: SIM905  # words, as one reads them
    "deploy proxy domain mail owner review schedule window credential session upload package registry customer".split()
)

COMMON = tuple("the of to and in was for that on with it is by from as at were this be not or an which had".split())  # noqa: SIM905  # as above
"""What every report is full of."""

_VOCABULARY = 12_000
_SYLLABLES = tuple(f"{first}{second}" for first in "bdfgklmnprstv" for second in "aeiou")

CONFIG = (
    """\
security_response: {team: security-response, repository: example-org/security-response}
teams:
  security-response:
    {name: Security Response, organisation: Example Org, repository: example-org/security-response, audience: red}
"""
    + "".join(
        f"  {team}: {{name: {team.title()}, organisation: Example, repository: example-org/{team}, audience: amber}}\n"
        for team in TEAMS
    )
    + """\
priorities: {p0: 7, p1: 30, p2: 90, p3: 180}
limits: {creates: 1000000, updates: 1000000, closes: 1000000}
github: {seconds_between_writes: 0}
site: {name: Postmortems, url: "https://example.org/postmortems/"}
"""
)


class Incidents:
    """Writes incidents below a root, each from its own number alone."""

    def __init__(self, root: Path, seed: int = SEED, inexact_every: int = 0) -> None:
        """Incidents below `root`. One of so many says what it says inexactly; none does if that is 0."""
        self.root, self.seed, self.inexact_every = root, seed, inexact_every

    def write(self, count: int) -> None:
        """Write the configuration, an operating procedure and `count` incidents."""
        self._file("postmortem.yml", CONFIG)
        self._file("docs/sops/token-handling.md", "# Token handling\n")
        for number in range(count):
            self._incident(number)

    def _incident(self, number: int) -> None:
        chance = random.Random(self.seed + number)
        day = datetime(2016, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(90_000))
        folder = f"incidents/{day:%Y-%m-%d}-{chance.choice(WORDS)}-{number:05}"
        log = f"{day:%Y-%m-%dT%H:%MZ} {sentence(chance)}\n"
        self._file(f"{folder}/evidence/log.txt", log)
        report, events = readme(chance), timeline(chance, day)
        if self.inexact_every and number % self.inexact_every == 0:
            report, events = inexact(random.Random(f"{self.seed} {number}"), report, events)
        self._file(f"{folder}/README.md", report)
        self._file(f"{folder}/timeline.md", events)
        self._file(f"{folder}/evidence.md", evidence(chance, hashlib.sha256(log.encode()).hexdigest()))
        for index in range(1, 4):
            self._file(f"{folder}/findings/{index:02}-{chance.choice(WORDS)}.md", finding(chance))

    def _file(self, path: str, text: str) -> None:
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, encoding="utf-8")


@cache
def vocabulary() -> tuple[str, ...]:
    """The words of prose by rank: English's most common, made-up ones, and from rank 500 the field's among them."""
    chance = random.Random(SEED)
    made: dict[str, None] = dict.fromkeys(COMMON)
    while len(made) < _VOCABULARY:
        made["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 4))))] = None
    words = list(made)
    for place, word in enumerate(WORDS):
        words.insert(500 + 50 * place, word)
    return tuple(words)


@cache
def _weights() -> tuple[float, ...]:
    """How often words come up to each rank: a word's share falls as its rank grows (Zipf)."""
    return tuple(accumulate(1 / rank for rank in range(1, len(vocabulary()) + 1)))


def sentence(chance: random.Random, words: int = 14) -> str:
    """A sentence of that many words, as often as they are in texts."""
    return f"{' '.join(chance.choices(vocabulary(), cum_weights=_weights(), k=words)).capitalize()}."


def readme(chance: random.Random) -> str:
    """An incident's README.md in the full form."""
    first, second = chance.sample(TEAMS, 2)
    paragraphs = "\n\n".join(f"{sentence(chance, 60)} [E{chance.randint(1, 3)}]." for _ in range(5))
    return f"""\
---
title: {sentence(chance, 8).rstrip(".")}
status: published
tlp: clear
severity: sev{chance.randint(1, 4)}
summary: >-
  {sentence(chance, 20)}
  {sentence(chance, 20)}
services: [{", ".join(chance.sample(WORDS, 2))}]
tags: [{chance.choice(WORDS)}]
impact:
  customers: confirmed
  data_breach: potential
  counts:
  - {{count: {chance.randint(1, 9000)}, unit: {chance.choice(WORDS)}}}
  - {{count: {chance.randint(1, 90)}, unit: {chance.choice(WORDS)}}}
actors:
- {{kind: external, motive: unknown, confidence: low, evidence: [E1]}}
techniques:
- {{id: T1552.001, evidence: [E2]}}
- {{id: T1078}}
participants:
- {{team: security-response, role: led the response}}
- {{team: {first}, role: {sentence(chance, 4)}}}
- {{team: {second}, role: {sentence(chance, 4)}}}
external_parties:
- {{kind: vendor, who: {chance.choice(WORDS)}, contacted: 2024-06-28T11:09Z, note: {sentence(chance, 10)}}}
response:
  sufficient: {{verdict: "yes"}}
  complete: {{verdict: partly, because: {sentence(chance, 12)}, findings: ["01", "02"]}}
signoffs:
- {{team: security-response, who: incident commander, on: 2026-02-01}}
- {{team: {first}, who: team lead, on: 2026-02-01}}
- {{team: {second}, who: team lead, on: 2026-02-02}}
references:
- {{title: {sentence(chance, 5)}, url: "https://example.org/{chance.choice(WORDS)}"}}
---

## What happened

{sentence(chance, 60)}

## Technical summary

{paragraphs}

## How the response ran

{sentence(chance, 80)}

## Key takeaways

- {sentence(chance, 12)}
- {sentence(chance, 12)}
"""


def timeline(chance: random.Random, day: datetime) -> str:
    """A timeline of 15 events."""
    milestones = {0: "started", 4: "detected", 9: "contained", 14: "recovered"}
    events = []
    for index in range(15):
        day += timedelta(minutes=chance.randint(1, 600))
        milestone = f"\n  milestone: {milestones[index]}" if index in milestones else ""
        events.append(
            f"- at: {day:%Y-%m-%dT%H:%MZ}\n  what: {sentence(chance)}{milestone}\n"
            f"  phase: containment\n  evidence: [E{chance.randint(1, 3)}]\n"
        )
    return f"---\nevents:\n{''.join(events)}---\n"


def inexact(chance: random.Random, report: str, events: str) -> tuple[str, str]:
    """The same report and timeline as some sources give them: counts, times and versions that are known in part."""
    number, thing = chance.randint(2, 9000), chance.choice(WORDS)
    facts = f"""\
  - {{count: {{at_least: {number}}}, unit: downloads, as_of: 2016-01-10}}
  - {{count: {{at_least: 40, at_most: 50}}, percent_of: daily downloads, unit: downloads}}
  - {{count: unknown, unit: {chance.choice(WORDS)}}}
affected:
- id: {thing}
  purl: pkg:pypi/{thing}
  versions: ["4.87.1", "4.87.2"]
  last_known_good: ["4.87.0"]
factors:
- {{id: C1, what: {sentence(chance)}, findings: ["01"]}}
- {{id: C2, what: {sentence(chance)}, no_finding: {sentence(chance)}}}
indicators:
- {{type: domain, value: {thing}.example.net, first_seen: 2016-01}}
- {{type: ipv4, value: 192.0.2.{chance.randint(1, 254)}}}
- {{type: sha256, value: {hashlib.sha256(thing.encode()).hexdigest()}}}
- {{type: package, value: "pkg:pypi/{thing}@4.87.1"}}
actors:
"""
    unassessed = f"sufficient: {{verdict: not-assessed, because: {sentence(chance)}}}"
    report = report.replace("actors:\n", facts, 1).replace('sufficient: {verdict: "yes"}', unassessed)
    first, *others = events.replace("Z\n", "\n").split("- at: ")
    others[2] = f"{{after: {others[2][:16]}, before: {others[4][:16]}}}{others[2][16:]}"
    others[9] = f"{others[9]}  ended: {others[9][:16]}\n  affects: [{thing}]\n"
    stated = f"stated:\n- {{duration: eradicate, length: PT{chance.randint(1, 400)}M, from: detected}}\n"
    timeline = "- at: ".join([first, *others]).removeprefix("---\n").removesuffix("---\n")
    return report, f"---\ntimezone: unknown\n{timeline}{stated}---\n"


def evidence(chance: random.Random, digest: str) -> str:
    """A register of three items, one with an artefact."""
    return f"""\
---
items:
- {{id: E1, what: {sentence(chance)}, source: {chance.choice(WORDS)}, path: evidence/log.txt, sha256: {digest}}}
- {{id: E2, what: {sentence(chance)}, source: {chance.choice(WORDS)}, url: "https://example.org/{chance.choice(WORDS)}"}}
- {{id: E3, what: {sentence(chance)}, source: {chance.choice(WORDS)}, collected_at: 2026-01-10T10:00Z}}
---
"""


def finding(chance: random.Random) -> str:
    """A finding that is accepted."""
    return f"""\
---
title: Mend {sentence(chance, 6).rstrip(".").lower()}
category: technical-lapse
kind: change-request
owner: {chance.choice(TEAMS)}
priority: p{chance.randint(0, 3)}
evidence: [E1, E2, E3]
decision: {{status: accepted, on: 2026-02-01, consulted: [{chance.choice(TEAMS)}]}}
---

## What was found

{sentence(chance, 40)}

## Why it matters

{sentence(chance, 30)}

## What to change

{sentence(chance, 30)}

## Done when

- {sentence(chance, 10)}
- {sentence(chance, 10)}
"""


if __name__ == "__main__":
    Incidents(Path(sys.argv[2]), inexact_every=int("".join(sys.argv[3:4]) or 0)).write(int(sys.argv[1]))
