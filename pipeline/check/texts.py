"""The texts of an incident that people read: bodies, and the free text in front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline import vocabulary
from pipeline.check.rule import RuleContext
from pipeline.diagnostic import Location, Route
from pipeline.document import Document
from pipeline.layout import schema_of
from pipeline.model import Incident
from pipeline.prose import Prose, without_code


@dataclass(frozen=True, slots=True)
class Text:
    """A body (`route` is None) or a value of front matter, with code and comments turned into spaces."""

    text: str
    document: Document
    route: Route | None = None

    def located(self, start: int, words: str) -> Location:
        """The place of the words that begin at `start` of this text."""
        if self.route is None:
            return self.document.body.located(start)
        value = self.document.locate(self.route)
        source = self.document.source
        # A value may be quoted or folded in the file: the words are looked for from its place on.
        begin = source.text.find(words, source.offset(value))
        return source.located(begin) if 0 <= begin < len(source.text) - len(self.document.body.text) else value


def bodies(incident: Incident) -> Iterator[Prose]:
    """The body of every document."""
    yield incident.body
    if incident.timeline is not None:
        yield incident.timeline.notes
    if incident.register is not None:
        yield incident.register.notes
    for finding in incident.findings:
        yield finding.body


def texts(incident: Incident, context: RuleContext, mark: re.Pattern[str] | None = None) -> Iterator[Text]:
    """Every text that pages and issues are made of; with a mark, from the documents in which it is found."""
    for path, document in context.documents.items():
        if mark is not None and not mark.search(document.source.text):
            continue
        yield Text(without_code(document.body.text), document)
        kind = schema_of(path.removeprefix(f"{incident.path}/"))
        for route, value in values(document):
            if _is_free(kind, tuple(key for key in route if isinstance(key, str))):
                yield Text(without_code(value), document, route)


def values(document: Document) -> Iterator[tuple[Route, str]]:
    """Every text in the front matter, with its route, but what is under a team's own keys (x-)."""
    yield from _values(document.data, ())


def _values(node: Any, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(node, str):
        yield route, node
    elif isinstance(node, dict):
        for key, value in node.items():
            if not key.startswith("x-"):
                yield from _values(value, (*route, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _values(value, (*route, index))


@cache
def _is_free(kind: str, keys: tuple[str, ...]) -> bool:
    """Whether the schema lets anything be written there: a line or a text, no id, address or word of a list."""
    free = [vocabulary.schema("common")["$defs"][name] for name in ("line", "text")]
    try:
        return vocabulary.property_schema(kind, *keys) in free
    except KeyError:
        return False
