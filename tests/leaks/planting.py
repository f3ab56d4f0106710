"""Repositories with a word of its own at every place that the schemas allow.

The schemas are walked, so that a key which is new to the format is planted too, or the walk says that it cannot.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from pipeline import layout, vocabulary
from pipeline.vocabulary import levels, ordered
from tests.fast_yaml import dump
from tests.leaks.facts import Facts
from tests.leaks.sowing import Choose
from tests.leaks.story import CONFIG, TEAMS, Here, Part, Story
from tests.leaks.words import NOBODY, above, strictest

Schema = dict[str, Any]

_GROUPS = tuple(f"G{number:04}" for number in (7, 10, 22, 34, 46, 49, 50, 59, 64, 65))
_SHOWN_OF_A_HASH = 12
_EVENTS = 2
"""How many of whatever there may be several of, events among them."""


class Planting(Facts):
    """Plants words in the files of incidents."""

    def __init__(self, choose: Choose, *, sound: bool = False) -> None:
        super().__init__(choose, sound=sound)
        self.files: dict[str, bytes] = {"postmortem.yml": dump(CONFIG).encode()}
        self._groups, self._milestones = iter(_GROUPS * 9), count()
        self._findings, self._items = count(101), count(700_001)

    def plant(self, incidents: int) -> Planting:
        """Make that many incidents, which know of each other."""
        stories = [self._begin(f"2025-{number:02}") for number in range(1, incidents + 1)]
        for story in stories:
            story.others = [other for other in stories if other is not story]
            story.findings.append(self._finding(story, self.choose([None, *story.others])))
        for story in stories:
            self._write(story)
        return self

    def write(self, root: Path) -> Path:
        for name, content in self.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        return root

    def _begin(self, month: str) -> Story:
        # Mostly what is published to everybody: only there can something within be withheld from everybody.
        status = self.choose(("published", "published", *ordered("incident", "status")))
        tlp = self.choose((levels()[0], levels()[0], levels()[0], *levels()))
        level = NOBODY if status == "draft" else tlp
        name, alias = (f"{month}-{self.word(place, level)}" for place in ("an incident's id", "an alias"))
        story = Story(name, status, tlp, level, (alias,))
        story.items = [self._item(level, artefact=number < 2) for number in range(3)]
        story.findings = [self._finding(story) for _ in range(2)]
        story.parties = self.begin_parties(level)
        return story

    def _item(self, incident: str, *, artefact: bool) -> Part:
        own = self.choose(("", *levels()))
        level = strictest(incident, own)
        name = self.keep(f"E{next(self._items)}", "an evidence id", level)
        folder, file = (self.word("an artefact's path", level) for _ in range(2)) if artefact else ("", "")
        return Part(name, own, level, f"evidence/{folder}/{file}.csv" if artefact else "")

    def _finding(self, story: Story, twin: Story | None = None) -> Part:
        """A finding, which may be a duplicate of the first one of another incident."""
        own, held = self.choose(("", "", "", *levels())), self.choose((True, False, False))
        level = strictest(story.level, own, "amber" if held else "", twin.findings[0].level if twin else "")
        number = str(next(self._findings))
        for text in (f"{story.id}/{number}", f'"{number}"', f'"f{number}"', f"#f{number}"):
            self.keep(text, "a finding's number", level)
        name = self.word("a finding's file name", level)
        same = f"{twin.id}/{twin.findings[0].id}" if twin else None
        owner = self.choose([team for team, most in TEAMS.items() if not above(level, most)] or list(TEAMS))
        return Part(number, own, level, f"findings/{number}-{name}.md", held, same, owner)

    def _write(self, story: Story) -> None:
        folder, here = f"incidents/{story.id}", Here(story, story.level)
        self._document(f"{folder}/README.md", "incident", here, layout.FULL)
        self._document(f"{folder}/timeline.md", "timeline", here, ("Notes",))
        self._document(f"{folder}/evidence.md", "evidence", here, ("Notes",))
        for part in story.findings:
            self._document(f"{folder}/{part.path}", "finding", Here(story, part.level, part), layout.FINDING)
        if not self.sound:
            stray = self.word("a stray artefact's name", NOBODY)
            self.files[f"{folder}/evidence/{stray}.txt"] = self.word("a stray artefact", NOBODY).encode()

    def _document(self, path: str, name: str, here: Here, headings: Sequence[str]) -> None:
        data = self._value(name, vocabulary.schema(name), name, here)
        comment = self.word(f"{name}, a comment of the YAML", NOBODY)
        front = dump(data, width=1000)
        body = "\n\n".join(self.prose(f"{name}, prose", here, headings))
        self.files[path] = f"---\n# {comment}\n{front}---\n\n{body}\n".encode()

    def _value(self, name: str, schema: Schema, place: str, here: Here) -> Any:
        if place in _PLACES:
            return _PLACES[place](self, place, here)
        while "$ref" in schema:
            file, _, pointer = schema["$ref"].partition("#/")
            name = file.removesuffix(".schema.json") or name
            kind, schema = pointer.rpartition("/")[2], vocabulary.schema(name)
            for key in pointer.split("/"):
                schema = schema[key]
            if kind in _KINDS:
                return _KINDS[kind](self, place, here)
        if "enum" in schema:
            return self.choose(schema["enum"])
        if schema.get("type") == "boolean":
            return self.choose((True, False))
        if schema.get("type") == "array":
            return [self._value(name, schema["items"], place, here) for _ in range(_EVENTS)]
        if schema.get("type") == "object":
            return self.record(name, schema, place, here)
        raise AssertionError(f"nobody says how to plant a word in {place}: add it to planting.py")

    def record(self, name: str, schema: Schema, place: str, here: Here) -> dict[str, Any]:
        data: dict[str, Any] = {}
        properties = dict(schema["properties"])
        if "tlp" in properties and place not in ("incident", "finding", "evidence.items"):
            own = self.choose(("", *levels()))
            here = Here(here.story, strictest(here.level, own))
            data |= {"tlp": own} if own else {}
            del properties["tlp"]
        for key, inner in properties.items():
            value = self._value(name, inner, f"{place}.{key}", here)
            if value is not None:
                data[key] = value
        if schema.get("patternProperties"):
            data["x-own"] = self.word(f"{place}.x-own", NOBODY)
        return data

    def items_of(self, place: str, here: Here) -> list[dict[str, Any]]:
        schema = vocabulary.schema("evidence")["properties"]["items"]["items"]
        return [self.record("evidence", schema, place, Here(here.story, part.level, part)) for part in here.story.items]

    def artefact(self, _place: str, here: Here) -> str | None:
        if not here.own.path:
            return None
        content = f"{self.word('an artefact', here.own.level)}\n".encode()
        packed = gzip.compress(content, mtime=0) if here.own is here.story.items[1] else content
        self.files[f"incidents/{here.story.id}/{here.own.path}"] = packed
        return here.own.path

    def digest(self, place: str, here: Here) -> str | None:
        content = self.files.get(f"incidents/{here.story.id}/{here.own.path}")
        if content is None:
            return None
        digest = hashlib.sha256(content).hexdigest()
        self.keep(digest[:_SHOWN_OF_A_HASH], place, here.own.level)
        return digest

    def related(self, place: str, here: Here) -> list[dict[str, str]]:
        return [
            {"incident": other.id, "because": self.text(place, Here(here.story, strictest(here.level, other.level)))}
            for other in here.story.others
        ]

    def procedure(self, place: str, here: Here) -> str:
        name = self.word(place, here.level)
        self.files[f"{layout.SOPS}/{name}.md"] = b"# A procedure\n"
        return name

    def count(self, place: str, here: Here) -> Any:
        number = int(self.keep(str(900_000_001 + next(self._numbers)), place, here.level))
        return self.choose((number, {"at_least": number}, {"at_most": number}))

    def when(self, place: str, here: Here) -> Any:
        day = self.day(place, here.level)
        return self.choose((day, {"after": day}, {"before": day}))

    def length(self, place: str, here: Here) -> Any:
        days = 61_001 + next(self._numbers)
        self.keep(str(days * 86_400), place, here.level)
        return self.choose((f"P{days}D", {"at_least": f"P{days}D"}, {"at_most": f"P{days}D"}))

    def thing(self, place: str, here: Here) -> str:
        name = self.word(place, here.level)
        here.story.things.append(Part(name, "", here.level, ""))
        return name

    def affects(self, _place: str, here: Here) -> list[str] | None:
        """All things, if one of them may be seen by whoever may see this; else what names them would go with them."""
        seen = [part for part in here.story.things if not above(part.level, here.level)]
        return self.choose((None, [part.id for part in here.story.things])) if seen else None

    def ranges(self, place: str, here: Here) -> list[dict[str, Any]]:
        events = [{key: self.word(place, here.level)} for key in ("introduced", "fixed")]
        return [{"type": "GIT", "repo": self.url(place, here), "events": events}]

    def report(self, place: str, here: Here) -> dict[str, Any] | None:
        if self.choose((True, False)):
            return None
        return {"retold_from": {"organisation": self.text(place, here), "url": self.url(place, here)}}

    def revoked(self, place: str, here: Here) -> list[dict[str, str]] | None:
        if self.sound:  # `check` wants the secret to be there, and then no secret may look like a word
            return None
        return [{"sha256": hashlib.sha256(b"x").hexdigest(), "reason": self.word(place, here.level)}]


Plant = Callable[[Planting, str, Here], Any]

_KINDS: dict[str, Plant] = {
    "line": Planting.text,
    "text": Planting.text,
    "url": Planting.url,
    "team": lambda self, _place, _here: self.choose(list(TEAMS)),
    "date": lambda self, place, here: self.day(place, here.level),
    "moment": lambda self, place, here: self.day(place, here.level),
    "when": Planting.when,
    "length": Planting.length,
    "short-name": lambda self, place, here: self.word(place, here.level),
    "evidence-ids": lambda _self, _place, here: [part.id for part in here.story.items],
    "waivers": lambda self, place, here: [{"rule": "nobody-is-blamed", "reason": self.word(place, here.level)}],
}
"""How to fill what the schemas refer to by name."""

_PLACES: dict[str, Plant] = {
    "incident.status": lambda _self, _place, here: here.story.status,
    "incident.tlp": lambda _self, _place, here: here.story.tlp,
    "incident.services": lambda self, place, here: [self.word(place, here.level)],
    "incident.tags": lambda self, place, here: [self.word(place, here.level)],
    "incident.impact.counts.count": Planting.count,
    "incident.report": Planting.report,
    "incident.affected.id": Planting.thing,
    "incident.affected.purl": lambda self, place, here: f"pkg:pypi/{self.word(place, here.level)}",
    "incident.affected.versions": lambda self, place, here: [self.word(place, here.level)],
    "incident.affected.last_known_good": lambda self, place, here: [self.word(place, here.level)],
    "incident.affected.ranges": Planting.ranges,
    "incident.actors.group": lambda self, place, here: self.keep(next(self._groups), place, here.level),
    "incident.techniques.id": lambda _self, _place, _here: "T1552.001",
    "incident.response.sufficient.findings": lambda _self, _place, here: [part.id for part in here.story.findings],
    "incident.response.complete.findings": lambda _self, _place, here: [part.id for part in here.story.findings],
    "incident.signoffs.pull_request": lambda _self, _place, _here: None,  # it stands in place of what is planted
    "incident.external_parties": Planting.parties,
    "incident.factors": Planting.factors,
    "incident.indicators": Planting.indicators,
    "incident.notifications": Planting.notifications,
    "incident.related": Planting.related,
    "incident.duplicate_of": lambda self, _place, here: self.choose([None, *(one.id for one in here.story.others)]),
    "incident.aliases": lambda _self, _place, here: list(here.story.aliases),
    "incident.revoked_secrets": Planting.revoked,
    "incident.timezone": lambda _self, _place, _here: "UTC",
    "timeline.timezone": lambda _self, _place, _here: "UTC",
    "evidence.timezone": lambda _self, _place, _here: "UTC",
    "evidence.items": Planting.items_of,
    "evidence.items.id": lambda _self, _place, here: here.own.id,
    "evidence.items.path": Planting.artefact,
    "evidence.items.url": lambda self, place, here: None if here.own.path else self.url(place, here),
    "evidence.items.sha256": Planting.digest,
    "evidence.items.tlp": lambda _self, _place, here: here.own.own or None,
    # Every duration can begin with the first milestone.
    "timeline.stated.from": lambda self, _place, _here: (
        vocabulary.response_milestones()[0] if self.sound else self.choose(ordered("timeline", "stated", "from"))
    ),
    "timeline.stated.affects": Planting.affects,
    "timeline.events.affects": Planting.affects,
    "timeline.events.milestone": lambda self, _place, _here: ordered("timeline", "events", "milestone")[
        next(self._milestones) % _EVENTS
    ],
    "finding.owner": lambda _self, _place, here: here.own.owner,
    "finding.due": lambda self, place, here: self.day(place, here.level, date(2021, 7, 1)),
    "finding.involves": lambda self, _place, _here: [self.choose(list(TEAMS))],
    "finding.decision.status": lambda self, _place, _here: (
        "accepted" if self.sound else self.choose(ordered("finding", "decision", "status"))
    ),
    "finding.decision.asked": lambda self, _place, _here: None if self.sound else [self.choose(list(TEAMS))],
    "finding.decision.until": lambda self, place, here: None if self.sound else self.day(place, here.level),
    # Later than the finding would be due.
    "finding.decision.extended.until": lambda self, place, here: self.day(place, here.level, date(2022, 6, 1)),
    "finding.decision.consulted": lambda _self, _place, here: [here.own.owner],
    "finding.tlp": lambda _self, _place, here: here.own.own or None,
    "finding.disclose_after": lambda self, place, here: self.day(
        place, here.level, date(2027, 1, 1) if here.own.held else date(2021, 1, 1)
    ),
    "finding.sop": Planting.procedure,
    "finding.verification.again_after": lambda _self, _place, _here: "P90D",
    "finding.assignees": lambda self, place, here: [self.word(place, here.level)],
    "finding.issue": lambda self, place, here: (
        # What there is no such issue for is not filed.
        None if self.sound else f"example-org/{self.word(place, here.level)}#7"
    ),
    "finding.duplicate_of": lambda _self, _place, here: here.own.duplicate_of,
}
"""How to fill a key whose words no schema says, or that has to fit others."""
