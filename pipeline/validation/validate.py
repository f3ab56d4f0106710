"""Documents against their schemas: the fast validator first, and the full one for what is not valid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.diagnostic import Diagnostic
from pipeline.document import Document
from pipeline.validation.fast_validator import is_valid


def validate(kind: str, document: Document) -> Iterator[Diagnostic]:
    """Why a document's front matter is not valid against the schema `kind`; nothing where it is, or cannot be read."""
    if document.data is None or (is_valid(kind, document.data) and not _holds_whole_decimal(document.data)):
        return
    from pipeline.validation.messages import schema_diagnostics  # noqa: PLC0415  # loading jsonschema takes 80 ms

    yield from schema_diagnostics(kind, document)


def _holds_whole_decimal(data: Any) -> bool:
    """Whether a number such as 2024.0 is there: an integer for JSON Schema and the fast validator, not for a record."""
    if isinstance(data, dict):
        return any(map(_holds_whole_decimal, data.values()))
    if isinstance(data, list):
        return any(map(_holds_whole_decimal, data))
    return isinstance(data, float) and data.is_integer()
