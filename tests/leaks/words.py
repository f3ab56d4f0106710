"""Words that are nowhere else, each with the level that it was planted at, and the search for them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.vocabulary import levels

NOBODY = "nobody"
"""The level of what no output may hold: drafts, comments, keys of a team's own, what nobody registered."""

ORDER = (*levels(), NOBODY)
Output = Mapping[str, bytes]
"""What a renderer put out: names, and what they hold."""

_WORD = re.compile(rb"zq[a-z]{6}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, the place where it was planted (such as incident.actors.name), and who may see it."""

    text: str
    place: str
    level: str


def above(level: str, audience: str) -> bool:
    return ORDER.index(level) > ORDER.index(audience)


def strictest(*some: str) -> str:
    return max((level for level in some if level), key=ORDER.index)


def found(words: Iterable[Word], output: Output) -> list[Word]:
    """Those of the words that stand anywhere in the output: in names, in bytes, in compressed bytes, in any case."""
    text = b"\n".join(_bytes(output)).lower()
    tokens = set(_WORD.findall(text))
    return [word for word in words if _in(word.text.lower().encode(), text, tokens)]


def leaks(words: Iterable[Word], output: Output, audience: str) -> list[Word]:
    """The words above the audience's level that are in the output all the same."""
    return found((word for word in words if above(word.level, audience)), output)


def _in(word: bytes, text: bytes, tokens: set[bytes]) -> bool:
    return word in tokens if _WORD.fullmatch(word) else word in text


def _bytes(output: Output) -> Iterator[bytes]:
    for name, content in output.items():
        yield name.encode()
        yield gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
