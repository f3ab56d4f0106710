"""Records whose level follows from others than themselves: parties, factors, indicators, notifications."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from pipeline import vocabulary
from pipeline.vocabulary import levels, ordered
from tests.leaks.sowing import Sower
from tests.leaks.story import REGIME, STEPS, Here, Part, Story
from tests.leaks.words import strictest

Schema = dict[str, Any]
Made = dict[str, Any]
_UNLESS_SAID = "amber"
_PERSONAL = ("account", "email")


class Facts(Sower):
    """Plants words in them; `record` fills the keys that are as those of any other record."""

    def record(self, name: str, schema: Schema, place: str, here: Here) -> Made:
        raise NotImplementedError

    def begin_parties(self, incident: str) -> list[Part]:
        """Two parties: an id that notifications name, their own level, and what it comes to."""
        owns = [self.choose(("", *levels())) for _ in range(2)]
        return [
            Part(self.word("incident.external_parties.id", strictest(incident, own)), own, strictest(incident, own), "")
            for own in owns
        ]

    def parties(self, place: str, here: Here) -> list[Made]:
        return [
            {**self._made(place, here.story, part.level, "id"), "id": part.id, **_own(part.own)}
            for part in here.story.parties
        ]

    def factors(self, place: str, here: Here) -> list[Made]:
        return [*self._answered(place, here), self._unanswered(place, here)]

    def _answered(self, place: str, here: Here) -> Iterator[Made]:
        """One that a finding answers: who may not see the finding does not see the factor either."""
        own, finding = self.choose(("", *levels())), self.choose(here.story.findings)
        level = strictest(here.level, own, finding.level)
        made = self._made(place, here.story, level, "id", "no_finding", "findings")
        yield {
            "id": self.keep(f"C{700_001 + next(self._numbers)}", f"{place}.id", level),
            **made,
            "findings": [finding.id],
            **_own(own),
        }

    def _unanswered(self, place: str, here: Here) -> Made:
        own = self.choose(("", *levels()))
        made = self._made(place, here.story, strictest(here.level, own), "id", "findings")
        return {"id": "C1", **made, **_own(own)}

    def indicators(self, place: str, here: Here) -> list[Made]:
        return [self._indicator(place, here) for _ in range(2)]

    def _indicator(self, place: str, here: Here) -> Made:
        kind = self.choose(ordered("incident", "indicators", "type"))
        personal = kind in _PERSONAL
        own = self.choose(("", *(levels()[2:] if personal and self.sound else levels())))
        level = strictest(here.level, own or _UNLESS_SAID, _UNLESS_SAID if personal else "")
        made = self._made(place, here.story, level, "type", "value", "last_seen")
        return {"type": kind, "value": self._value_of(kind, f"{place}.value", level), **made, **_own(own)}

    def _value_of(self, kind: str, place: str, level: str) -> str:
        if kind.startswith(("sha", "md")):
            return self.keep(hashlib.new(kind, f"{next(self._numbers)}".encode()).hexdigest(), place, level)
        if kind.startswith("ip"):
            return {"ipv4": "198.51.100.7", "ipv6": "2001:db8::7"}[kind]
        word = self.word(place, level)
        forms = {"domain": "{}.example.org", "url": "https://{}.example.org/", "email": "{}@example.org"}
        return forms.get(kind, "pkg:npm/{}@1.0" if kind == "package" else "{}").format(word)

    def notifications(self, place: str, here: Here) -> list[Made]:
        return [self._notification(place, here, step) for step in STEPS]

    def _notification(self, place: str, here: Here, step: str) -> Made:
        """One goes to a party, perhaps: who may not see the party does not see the notification either."""
        own, party = self.choose(("", *levels())), self.choose([None, *here.story.parties])
        level = strictest(here.level, own or _UNLESS_SAID, party.level if party else "")
        unused = self.choose(("sent", "not_required"))
        made = self._made(place, here.story, level, "regime", "step", "party", unused)
        to = {"party": party.id} if party else {}
        return {"regime": REGIME, "step": step, **to, **made, **_own(own)}

    def _made(self, place: str, story: Story, level: str, *without: str) -> Made:
        """The record at this place, of this level, without some of its keys and its `tlp`."""
        schema = vocabulary.property_schema(*place.split("."))["items"]
        properties = {key: value for key, value in schema["properties"].items() if key not in (*without, "tlp")}
        return self.record("incident", {**schema, "properties": properties}, place, Here(story, level))


def _own(level: str) -> Made:
    return {"tlp": level} if level else {}
