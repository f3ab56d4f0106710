"""The facts of an incident's front matter → records."""

from __future__ import annotations

from pipeline import model
from pipeline.records import values
from pipeline.records.values import Data


def count(item: Data) -> model.Count:
    """A count; a number is its own least and most."""
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


def party(item: Data) -> model.ExternalParty:
    """Somebody outside."""
    return model.ExternalParty(
        values.text(item, "kind"),
        values.text(item, "who"),
        values.moment(item, "contacted"),
        values.text(item, "note"),
    )


def waivers(data: Data) -> tuple[model.Waiver, ...]:
    """The waivers of a file, each reason in one line."""
    return tuple(
        model.Waiver(values.text(item, "rule"), " ".join(values.text(item, "reason").split()))
        for item in values.mappings(data, "waivers")
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
