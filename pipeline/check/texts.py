"""The texts of an incident that people read: bodies, and the free text in front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline import vocabulary
from pipeline.check.rule import Problem, RuleContext
from pipeline.diagnostic import Location, Route
from pipeline.documents.document import Document
from pipeline.layout import GUIDE, schema_of
from pipeline.markdown.links import links
from pipeline.markdown.prose import Prose
from pipeline.markdown.sections import sections
from pipeline.markdown.tree import Passage, passages
from pipeline.model import Incident


@dataclass(frozen=True, slots=True)
class Text:
    """Words that people read, with placeholders (U+FFFC) for code.

    It is a passage of the document's body, a link's address in it (`link`), or the front matter's value at `route`.
    """

    text: str
    document: Document
    route: Route | None = None
    passage: Passage | None = None
    link: Location | None = None

    def located(self, start: int, words: str) -> Location:
        """The place of the words that begin at `start` of this text."""
        if self.passage is not None:
            return self.passage.located(start)
        if self.link is not None:
            return self.link
        value = self.document.locate(self.route or ())
        source = self.document.source
        # A value may be quoted or folded in the file: the words are looked for from its place on.
        begin = source.text.find(words, source.offset(value))
        return source.located(begin) if 0 <= begin < len(source.text) - len(self.document.body.text) else value


def missing_sections(body: Prose, headings: Iterable[str]) -> Iterator[Problem]:
    """The sections of these headings that the body lacks, or that have nothing to read."""
    by_heading = {section.heading: section for section in sections(body)}
    for heading in headings:
        section = by_heading.get(heading)
        if section is None:
            where = Location(body.path, body.line)
            yield Problem(
                where, f"the section `## {heading}` is missing", f"add it, with at least one sentence: {GUIDE[heading]}"
            )
        elif section.is_empty:
            yield Problem(
                section.location,
                f"`## {heading}` is empty",
                f"write below it, in at least one sentence: {GUIDE[heading]}",
            )
        elif not section.spoken:
            hint = "add a sentence that says what the code, image or diagram shows"
            yield Problem(section.location, f"`## {heading}` has no sentence", hint)


def texts(incident: Incident, context: RuleContext, mark: re.Pattern[str] | None = None) -> Iterator[Text]:
    """Every text that pages and issues contain; with a mark, only from the documents in which it is found."""
    for document in context.documents.values():
        if mark is None or mark.search(document.source.text):
            yield from _written(document)
            yield from plain_texts(incident, document)


def _written(document: Document) -> Iterator[Text]:
    for passage in passages(document.body):
        yield Text(passage.text, document, passage=passage)
    for link in links(document.body):
        if link.text not in (link.target, link.target.removeprefix("mailto:"), link.target.removeprefix("http://")):
            yield Text(link.target, document, link=link.location)
        if link.title:
            yield Text(link.title, document, link=link.location)


def plain_texts(incident: Incident, document: Document) -> Iterator[Text]:
    """The free text in a document's front matter: titles, reasons, events."""
    kind = schema_of(document.path.removeprefix(f"{incident.path}/"))
    for route, value in values(document):
        if _is_free(kind, tuple(key for key in route if isinstance(key, str))):
            yield Text(_without_code(value), document, route)


def _without_code(value: str) -> str:
    """A value of front matter is plain, but what authors put between backticks they mean as code."""
    if "`" not in value:
        return value
    return "\n\n".join(passage.text for passage in passages(Prose(value)))


@lru_cache(maxsize=64)  # several rules ask for those of one incident's documents
def values(document: Document) -> tuple[tuple[Route, str], ...]:
    """Every text in the front matter, with its route, except under a team's own keys (x-)."""
    found: list[tuple[Route, str]] = []
    _add_values(document.data or {}, (), found)
    return tuple(found)


def _add_values(node: dict[str, Any] | list[Any], route: Route, found: list[tuple[Route, str]]) -> None:
    within = enumerate(node) if isinstance(node, list) else node.items()
    for key, value in within:
        if isinstance(key, str) and key.startswith("x-"):
            continue
        if isinstance(value, str):
            found.append(((*route, key), value))
        elif isinstance(value, (dict, list)):
            _add_values(value, (*route, key), found)


@cache
def _is_free(kind: str, keys: tuple[str, ...]) -> bool:
    """Whether the schema lets anything be written there: a line or a text, no id, address or word of a list."""
    free = [vocabulary.schema("common")["$defs"][name] for name in ("line", "text")]
    try:
        return vocabulary.property_schema(kind, *keys) in free
    except KeyError:
        return False
