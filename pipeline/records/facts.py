"""The facts of an incident's front matter → records."""

from __future__ import annotations

from datetime import tzinfo

from pipeline import model, vocabulary
from pipeline.documents import values
from pipeline.documents.values import Data
from pipeline.text.defanging import refanged

_UNLESS_SAID = "amber"
"""The level of indicators and notifications that say none."""

_IMPERSONAL = frozenset(vocabulary.ordered("incident", "indicators", "type")) - model.PERSONAL


def count(item: Data, zone: tzinfo | None) -> model.Count:
    """A count; a number is its own least and most. `zone` is that of its time."""
    said = item.get("count")
    bounds = said if isinstance(said, dict) else {"at_least": said, "at_most": said}
    return model.Count(
        at_least=_number(bounds.get("at_least")),
        at_most=_number(bounds.get("at_most")),
        unit=values.text(item, "unit"),
        approximate=values.is_true(item, "approximate"),
        percent_of=values.text(item, "percent_of"),
        evidence=values.words(item, "evidence"),
        tlp=values.level(item, "tlp"),
        as_of=values.moment(item, "as_of", zone),
    )


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def affected(item: Data) -> model.Affected:
    """A thing that was affected."""
    return model.Affected(
        id=values.text(item, "id"),
        name=values.text(item, "name"),
        purl=values.text(item, "purl"),
        versions=values.words(item, "versions"),
        ranges=tuple(_versions(entry) for entry in values.mappings(item, "ranges")),
        component=values.text(item, "component"),
        region=values.text(item, "region"),
        data=values.text(item, "data"),
        evidence=values.words(item, "evidence"),
        tlp=values.level(item, "tlp"),
        last_known_good=values.words(item, "last_known_good"),
    )


def _versions(item: Data) -> model.VersionRange:
    return model.VersionRange(
        type=values.text(item, "type"),
        repo=values.text(item, "repo"),
        events=tuple(
            model.VersionEvent(*(values.text(event, key) for key in ("introduced", "fixed", "last_affected", "limit")))
            for event in values.mappings(item, "events")
        ),
    )


def report(data: Data) -> model.Report:
    """What kind of report it is."""
    item = values.mapping(data, "report")
    retold = values.mapping(item, "retold_from")
    source = model.Origin(values.text(retold, "organisation"), values.text(retold, "url")) if retold else None
    return model.Report(near_miss=values.is_true(item, "near_miss"), retold_from=source)


def actor(item: Data) -> model.Actor:
    """Who caused the incident."""
    return model.Actor(
        kind=values.text(item, "kind"),
        name=values.text(item, "name"),
        motive=values.text(item, "motive"),
        group=values.text(item, "group"),
        confidence=values.text(item, "confidence"),
        evidence=values.words(item, "evidence"),
        tlp=values.level(item, "tlp"),
    )


def technique(item: Data) -> model.Technique:
    """A technique."""
    return model.Technique(
        values.text(item, "id"),
        values.text(item, "name"),
        values.is_true(item, "novel"),
        values.words(item, "evidence"),
    )


def party(item: Data, zone: tzinfo | None) -> model.ExternalParty:
    """Somebody outside. `zone` is that of its time."""
    return model.ExternalParty(
        kind=values.text(item, "kind"),
        who=values.text(item, "who"),
        contacted=values.moment(item, "contacted", zone),
        note=values.text(item, "note"),
        id=values.text(item, "id"),
        reference=values.text(item, "reference"),
        tlp=values.level(item, "tlp"),
    )


def factor(item: Data) -> model.Factor:
    """A contributing factor."""
    return model.Factor(
        id=values.text(item, "id"),
        what=values.text(item, "what"),
        findings=values.words(item, "findings"),
        no_finding=values.text(item, "no_finding"),
        evidence=values.words(item, "evidence"),
        tlp=values.level(item, "tlp"),
    )


def indicator(item: Data, zone: tzinfo | None) -> model.Indicator:
    """An indicator of compromise, as it is: not defanged. `zone` is that of its times."""
    kind, level = values.text(item, "type"), values.level(item, "tlp") or _UNLESS_SAID
    return model.Indicator(
        type=kind,
        value=refanged(values.text(item, "value"), kind),
        first_seen=values.moment(item, "first_seen", zone),
        last_seen=values.moment(item, "last_seen", zone),
        evidence=values.words(item, "evidence"),
        # Personal data, and what nobody says the type of, whatever its own level says.
        tlp=level if kind in _IMPERSONAL else vocabulary.strictest(level, _UNLESS_SAID),
        note=values.text(item, "note"),
    )


def notification(item: Data, zone: tzinfo | None) -> model.Notification:
    """A notification that a regime asks for. `zone` is that of its time."""
    return model.Notification(
        regime=values.text(item, "regime"),
        step=values.text(item, "step"),
        party=values.text(item, "party"),
        sent=values.moment(item, "sent", zone),
        reference=values.text(item, "reference"),
        evidence=values.words(item, "evidence"),
        tlp=values.level(item, "tlp") or _UNLESS_SAID,
        not_required=values.text(item, "not_required"),
    )


def response(data: Data) -> model.Response | None:
    """How the response was assessed; None if nothing is said."""
    answers = values.mapping(data, "response")
    return model.Response(_verdict(answers, "sufficient"), _verdict(answers, "complete")) if answers else None


def _verdict(data: Data, name: str) -> model.Verdict:
    answer = values.mapping(data, name)
    return model.Verdict(
        values.text(answer, "verdict"), values.text(answer, "because"), values.words(answer, "findings")
    )
