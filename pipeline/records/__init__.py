"""Front matter → records: the one place where dicts become records.

Deliberately tolerant: a value of the wrong type becomes "" or None (the schema reports it),
so that the rest of a file with one error is still checked. A level that is not known counts as the
most restricted one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline import model, vocabulary
from pipeline.diagnostic import Diagnostic
from pipeline.documents import values
from pipeline.documents.document import Document
from pipeline.layout import schema_of
from pipeline.markdown.prose import Prose, no_text
from pipeline.records import facts
from pipeline.records.findings import finding, waivers
from pipeline.records.timeline import timeline
from pipeline.validation.fast_validator import is_valid


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
    impact, exemption = values.mapping(data, "impact"), values.mapping(data, "exemption")
    zone = values.zone_of(values.text(data, "timezone"))
    return model.Incident(
        id=folder.id,
        path=folder.path,
        title=values.text(data, "title"),
        status=values.text(data, "status"),
        tlp=values.level(data, "tlp") or vocabulary.strictest_level(),
        severity=values.text(data, "severity"),
        summary=values.text(data, "summary"),
        services=values.words(data, "services"),
        tags=values.words(data, "tags"),
        customers=values.text(impact, "customers"),
        data_breach=values.text(impact, "data_breach"),
        counts=tuple(facts.count(item, zone) for item in values.mappings(impact, "counts")),
        affected=tuple(facts.affected(item) for item in values.mappings(data, "affected")),
        report=facts.report(data),
        actors=tuple(facts.actor(item) for item in values.mappings(data, "actors")),
        techniques=tuple(facts.technique(item) for item in values.mappings(data, "techniques")),
        participants=tuple(
            model.Participant(values.text(item, "team"), values.text(item, "role"))
            for item in values.mappings(data, "participants")
        ),
        external_parties=tuple(facts.party(item, zone) for item in values.mappings(data, "external_parties")),
        response=facts.response(data),
        signoffs=tuple(
            model.Signoff(
                values.text(item, "team"),
                values.text(item, "who"),
                values.day(item, "on"),
                values.number(item, "pull_request"),
            )
            for item in values.mappings(data, "signoffs")
        ),
        related=tuple(
            model.Related(values.text(item, "incident"), values.text(item, "because"))
            for item in values.mappings(data, "related")
        ),
        duplicate_of=values.text(data, "duplicate_of"),
        aliases=values.words(data, "aliases"),
        references=tuple(
            model.Reference(values.text(item, "title"), values.text(item, "url"))
            for item in values.mappings(data, "references")
        ),
        revoked_secrets=tuple(
            model.RevokedSecret(values.text(item, "sha256"), values.text(item, "reason"))
            for item in values.mappings(data, "revoked_secrets")
        ),
        exemption=model.Exemption(values.text(exemption, "reason"), values.text(exemption, "approved_by"))
        if exemption
        else None,
        full=is_valid("incident", data, "must-be-full"),
        body=folder.readme.body,
        timeline=timeline(folder.timeline),
        register=_register(folder.register) if folder.register else None,
        findings=tuple(finding(folder.id, document) for document in folder.findings if document.data is not None),
        artefacts=folder.artefacts,
        files=folder.files,
        waivers=waivers(data),
        timezone=values.text(data, "timezone"),
        factors=tuple(facts.factor(item) for item in values.mappings(data, "factors")),
        indicators=tuple(facts.indicator(item, zone) for item in values.mappings(data, "indicators")),
        notifications=tuple(facts.notification(item, zone) for item in values.mappings(data, "notifications")),
    )


def _register(document: Document) -> model.Register | None:
    if document.data is None:
        return None
    name = values.text(document.data, "timezone")
    zone = values.zone_of(name)
    return model.Register(
        path=document.path,
        timezone=name,
        items=tuple(
            model.Evidence(
                id=values.text(item, "id"),
                what=values.text(item, "what"),
                source=values.text(item, "source"),
                collected_at=values.moment(item, "collected_at", zone),
                collected_by=values.text(item, "collected_by"),
                path=values.text(item, "path"),
                url=values.text(item, "url"),
                sha256=values.text(item, "sha256"),
                tlp=values.level(item, "tlp"),
            )
            for item in values.mappings(document.data, "items")
        ),
        notes=document.body,
    )
