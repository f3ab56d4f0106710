"""Restricted passages of a text: where their markers stand, and the text without what an audience may not see.

A marker is `<!-- tlp:LEVEL -->` or `<!-- /tlp -->`. Whatever else a reader could take for one is unclear: it withholds.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from urllib.parse import unquote

from pipeline import vocabulary
from pipeline.characters import skeleton
from pipeline.markdown.almost_markers import (
    MOST_NAMES,
    NAME,
    is_level_alone,
    is_sentence,
    is_signed,
    is_tag_of_level,
    names_level,
    names_tlp,
    pictures,
    reads_like_marker,
)

UNCLEAR = "?"
"""Instead of a level: this is no marker as it has to be, or names no level."""

_KEPT = 64
_EXACT = re.compile(
    r"<!--[ \t\n]*(?:(?P<end>/tlp)|tlp:[ \t\n]*(?P<level>[a-z+]+))[ \t\n]*-->", re.IGNORECASE | re.ASCII
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_IN_PLACE = re.compile(r"<!--\s*/?\s*tlp\b", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r"<[a-z!?/](?:[^<>\n]|\n(?![ \t]*\n))*>|</?[ \t]*tlp[^\s<>]*")
_ADDRESS = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#][^\s<>()\[\]`'\"{}]*)?")
_ENCODED = re.compile("&|%[0-9a-fA-F]{2}")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SENTENCE_ENDS = re.compile(r"[.!?\u3002]\s*$")
_NO_PARAGRAPH = re.compile(r"\s*(?:#{1,6}\s|```|~~~|[|]|$)")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker and its place in the text. `level` is "" if it ends a passage, `UNCLEAR` where nobody can tell.

    It withholds from `since` on: what an unclear one is about may stand before it in its paragraph.
    """

    start: int
    end: int
    level: str
    since: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as an audience may see it, and whether anything was withheld."""

    text: str
    withheld: bool


@lru_cache(maxsize=_KEPT)
def markers(text: str) -> tuple[Marker, ...]:
    """Every marker, and everything that reads like one, in order.

    Of several lines, one such as `TLP:AMBER` is unclear; a value of front matter may be that and nothing else.
    """
    plain = skeleton(text)
    if "<!" not in plain and not (_ENCODED.search(text) or names_tlp(plain) or names_level(plain)):
        return ()
    blocks = [0, *(match.end() for match in _BLANK_LINE.finditer(text))]
    comments = [match.span() for match in _COMMENT.finditer(text)]
    found = [marker for start, end in comments if (marker := _comment(text, plain, start, end, blocks))]
    for start, end in _unclear(text, _without(plain, comments)):
        found.append(Marker(start, end, UNCLEAR, _block(blocks, start)))
    return tuple(sorted(found, key=lambda marker: marker.start))


def for_audience(text: str, audience: str, mark: str = "") -> Shown:
    """The text without its markers, and with `mark` in place of the passages above the audience's level.

    Passages may nest. One that is never closed reaches to the end. What is unclear is above every audience. An end
    where nothing is open ends what began nobody knows where: all above it is for those only who may see everything.
    """
    found = markers(text)
    hidden = _merged(_hidden(found, len(text), audience))
    cut = [*((span, mark) for span in hidden), *(((one.start, one.end), "") for one in found)]
    cut.sort(key=lambda one: (one[0][0], -one[0][1]))
    kept, rest = [], 0
    for (start, end), instead in cut:
        if start >= rest:
            kept += [text[rest:start], instead]
        rest = max(rest, end)
    return Shown("".join([*kept, text[rest:]]), bool(hidden))


def _hidden(found: tuple[Marker, ...], length: int, audience: str) -> Iterator[tuple[int, int]]:
    """The spans of what is above the audience's level; they may overlap."""
    open_: list[tuple[int, bool]] = []
    for marker in found:
        if marker.level:
            open_.append((marker.since, _above(marker.level, audience)))
        elif open_:
            since, above = open_.pop()
            if above:
                yield since, marker.end
        elif audience != vocabulary.strictest_level():
            yield 0, marker.end
    yield from ((since, length) for since, above in open_ if above)


def _merged(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _above(level: str, audience: str) -> bool:
    try:
        return vocabulary.tlp_rank(level) > vocabulary.tlp_rank(audience)
    except ValueError:
        return True


def _comment(text: str, plain: str, start: int, end: int, blocks: list[int]) -> Marker | None:
    """What a comment is, where it is a marker or reads like one."""
    exact = _EXACT.fullmatch(text, start, end)
    if exact:
        level = "" if exact["end"] else exact["level"].lower()
        return Marker(start, end, level if not level or vocabulary.is_level(level) else UNCLEAR, start)
    decoded = skeleton(unquote(html.unescape(html.unescape(text[start:end]))))
    if reads_like_marker(plain[start:end]) or reads_like_marker(decoded):
        return Marker(start, end, UNCLEAR, start if _IN_PLACE.match(text, start) else _block(blocks, start))
    return None


def _unclear(text: str, plain: str) -> Iterator[tuple[int, int]]:
    """What reads like a marker and is no comment: a tag, a comment of another language, a line of its own."""
    badges = [span for span in pictures(plain) if names_tlp(plain[slice(*span)])]
    yield from badges
    plain = _ADDRESS.sub(_spaces, plain)
    tags = [match.span() for match in _TAG.finditer(plain)]
    for start, end in tags:
        if names_tlp(plain[start:end]) or is_tag_of_level(plain[start:end]):
            yield start, end
    plain = _without(plain, tags)
    if not (_ENCODED.search(text) or names_tlp(plain) or names_level(plain)):
        return
    continued, lines = False, "\n" in text
    for start, after in pairwise([0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]):
        raw, line, tags = text[start : after - 1], plain[start : after - 1], []
        decoded = unquote(html.unescape(raw)).replace("\n", " ") if "&" in raw or "%" in raw else raw
        if decoded != raw:
            raw = decoded
            line = skeleton(raw)
            tags = [tag.span() for tag in _TAG.finditer(line) if names_tlp(tag.group())]
        spans = [match.span() for match in islice(NAME.finditer(line), MOST_NAMES)]
        if (
            tags
            or len(spans) == MOST_NAMES
            or (lines and is_level_alone(line, raw))
            or any(_is_unclear(raw, line, span, continued=continued, lines=lines) for span in spans)
        ):
            yield start + len(line) - len(line.lstrip()), after - 1
        continued = not _NO_PARAGRAPH.match(line) and not _SENTENCE_ENDS.search(line)


def _is_unclear(raw: str, line: str, span: tuple[int, int], *, continued: bool, lines: bool) -> bool:
    name = raw[slice(*span)]
    if is_signed(line, *span) or not unicodedata.normalize("NFKC", name).isascii():
        return True
    return lines and not is_sentence(line, *span, continued=continued, capital=name.isupper())


def _block(blocks: list[int], place: int) -> int:
    """Where the paragraph begins that this place of the text is in."""
    return blocks[bisect_right(blocks, place) - 1]


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in these spans, which are in order."""
    kept, rest = [], 0
    for start, end in spans:
        kept += [text[rest:start], re.sub(r"[^\n]", " ", text[start:end])]
        rest = end
    return "".join([*kept, text[rest:]])


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())
