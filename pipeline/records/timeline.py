"""The front matter of a timeline → its record."""

from __future__ import annotations

from datetime import tzinfo

from pipeline import model
from pipeline.documents import values
from pipeline.documents.document import Document
from pipeline.documents.values import Data
from pipeline.time.moment import MomentError
from pipeline.time.span import stated


def timeline(document: Document | None) -> model.Timeline | None:
    """The chain of events; None if the file is missing or cannot be read."""
    if document is None or document.data is None:
        return None
    name = values.text(document.data, "timezone")
    zone = values.zone_of(name)
    return model.Timeline(
        path=document.path,
        timezone=name,
        events=tuple(_event(item, zone) for item in values.mappings(document.data, "events")),
        stated=tuple(_stated(item) for item in values.mappings(document.data, "stated")),
        notes=document.body,
    )


def _event(item: Data, zone: tzinfo | None) -> model.Event:
    return model.Event(
        at=values.when(item, "at", zone),
        what=values.text(item, "what"),
        milestone=values.text(item, "milestone"),
        phase=values.text(item, "phase"),
        evidence=values.words(item, "evidence"),
        approximate=values.is_true(item, "approximate"),
        tlp=values.level(item, "tlp"),
        ended=values.when(item, "ended", zone),
        affects=values.words(item, "affects"),
    )


def _stated(item: Data) -> model.Stated:
    said = item.get("length")
    bounds = said if isinstance(said, dict) else {"at_least": said, "at_most": said}
    try:
        length = stated(values.text(bounds, "at_least"), values.text(bounds, "at_most"))
    except MomentError:
        length = None
    return model.Stated(
        duration=values.text(item, "duration"),
        since=values.text(item, "from"),
        length=length,
        approximate=values.is_true(item, "approximate"),
        affects=values.words(item, "affects"),
        evidence=values.words(item, "evidence"),
        tlp=values.level(item, "tlp"),
    )
