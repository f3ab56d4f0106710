"""Documents against their schemas: the fast validator first, and the full one for what is not valid."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.diagnostic import Diagnostic, Route
from pipeline.documents.document import Document
from pipeline.validation.fast_validator import is_valid


def validate(kind: str, document: Document, known: Callable[[Route], str] | None = None) -> Iterator[Diagnostic]:
    """Why a document's front matter is not valid against the schema `kind`; nothing if it is, or cannot be read.

    `known` gives the value of a key that is missing, by its route, if it is known; else "".
    """
    if document.data is None or is_valid(kind, document.data):
        return
    from pipeline.validation.messages import schema_diagnostics  # noqa: PLC0415  # jsonschema: 80 ms
    from pipeline.validation.missing_keys import nothing_known  # noqa: PLC0415  # as above

    yield from schema_diagnostics(kind, document, known or nothing_known)
