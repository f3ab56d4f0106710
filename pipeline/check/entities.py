"""What a page holds of a Markdown text once its entities and encoded bytes are decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import unquote

from markdown_it.common.utils import unescapeAll

from pipeline.diagnostic import Location
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import passages, place, tree


def shown_texts(body: Prose) -> Iterator[tuple[Callable[[int], Location], str]]:
    """The texts of pages as a reader has them, each with what tells the place of one of its characters."""
    yield from ((passage.located, passage.text) for passage in passages(body))
    yield from _of_links(body)


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
