"""Documents against their schemas: the fast validator first, and the full one for what is not valid."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.diagnostic import Diagnostic
from pipeline.document import Document
from pipeline.validation.fast_validator import is_valid


def validate(kind: str, document: Document) -> Iterator[Diagnostic]:
    """Why a document's front matter is not valid against the schema `kind`; nothing if it is, or cannot be read."""
    if document.data is None or is_valid(kind, document.data):
        return
    from pipeline.validation.messages import schema_diagnostics  # noqa: PLC0415  # loading jsonschema takes 80 ms

    yield from schema_diagnostics(kind, document)
