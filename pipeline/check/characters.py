"""The invisible characters of a document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote

from markdown_it.common.utils import unescapeAll

from pipeline.characters import Invisible, invisible
from pipeline.check.rule import Problem
from pipeline.diagnostic import Location, Route
from pipeline.document import Document
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import passages, place, tree

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


def all_texts(data: Any) -> list[tuple[Route, str]]:
    """Every text in front matter, keys as well, with its route."""
    found: list[tuple[Route, str]] = []
    _add_texts(data, (), found)
    return found


def _as_they_are(source: Prose, raw: Iterable[Invisible]) -> Iterator[Problem]:
    for found in raw:
        yield Problem(source.located(found.start), f"{found.name} is invisible", HINT)


def _entities(body: Prose, known: Collection[str]) -> Iterator[Problem]:
    """Those that are written as entities, or as bytes of an address; those `known` are reported already."""
    if "&" not in body.text and "%" not in body.text:
        return
    for where, text in (*_words(body), *_of_links(body)):
        for found in invisible(text):
            if found.char not in known:
                yield Problem(where(found.start), f"the entity is {found.name}, which is invisible", HINT)


def _words(body: Prose) -> Iterator[tuple[Callable[[int], Location], str]]:
    yield from ((passage.located, passage.text) for passage in passages(body))


def _of_links(body: Prose) -> Iterator[tuple[Callable[[int], Location], str]]:
    """What pages hold beside their words: addresses and titles, of raw HTML too, and the language of code."""
    for block in tree(body).tokens:
        for token in (block, *(block.children or ())):
            held = [value for value in token.attrs.values() if isinstance(value, str)]
            if held or token.info:
                at = place(body, block, int(token.meta.get("at", 0)))
                text = "\n".join([*(unquote(value) for value in held), unescapeAll(token.info)])
                yield partial(_always, at), text


def _always(place: Location, _offset: int) -> Location:
    return place


def _add_texts(here: Any, route: Route, found: list[tuple[Route, str]]) -> None:
    if isinstance(here, str):
        found.append((route, here))
    elif isinstance(here, dict):
        for key, value in here.items():
            below = (*route, key)
            found.append((below, str(key)))
            _add_texts(value, below, found)
    elif isinstance(here, list):
        for index, value in enumerate(here):
            _add_texts(value, (*route, index), found)
