"""An incident as a bundle of STIX 2.1, for programs that share threat intelligence.

The ids are stable: the same incident has the same ones in every export, and a technique or an organisation has the
same one in every incident. Each object has the marking of its own level.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from pipeline.attack import attack
from pipeline.exchange.stix_patterns import pattern
from pipeline.model import Incident, Indicator
from pipeline.repository.config import Config
from pipeline.site.data import day_of, updated
from pipeline.site.links import attack_url
from pipeline.vocabulary import levels

Json = dict[str, Any]

_NAMESPACE = UUID("6d2b8a1e-53c9-4f0e-9a57-0c1f4e7d9b36")
_SHARED_SINCE = "2021-06-10T00:00:00.000Z"
"""When objects were created that several incidents share: the day on which STIX 2.1 became a standard."""

_TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP_CREATED = "2022-10-01T00:00:00.000Z"
_TLP_IDS = (
    "94868c89-83c2-464b-929b-a1a8aa3c8487",
    "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "939a9414-2ddd-4d32-a0cd-375ea402b003",
    "e828b379-4e03-4974-9ac4-e53a884c97c1",
)
"""The marking definitions that OASIS published for TLP 2.0, from the least to the most restricted level."""


def stix(incident: Incident, config: Config, address: str) -> Json:
    """The incident as a bundle. It has to be redacted for whoever gets the bundle. Indicators are exact.

    `address` is the URL of its page, "" if there is none.
    """
    objects = _Objects(incident, config, address)
    found = list({item["id"]: item for item in objects.all}.values())
    marked = {reference for item in found for reference in item.get("object_marking_refs", ())}
    markings = [_marking(level) for level in levels() if _marking(level)["id"] in marked]
    return {"type": "bundle", "id": _id("bundle", incident.id), "objects": [*markings, *found]}


@dataclass(frozen=True, slots=True)
class _Objects:
    """The objects of one incident."""

    incident: Incident
    config: Config
    address: str

    @property
    def all(self) -> Iterator[Json]:
        """Every object, and what connects it with the incident."""
        yield self._organisation(self._author)
        yield self._incident()
        for level, item in self._related():
            yield item
            yield self._relation(level, item["id"])

    @property
    def _author(self) -> str:
        return self.config.teams[self.config.response_team].organisation

    @property
    def _id(self) -> str:
        return _id("incident", self.incident.id)

    def _related(self) -> Iterator[tuple[str, Json]]:
        """Each object that has to do with the incident, with its own level, "" for that of the incident."""
        for technique in self.incident.techniques:
            yield "", self._technique(technique.id, technique.name)
        for actor in self.incident.actors:
            if actor.group:
                yield actor.tlp, self._group(actor.group)
        for indicator in self.incident.indicators:
            yield indicator.tlp, self._indicator(indicator)
        teams = self.config.teams
        for participant in self.incident.participants:
            if participant.team in teams:
                yield "", self._organisation(teams[participant.team].organisation)
        for party in self.incident.external_parties:
            # Somebody's level in one incident says nothing about them in another: so an id of their own.
            who = self._object("identity", f"{self.incident.id}/{party.who}", party.tlp, own=True)
            yield party.tlp, {**who, "name": party.who, "identity_class": "unknown"}

    def _incident(self) -> Json:
        incident = self.incident
        page = [{"source_name": self.config.site.name, "url": self.address}] if self.address else []
        references = [{"source_name": item.title or item.url, "url": item.url} for item in incident.references]
        return _present(
            {
                **self._object("incident", incident.id, "", own=True),
                "name": incident.title,
                "description": incident.summary,
                "labels": list(incident.tags),
                "external_references": [*page, *references],
            }
        )

    def _technique(self, technique: str, name: str) -> Json:
        known = self._known("attack-pattern", technique or f"{self.incident.id}/{name}", technique)
        entry = attack().entries.get(technique)
        return {**known, "name": name if not entry else entry.name} if name or entry else {**known, "name": technique}

    def _group(self, group: str) -> Json:
        entry = attack().entries.get(group)
        return {**self._known("intrusion-set", group, group), "name": entry.name if entry else group}

    def _known(self, kind: str, key: str, attack_id: str) -> Json:
        """An object for something in ATT&CK, which is the same in every incident; else one of this incident's own."""
        item = self._object(kind, key, "", own=not attack_id)
        reference = {"source_name": "mitre-attack", "external_id": attack_id, "url": attack_url(attack_id)}
        return {**item, "external_references": [reference]} if attack_id else item

    def _organisation(self, name: str) -> Json:
        return {**self._object("identity", name, "", own=False), "name": name, "identity_class": "organization"}

    def _indicator(self, item: Indicator) -> Json:
        first = item.first_seen
        return _present(
            {
                **self._object("indicator", f"{self.incident.id}/{item.type}/{item.value}", item.tlp, own=True),
                "name": f"{item.type}: {item.value}",
                "description": item.note,
                "indicator_types": ["unknown"],
                "pattern": pattern(item),
                "pattern_type": "stix",
                "valid_from": _time(first.earliest) if first else self._created,
            }
        )

    def _relation(self, level: str, target: str) -> Json:
        item = self._object("relationship", f"{self.incident.id}/{target}", level, own=True)
        return {**item, "relationship_type": "related-to", "source_ref": self._id, "target_ref": target}

    def _object(self, kind: str, key: str, level: str, *, own: bool) -> Json:
        """What every object has. One that is not the incident's `own` was made by nobody, and is not a secret."""
        item: Json = {"type": kind, "spec_version": "2.1", "id": _id(kind, key)}
        if not own:
            return {**item, "created": _SHARED_SINCE, "modified": _SHARED_SINCE}
        return {
            **item,
            "created_by_ref": _id("identity", self._author),
            "created": self._created,
            "modified": _time(datetime.combine(updated(self.incident), time.min, UTC)),
            "object_marking_refs": [_marking(self.incident.level(level))["id"]],
        }

    @property
    def _created(self) -> str:
        first = date.fromisoformat(f"{day_of(self.incident)}-01-01"[:10])
        return _time(datetime.combine(first, time.min, UTC))


def _marking(level: str) -> Json:
    """The definition of a marking of TLP 2.0, as OASIS published it."""
    identifier = _TLP_IDS[levels().index(level)]
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{identifier}",
        "created": _TLP_CREATED,
        "name": f"TLP:{level.upper()}",
        "extensions": {_TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level}},
    }


def _id(kind: str, key: str) -> str:
    return f"{kind}--{uuid5(_NAMESPACE, f'{kind}/{key}')}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _present(data: Json) -> Json:
    return {key: value for key, value in data.items() if value not in ("", [])}
