"""Front matter → records: the one place where dicts become records.

Deliberately tolerant: a value of the wrong type becomes "" or None (the schema reports it),
so that the rest of a file with one error is still checked. A level that is not known counts as the
most restricted one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

from pipeline import model, moment, vocabulary
from pipeline.defanging import refanged
from pipeline.diagnostic import Diagnostic
from pipeline.document import Document
from pipeline.finding_records import finding, waivers
from pipeline.layout import schema_of
from pipeline.markdown.prose import Prose
from pipeline.validation.fast_validator import is_valid
from pipeline.values import Data
from pipeline.values import day as _day
from pipeline.values import level as _level
from pipeline.values import mapping as _map
from pipeline.values import mappings as _maps
from pipeline.values import moment as _moment
from pipeline.values import text as _text
from pipeline.values import words as _words

_UNLESS_SAID = "amber"
"""The level of indicators and notifications that say none."""

_IMPERSONAL = frozenset(vocabulary.ordered("incident", "indicators", "type")) - model.PERSONAL


def no_text(_path: str) -> Prose | None:
    """A reader for a folder without artefacts: always None."""
    return None


@dataclass(frozen=True, slots=True)
class Folder:
    """An incident's folder as read: its documents, the names and artefacts in it, and what cannot be read.

    `artefact_text` reads the text of an artefact by its path in the folder; None if it has none.
    """

    id: str
    path: str
    readme: Document
    timeline: Document | None
    register: Document | None
    findings: tuple[Document, ...]
    artefacts: tuple[model.Artefact, ...]
    files: frozenset[str]
    problems: tuple[Diagnostic, ...] = ()
    artefact_text: Callable[[str], Prose | None] = no_text

    @property
    def documents(self) -> Iterator[tuple[str, Document]]:
        """Every document, with the name of its schema."""
        for document in (self.readme, self.timeline, self.register, *self.findings):
            if document is not None:
                yield schema_of(document.path.removeprefix(f"{self.path}/")), document


def incident(folder: Folder) -> model.Incident:
    """The record of one incident's folder."""
    data = folder.readme.data or {}
    impact, response = _map(data, "impact"), _map(data, "response")
    exemption = _map(data, "exemption")
    return model.Incident(
        id=folder.id,
        path=folder.path,
        title=_text(data, "title"),
        status=_text(data, "status"),
        tlp=_level(data, "tlp") or vocabulary.strictest_level(),
        severity=_text(data, "severity"),
        summary=_text(data, "summary"),
        services=_words(data, "services"),
        tags=_words(data, "tags"),
        customers=_text(impact, "customers"),
        data_breach=_text(impact, "data_breach"),
        counts=tuple(_count(item) for item in _maps(impact, "counts")),
        actors=tuple(_actor(item) for item in _maps(data, "actors")),
        techniques=tuple(_technique(item) for item in _maps(data, "techniques")),
        participants=tuple(
            model.Participant(_text(item, "team"), _text(item, "role")) for item in _maps(data, "participants")
        ),
        external_parties=tuple(_party(item) for item in _maps(data, "external_parties")),
        response=_response(response) if response else None,
        signoffs=tuple(
            model.Signoff(_text(item, "team"), _text(item, "who"), _day(item, "on")) for item in _maps(data, "signoffs")
        ),
        related=tuple(
            model.Related(_text(item, "incident"), _text(item, "because")) for item in _maps(data, "related")
        ),
        duplicate_of=_text(data, "duplicate_of"),
        aliases=_words(data, "aliases"),
        references=tuple(
            model.Reference(_text(item, "title"), _text(item, "url")) for item in _maps(data, "references")
        ),
        revoked_secrets=tuple(
            model.RevokedSecret(_text(item, "sha256"), _text(item, "reason")) for item in _maps(data, "revoked_secrets")
        ),
        exemption=model.Exemption(_text(exemption, "reason"), _text(exemption, "approved_by")) if exemption else None,
        full=is_valid("incident", data, "must-be-full"),
        body=folder.readme.body,
        timeline=_timeline(folder.timeline) if folder.timeline else None,
        register=_register(folder.register) if folder.register else None,
        findings=tuple(finding(folder.id, document) for document in folder.findings if document.data is not None),
        artefacts=folder.artefacts,
        files=folder.files,
        waivers=waivers(data),
        factors=tuple(_factor(item) for item in _maps(data, "factors")),
        indicators=tuple(_indicator(item) for item in _maps(data, "indicators")),
        notifications=tuple(_notification(item) for item in _maps(data, "notifications")),
    )


def _timeline(document: Document) -> model.Timeline | None:
    if document.data is None:
        return None
    name = _text(document.data, "timezone")
    zone = zone_of(name)
    return model.Timeline(
        path=document.path,
        timezone=name,
        events=tuple(
            model.Event(
                at=_moment(item, "at", zone),
                what=_text(item, "what"),
                milestone=_text(item, "milestone"),
                phase=_text(item, "phase"),
                evidence=_words(item, "evidence"),
                approximate=item.get("approximate") is True,
                tlp=_level(item, "tlp"),
            )
            for item in _maps(document.data, "events")
        ),
        notes=document.body,
    )


def _register(document: Document) -> model.Register | None:
    if document.data is None:
        return None
    return model.Register(
        path=document.path,
        items=tuple(
            model.Evidence(
                id=_text(item, "id"),
                what=_text(item, "what"),
                source=_text(item, "source"),
                collected_at=_moment(item, "collected_at"),
                collected_by=_text(item, "collected_by"),
                path=_text(item, "path"),
                url=_text(item, "url"),
                sha256=_text(item, "sha256"),
                tlp=_level(item, "tlp"),
            )
            for item in _maps(document.data, "items")
        ),
        notes=document.body,
    )


def zone_of(name: str) -> tzinfo | None:
    """The zone of that name; None if there is no name or no such zone."""
    try:
        return moment.zone_named(name) if name else None
    except moment.MomentError:
        return None


def _count(item: Data) -> model.Count:
    number = item.get("count")
    return model.Count(number if isinstance(number, int) else 0, _text(item, "unit"), item.get("approximate") is True)


def _actor(item: Data) -> model.Actor:
    return model.Actor(
        kind=_text(item, "kind"),
        name=_text(item, "name"),
        motive=_text(item, "motive"),
        group=_text(item, "group"),
        confidence=_text(item, "confidence"),
        evidence=_words(item, "evidence"),
        tlp=_level(item, "tlp"),
    )


def _technique(item: Data) -> model.Technique:
    return model.Technique(_text(item, "id"), _text(item, "name"), item.get("novel") is True, _words(item, "evidence"))


def _party(item: Data) -> model.ExternalParty:
    return model.ExternalParty(
        kind=_text(item, "kind"),
        who=_text(item, "who"),
        contacted=_moment(item, "contacted"),
        note=_text(item, "note"),
        id=_text(item, "id"),
        reference=_text(item, "reference"),
        tlp=_level(item, "tlp"),
    )


def _factor(item: Data) -> model.Factor:
    return model.Factor(
        id=_text(item, "id"),
        what=_text(item, "what"),
        findings=_words(item, "findings"),
        no_finding=_text(item, "no_finding"),
        evidence=_words(item, "evidence"),
        tlp=_level(item, "tlp"),
    )


def _indicator(item: Data) -> model.Indicator:
    kind, level = _text(item, "type"), _level(item, "tlp") or _UNLESS_SAID
    return model.Indicator(
        type=kind,
        value=refanged(_text(item, "value"), kind),
        first_seen=_moment(item, "first_seen"),
        last_seen=_moment(item, "last_seen"),
        evidence=_words(item, "evidence"),
        # Personal data, and what nobody says the type of, whatever its own level says.
        tlp=level if kind in _IMPERSONAL else vocabulary.strictest(level, _UNLESS_SAID),
        note=_text(item, "note"),
    )


def _notification(item: Data) -> model.Notification:
    return model.Notification(
        regime=_text(item, "regime"),
        step=_text(item, "step"),
        party=_text(item, "party"),
        sent=_moment(item, "sent"),
        reference=_text(item, "reference"),
        evidence=_words(item, "evidence"),
        tlp=_level(item, "tlp") or _UNLESS_SAID,
        not_required=_text(item, "not_required"),
    )


def _response(data: Data) -> model.Response:
    def verdict(name: str) -> model.Verdict:
        answer = _map(data, name)
        return model.Verdict(_text(answer, "verdict"), _text(answer, "because"), _words(answer, "findings"))

    return model.Response(verdict("sufficient"), verdict("complete"))
