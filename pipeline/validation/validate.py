"""Documents against their schemas. What is valid is cleared fast; only what is not is explained."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.diagnostic import Diagnostic
from pipeline.document import Document
from pipeline.validation.fast_validator import is_valid


def validate(kind: str, document: Document) -> Iterator[Diagnostic]:
    """Hold a document's front matter against the schema `kind`."""
    if document.data is None or is_valid(kind, document.data):
        return
    from pipeline.validation.messages import explain  # noqa: PLC0415  # loading jsonschema takes 80 ms

    yield from explain(kind, document)
