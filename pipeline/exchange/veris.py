"""An incident as VERIS has it, the vocabulary of the Verizon Data Breach Investigations Report.

What the incident does not say is Unknown there too: nothing is concluded from other facts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pipeline.analysis.durations import measured, milestones
from pipeline.attack import attack
from pipeline.model import Actor, Incident, Technique
from pipeline.site.data import day_of
from pipeline.text.defanging import refanged
from pipeline.time.moment import When
from pipeline.time.span import Span

Json = dict[str, Any]

SCHEMA_VERSION = "1.4.0"
"""As the field of that name says in VERIS 1.4.1."""

_UNKNOWN = "Unknown"
_CERTAINTIES = (("No", "none"), ("Potentially", "potential"), ("Yes", "confirmed"))
_DISCLOSURE = {certainty: word for word, certainty in _CERTAINTIES}
_MOTIVES = (
    *("Convenience", "Espionage", "Fear", "Financial", "Fun", "Grudge", "Ideology"),
    *("NA", "Other", "Secondary", _UNKNOWN),
)
_UNITS = (
    ("Years", timedelta(days=365)),
    ("Months", timedelta(days=30)),
    ("Weeks", timedelta(days=7)),
    ("Days", timedelta(days=1)),
    ("Hours", timedelta(hours=1)),
    ("Minutes", timedelta(minutes=1)),
    ("Seconds", timedelta(seconds=1)),
)


def veris(incident: Incident, address: str) -> Json:
    """The incident as a VERIS record. It has to be redacted for whoever gets the record.

    `address` is the URL of its page, "" if there is none. Indicators are exact.
    """
    references = [*([address] if address else []), *(item.url for item in incident.references)]
    findings = [finding.title for finding in incident.findings]
    factors = [factor.what for factor in incident.factors]
    indicators = [
        _present({"indicator": refanged(item.value, item.type), "comment": item.note}) for item in incident.indicators
    ]
    return _present(
        {
            "schema_version": SCHEMA_VERSION,
            "incident_id": incident.id,
            "source_id": "postmortem",
            "security_incident": "Near miss" if incident.report.near_miss else "Confirmed",
            "summary": incident.summary or incident.title,
            "reference": "; ".join(references),
            "timeline": _timeline(incident),
            "victim": _victim(incident),
            "actor": _actors(incident),
            "action": {"unknown": _present({"result": [_UNKNOWN], "notes": _techniques(incident)})},
            "asset": _present(
                {"assets": [{"variety": _UNKNOWN}], "cloud": [_UNKNOWN], "notes": ", ".join(incident.services)}
            ),
            "attribute": {"confidentiality": {"data_disclosure": _DISCLOSURE.get(incident.data_breach, _UNKNOWN)}},
            "targeted": _UNKNOWN,
            "discovery_method": {"unknown": True},
            "impact": {"overall_rating": _UNKNOWN},
            "control_failure": " ".join(factors),
            "corrective_action": "; ".join(findings),
            "ioc": indicators,
            "plus": _present({"title": incident.title, "tlp": incident.tlp, "severity": incident.severity}),
        }
    )


def _victim(incident: Incident) -> Json:
    """Whose incident it was: of a retold one, the organisation that told it."""
    retold = incident.report.retold_from
    whose = {"victim_id": retold.organisation if retold else ""}
    known: Json = {"country": [_UNKNOWN], "employee_count": _UNKNOWN, "industry": "00", "government": [_UNKNOWN]}
    return _present({**whose, **known})


def _timeline(incident: Incident) -> Json:
    started = milestones(incident)["started"]
    spans = measured(incident).spans
    return {
        "incident": _date(started.at if started else None) or {"year": int(day_of(incident)[:4])},
        "discovery": _length(spans["detect"]),
        "containment": _length(spans["contain"]),
    }


def _date(at: When | None) -> Json:
    """The date as exact as it is known; empty if not even the year is."""
    if at is None or at.earliest is None or at.latest is None:
        return {}
    first, last = at.earliest, at.latest - timedelta(microseconds=1)
    date: Json = {}
    for part in ("year", "month", "day"):
        if getattr(first, part) != getattr(last, part):
            break
        date[part] = getattr(first, part)
    return date


def _length(span: Span | None) -> Json:
    """A length in its largest unit; without a number, or unknown, where it may be one or the other."""
    if span is None:
        return {"unit": _UNKNOWN}
    shortest, longest = (span.nominal, span.nominal) if span.nominal is not None else (span.shortest, span.longest)
    unit, length = _unit(shortest)
    if longest is None or unit != _unit(longest)[0]:
        return {"unit": _UNKNOWN}
    value = shortest // length
    return {"unit": unit, "value": value} if value == longest // length else {"unit": unit}


def _unit(length: timedelta) -> tuple[str, timedelta]:
    return next((unit for unit in _UNITS if length >= unit[1]), _UNITS[-1])


def _actors(incident: Incident) -> Json:
    kinds: dict[str, list[Actor]] = {}
    for actor in incident.actors:
        kinds.setdefault(actor.kind, []).append(actor)
    found = {kind: _of_kind(kind, actors) for kind, actors in kinds.items() if kind}
    return found or {"unknown": {"notes": _UNKNOWN}}


def _of_kind(kind: str, actors: list[Actor]) -> Json:
    """The actors of one kind: VERIS keeps them together."""
    names = [actor.name for actor in actors if actor.name]
    groups = [f"ATT&CK group {actor.group}" for actor in actors if actor.group]
    motives = [_motive(actor) for actor in actors]
    unlisted = [f"Motive: {actor.motive}" for actor in actors if _motive(actor) == _UNKNOWN and actor.motive]
    noted = [*names, *groups, *unlisted] if kind in ("internal", "unknown") else [*groups, *unlisted]
    notes = "; ".join(dict.fromkeys(noted))
    if kind == "unknown":
        return {"notes": notes or _UNKNOWN}
    record: Json = {"motive": list(dict.fromkeys(motives)), "notes": notes}
    if kind != "partner":
        record["variety"] = [_UNKNOWN]
    if kind != "internal":
        record |= {"country": [_UNKNOWN], "name": names}
    return _present(record)


def _motive(actor: Actor) -> str:
    return next((motive for motive in _MOTIVES if motive.lower() == actor.motive.lower()), _UNKNOWN)


def _techniques(incident: Incident) -> str:
    """How it was done: VERIS has no place for ATT&CK's ids, and what they are there is not for us to say."""
    return "; ".join(_technique(item) for item in incident.techniques)


def _technique(item: Technique) -> str:
    entry = attack().entries.get(item.id)
    name = item.name or (entry.name if entry else "")
    return " ".join(part for part in ("ATT&CK" if item.id else "", item.id, name) if part)


def _present(data: Json) -> Json:
    return {key: value for key, value in data.items() if value not in ("", [], {})}
