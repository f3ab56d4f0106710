"""The invisible characters of a document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from pipeline.check.rule import Problem
from pipeline.diagnostic import Route
from pipeline.documents.document import Document
from pipeline.markdown.prose import Prose
from pipeline.text.characters import Invisible, invisible

HINT = "remove it; if a word needs it, write the word without it"


def unseen(document: Document) -> Iterator[Problem]:
    """Each invisible character of the document: as it is, escaped in YAML, or as an entity in Markdown."""
    source = document.source
    raw = list(invisible(source.text))
    yield from _as_they_are(source, raw)
    known = {found.char for found in raw}
    if "\\" in source.text:
        for route, text in all_texts(document.data):
            for found in invisible(text):
                if found.char not in known:
                    yield Problem((document.path, route), f"{found.name} is invisible", HINT)
    yield from _entities(document.body, known)


def unseen_in_text(source: Prose) -> Iterator[Problem]:
    """Each invisible character of a Markdown text."""
    raw = list(invisible(source.text))
    yield from _as_they_are(source, raw)
    yield from _entities(source, {found.char for found in raw})


def all_texts(data: dict[str, Any] | None) -> list[tuple[Route, str]]:
    """Every text in front matter, keys as well, with its route."""
    found: list[tuple[Route, str]] = []
    _add_texts(data or {}, (), found)
    return found


def _as_they_are(source: Prose, raw: Iterable[Invisible]) -> Iterator[Problem]:
    for found in raw:
        yield Problem(source.located(found.start), f"{found.name} is invisible", HINT)


def _entities(body: Prose, known: Collection[str]) -> Iterator[Problem]:
    """Those that are written as entities, or as bytes of an address; those `known` are reported already."""
    if "&" not in body.text and "%" not in body.text:
        return
    from pipeline.check.entities import shown_texts  # noqa: PLC0415  # the tree takes a while to load

    for where, text in shown_texts(body):
        for found in invisible(text):
            if found.char not in known:
                yield Problem(where(found.start), f"the entity is {found.name}, which is invisible", HINT)


def _add_texts(node: dict[str, Any] | list[Any], route: Route, found: list[tuple[Route, str]]) -> None:
    within = enumerate(node) if isinstance(node, list) else node.items()
    for key, value in within:
        below = (*route, key)
        if isinstance(key, str):
            found.append((below, key))
        if isinstance(value, str):
            found.append((below, value))
        elif isinstance(value, (dict, list)):
            _add_texts(value, below, found)
