"""One more item in a list of an incident's documents: the text of the document with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.diagnostic import UsageError
from pipeline.documents import values
from pipeline.documents.document import Document, parse_document
from pipeline.documents.free_ids import ids, next_id
from pipeline.documents.front_matter import BEFORE_ALL, with_item
from pipeline.layout import EVIDENCE, README, TIMELINE, schema_of
from pipeline.time import moment
from pipeline.validation.validate import validate

EMPTY = {TIMELINE: "---\n---\n", EVIDENCE: "---\nitems: []\n---\n"}
"""The documents that an incident may still lack."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A list: the document that it is in, and its key; `id_prefix` is "" where items have no ids."""

    file: str
    key: str
    id_prefix: str = ""

    @property
    def route(self) -> tuple[str, str]:
        """The document's schema, and the list in it."""
        return schema_of(self.file), self.key


KINDS = {
    "event": Kind(TIMELINE, "events"),
    "evidence": Kind(EVIDENCE, "items", "E"),
    "participant": Kind(README, "participants"),
    "factor": Kind(README, "factors", "C"),
    "reference": Kind(README, "references"),
}
"""What can be added to a list, by its name."""


def with_addition(text: str, kind: Kind, item: Mapping[str, Any]) -> tuple[str, str]:
    """The document with the item, and the item's new id, "" where items have none.

    Raises UsageError if the document cannot be read or the item is not what the schema asks for.
    """
    before = parse_document(kind.file, text.replace("\r\n", "\n"))
    data = before.data or {}
    listed = data.get(kind.key)
    items = listed if isinstance(listed, list) else []
    identified = {"id": next_id(ids(items), kind.id_prefix), **item} if kind.id_prefix else dict(item)
    changed = with_item(text, (kind.key,), identified, _place(data, items, item) if kind.file == TIMELINE else None)
    _refuse_new_errors(kind, before, parse_document(kind.file, changed.replace("\r\n", "\n")))
    return changed, str(identified.get("id", ""))


def _place(data: Mapping[str, Any], events: list[Any], event: Mapping[str, Any]) -> int | None:
    """The event that this one follows by its time; None for the last, also if its time cannot be compared."""
    zone = values.zone_of(data.get("timezone", ""))

    def earliest(item: Any) -> Any:
        return moment.parse(item["at"], zone).earliest

    try:
        earlier = [earliest(known) <= earliest(event) for known in events]
    except (moment.MomentError, KeyError, TypeError):
        return None
    if all(earlier):
        return None
    return BEFORE_ALL + earlier.index(False)


def _refuse_new_errors(kind: Kind, before: Document, after: Document) -> None:
    """Raise UsageError for what the schema does not allow and was not there before."""
    schema = schema_of(kind.file)
    old = {item.message for item in validate(schema, before)}
    new = [item for item in validate(schema, after) if item.message not in old]
    if new:
        raise UsageError("\n".join(f"{item.message}: {item.hint}" if item.hint else item.message for item in new))
