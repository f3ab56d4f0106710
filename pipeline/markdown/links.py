"""The links and images of a text, its anchors, and what is not shown of it: HTML, footnotes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from markdown_it.token import Token

from pipeline.diagnostic import Location
from pipeline.markdown.prose import Prose
from pipeline.markdown.raw_html import Unshown
from pipeline.markdown.tree import KEPT, LINK_MARKS, place, plain, tree

_NO_NAME = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link or an image leads, as a normalized address, its text and title, and the address's place."""

    target: str
    text: str
    title: str
    image: bool
    location: Location


@lru_cache(maxsize=KEPT)
def links(prose: Prose) -> tuple[Link, ...]:
    """Every link and image, in order; bare addresses and those within `<` and `>` are links too."""
    if not any(mark in prose.text for mark in LINK_MARKS):
        return ()
    found = []
    for block in tree(prose).tokens:
        children = block.children or []
        for at, child in enumerate(children):
            if child.type == "link_open":
                end = next(i for i in range(at, len(children)) if children[i].type == "link_close")
                text = plain(Token("inline", "", 0, children=children[at:end]))
                where = place(prose, block, _target(block.content, child, children[end].meta.get("at", 0)))
                found.append(Link(str(child.attrs.get("href", "")), text, _title(child), image=False, location=where))
            elif child.type == "image":
                label = child.meta.get("at", 0) + 2 + len(child.content)
                where = place(prose, block, _target(block.content, child, label))
                found.append(
                    Link(str(child.attrs.get("src", "")), plain(child), _title(child), image=True, location=where)
                )
    return tuple(found)


def _title(token: Token) -> str:
    return str(token.attrs.get("title") or "")


_TARGET = re.compile(r"\]\(\s*<?")


def _target(content: str, token: Token, label_end: int) -> int:
    """Where in the content the address of a link is written, or the link itself where it is written elsewhere."""
    match = _TARGET.match(content, label_end)
    return match.end() if match and token.info != "auto" else int(token.meta.get("at", 0))


def file_name(address: str) -> str:
    """What stands for an address in brackets: the name of its file, else all of it."""
    return unquote(posixpath.basename(re.split("[?#]", address, maxsplit=1)[0])) or address


def headings(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The headings among the tokens: the place of each, and the name by which GitHub links to it (`#name`)."""
    taken: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            name = _NO_NAME.sub("", plain(tokens[at + 1]).lower()).replace(" ", "-")
            again = taken.get(name, 0)
            taken[name] = again + 1
            yield at, f"{name}-{again}" if again else name


@lru_cache(maxsize=KEPT)
def heading_names(prose: Prose) -> frozenset[str]:
    """The names by which a text's headings are linked to (`#name`)."""
    return frozenset(name for _, name in headings(tree(prose).tokens))


def unshown(prose: Prose) -> Iterator[tuple[Unshown, Location]]:
    """Raw HTML that is not shown as HTML, and comments, each with its place."""
    if "<" in prose.text or "]:" in prose.text:
        for found in tree(prose).unshown:
            yield found, prose.located(found.offset)


def unused_footnotes(prose: Prose) -> Iterator[Location]:
    """Where the footnotes are that no text refers to: nobody sees them."""
    if "[^" in prose.text:
        for line in tree(prose).unused:
            yield Location(prose.path, prose.line + line)
