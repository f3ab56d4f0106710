"""Where a document has characters that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.characters import invisible
from pipeline.check.rule import Problem
from pipeline.diagnostic import Route
from pipeline.document import Document
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import passages

HINT = "remove it; if a word needs it, write the word without it"


def unseen(document: Document) -> Iterator[Problem]:
    """Each character of the document that nobody sees: as it is, escaped in YAML, or as an entity in Markdown."""
    source = document.source
    yield from unseen_in_text(source)
    if "\\" in source.text:
        for route, text in _texts(document.data, ()):
            for found in invisible(text):
                if found.char not in source.text:
                    yield Problem((document.path, route), f"{found.name} cannot be seen", HINT)
    if "&" in document.body.text:
        for passage in passages(document.body):
            for found in invisible(passage.text):
                if found.char not in source.text:
                    place = passage.located(found.start)
                    yield Problem(place, f"the entity is {found.name}, which cannot be seen", HINT)


def unseen_in_text(source: Prose) -> Iterator[Problem]:
    """Each character of a text that nobody sees."""
    for found in invisible(source.text):
        yield Problem(source.located(found.start), f"{found.name} cannot be seen", HINT)


def _texts(here: Any, route: Route) -> Iterator[tuple[Route, str]]:
    """Every text in the front matter, keys as well, with its route."""
    if isinstance(here, str):
        yield route, here
    elif isinstance(here, dict):
        for key, value in here.items():
            yield (*route, key), str(key)
            yield from _texts(value, (*route, key))
    elif isinstance(here, list):
        for index, value in enumerate(here):
            yield from _texts(value, (*route, index))
