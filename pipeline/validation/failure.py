"""One error of `jsonschema`, with what its message is made from."""

from __future__ import annotations

from typing import Any

from jsonschema import ValidationError

from pipeline import vocabulary
from pipeline.diagnostic import Location, Route

Cause = tuple[Location, str, str]
"""What is reported: where, what is wrong, and what to do about it."""


class Failure:
    """One error of `jsonschema`, with what its message is made from."""

    def __init__(self, kind: str, error: ValidationError) -> None:
        """The error of a document against the schema `kind`."""
        self.kind = kind
        self.route: Route = tuple(error.absolute_path)
        self.keyword, self.text = str(error.validator), error.message
        self.instance: Any = error.instance
        self.schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
        self.asked: Any = error.validator_value
        self.taken: frozenset[str] = frozenset()
        self.conditional = "then" in error.absolute_schema_path
        self.missing: list[str] = []
        self.context = [Failure(kind, inner) for inner in error.context or ()]

    @property
    def note(self) -> str:
        """The description of the schema that was broken."""
        return str(self.schema.get("description", ""))

    @property
    def meaning(self) -> str:
        """The description of the property."""
        return description(self.kind, self.route) or self.note


def description(kind: str, route: Route) -> str:
    """What the schema says of the property at a route."""
    return vocabulary.description(kind, *(part for part in route if isinstance(part, str)))
