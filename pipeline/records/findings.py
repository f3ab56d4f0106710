"""Front matter → the records of findings, and of the operating procedures that they change."""

from __future__ import annotations

from pipeline import model
from pipeline.documents.document import Document
from pipeline.documents.values import Data, day, level, mapping, mappings, text, words
from pipeline.layout import finding_number


def finding(incident_id: str, document: Document) -> model.Finding:
    """The record of one finding's file; its number is the leading digits of the file's name."""
    data = document.data or {}
    return model.Finding(
        incident=incident_id,
        number=finding_number(document.path),
        path=document.path,
        title=text(data, "title"),
        category=text(data, "category"),
        kind=text(data, "kind"),
        owner=text(data, "owner"),
        involves=words(data, "involves"),
        priority=text(data, "priority"),
        due=day(data, "due"),
        evidence=words(data, "evidence"),
        tlp=level(data, "tlp"),
        disclose_after=day(data, "disclose_after"),
        decision=_decision(mapping(data, "decision")),
        sop=text(data, "sop"),
        assignees=words(data, "assignees"),
        milestone=text(data, "milestone"),
        issue=text(data, "issue"),
        duplicate_of=text(data, "duplicate_of"),
        verification=_verification(mapping(data, "verification")),
        body=document.body,
        waivers=waivers(data),
        effect=text(data, "effect"),
    )


def _decision(data: Data) -> model.Decision:
    extended = mapping(data, "extended")
    return model.Decision(
        status=text(data, "status"),
        consulted=words(data, "consulted"),
        reason=text(data, "reason"),
        on=day(data, "on"),
        asked=words(data, "asked"),
        until=day(data, "until"),
        extended=model.Extension(
            day(extended, "until"), text(extended, "reason"), text(extended, "approved_by"), day(extended, "on")
        )
        if extended
        else None,
    )


def _verification(data: Data) -> model.Verification | None:
    if not data:
        return None
    repeats = (
        model.Repeat(text(item, "by"), day(item, "on"), text(item, "how"), item.get("holds") is True)
        for item in mappings(data, "repeats")
    )
    return model.Verification(
        by=text(data, "by"),
        on=day(data, "on"),
        how=text(data, "how"),
        evidence=words(data, "evidence"),
        again_after=text(data, "again_after"),
        repeats=tuple(repeats),
    )


def waivers(data: Data) -> tuple[model.Waiver, ...]:
    """The waivers of a document."""
    return tuple(
        model.Waiver(text(item, "rule"), " ".join(text(item, "reason").split())) for item in mappings(data, "waivers")
    )


def procedure(name: str, document: Document) -> model.Procedure:
    """The record of an operating procedure, whose file may have no front matter."""
    data = document.data or {}
    changes = (
        model.ProcedureChange(day(item, "on"), text(item, "finding"), text(item, "what"))
        for item in mappings(data, "changes")
    )
    return model.Procedure(name, text(data, "title"), text(data, "owner"), day(data, "reviewed"), tuple(changes))
