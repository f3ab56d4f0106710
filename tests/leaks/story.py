"""What is told in a repository of planted words: its teams, its incidents, and which of their parts who may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pipeline.vocabulary import levels, ordered

TODAY = date(2026, 11, 24)
TEAMS = {**{level.replace("+", "-"): level for level in levels()}, "partner": "amber"}
"""A team for each level that its repository may hold, and one of another organisation."""

REGIME, STEPS = "law", ("first", "last")

CONFIG = {
    "repository": "https://example.org/postmortems-repository",
    "security_response": {"team": "red", "repository": "example-org/red"},
    "teams": {
        name: {
            "name": f"Team {name}",
            "organisation": "Partner Inc" if name == "partner" else "Example Org",
            "repository": f"example-org/{name}",
            "audience": level,
        }
        for name, level in TEAMS.items()
    },
    "priorities": dict.fromkeys(ordered("finding", "priority"), 400),
    "regimes": {REGIME: {"title": "A law", "steps": {step: {} for step in STEPS}}},
    "limits": {"creates": 100, "updates": 100, "closes": 100},
    "github": {"seconds_between_writes": 0},
    "site": {"name": "Postmortems", "url": "https://example.org/postmortems/"},
}


@dataclass(frozen=True)
class Part:
    """An item of evidence or a finding: its id, its own level ("" for none), the level that it comes to, its file."""

    id: str
    own: str
    level: str
    path: str
    held: bool = False
    duplicate_of: str | None = None
    owner: str = ""


@dataclass
class Story:
    """An incident: what its files and those of other incidents have to know of it."""

    id: str
    status: str
    tlp: str
    level: str
    aliases: tuple[str, ...]
    others: list[Story] = field(default_factory=list)
    items: list[Part] = field(default_factory=list)
    findings: list[Part] = field(default_factory=list)
    things: list[Part] = field(default_factory=list)
    parties: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Here:
    """Where in the front matter the walk is: in which incident, and at which of its parts."""

    story: Story
    level: str
    part: Part | None = None

    @property
    def own(self) -> Part:
        assert self.part is not None
        return self.part
