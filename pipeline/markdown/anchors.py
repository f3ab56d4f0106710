"""The ids that a page gives to the headings of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from markdown_it.token import Token

from pipeline.markdown.links import headings
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import KEPT, top_level, tree

_STRUCTURE = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """The tokens from a heading of the first three levels to the next, or those above the first; and their id."""

    start: int
    end: int
    anchor: str


def pieces(text: Sequence[Token], anchor: str) -> list[Piece]:
    """The pieces of a text whose notes were taken off. Their ids begin with `anchor`."""
    edges = [at for at, _ in top_level(text) if is_structural(text[at])]
    edges = [*([0] if text and 0 not in edges else []), *edges, len(text)]
    return [Piece(start, end, f"{anchor}{number}") for number, (start, end) in enumerate(pairwise(edges))]


def is_structural(token: Token) -> bool:
    """Whether the token begins a heading that structures the page."""
    return token.type == "heading_open" and token.level == 0 and int(token.tag[1]) <= _STRUCTURE


def heading_id(anchor: str, at: int) -> str:
    """The id of a heading that is at this place of its text, and begins no piece."""
    return f"{anchor}-h{at}"


@lru_cache(maxsize=KEPT)
def heading_ids(prose: Prose, anchor: str, *, in_pieces: bool) -> Mapping[str, str]:
    """The id of each heading by the name with which GitHub links to it, for a page with the text in pieces or whole."""
    text = list(takewhile(lambda token: token.type != "footnote_block_open", tree(prose).tokens))
    begun = {piece.start: piece.anchor for piece in pieces(text, anchor)} if in_pieces else {}
    return {name: begun.get(at, heading_id(anchor, at)) for at, name in headings(text)}
