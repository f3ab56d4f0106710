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
from pipeline.markdown.almost_markers import (
    MOST_NAMES,
    NAME,
    is_bracketed_label,
    is_directive,
    is_level_alone,
    is_sentence,
    is_signed,
    is_tag_of_level,
    names_level,
    names_tlp,
    pictures,
    reads_like_marker,
    with_level,
)
from pipeline.markdown.restrictions import (
    comment_restricts,
    is_restriction_alone,
    names_restriction,
    restricts,
    tag_restricts,
)
from pipeline.text.characters import skeleton

UNCLEAR = "?"
"""Instead of a level: this is not a marker as it has to be, or names no level."""

_SHORT = 2_000
"""Characters of a text of which many are kept: each is looked at again for the next audience."""
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
_LINE_END = re.compile(r"\n[ \t>]*")
_PIECE = re.compile(r"<[^<>]{1,200}>")
_ONE_LINE = 2
_APART = "\n<>\n"
"""Between texts that are looked at together: nothing that is looked for reaches across it."""
_ONE_WORD = re.compile(r"(?!tlp)[a-z0-9-]{1,40}|[0-9T:Z+-]{1,40}")
"""Ids, times and words of lists: no marker is so short."""
_NO_PARAGRAPH = re.compile(r"\s*(?:#{1,6}\s|```|~~~|[|]|$|=+\s*$|-+\s*$|[-*+]\s|\d{1,9}[.)]\s)")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker and its place in the text. `level` is "" if it ends a passage, `UNCLEAR` where nobody can tell.

    It withholds from `since` on: what an unclear one is about may be before it in its paragraph.
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


def markers(text: str) -> tuple[Marker, ...]:
    """Every marker, and everything that reads like one, in order.

    Of several lines, one such as `TLP:AMBER` is unclear; a value of front matter may be that and nothing else.
    """
    return _of_short(text) if len(text) <= _SHORT else _of_long(text)


def _markers(text: str) -> tuple[Marker, ...]:
    plain = skeleton(text)
    joined = _joined(plain)
    if not _may_mark(text, plain, joined):
        return ()
    blocks = [0, *(match.end() for match in _BLANK_LINE.finditer(text))]
    comments = [match.span() for match in _COMMENT.finditer(text)]
    exact = [span for span in comments if _EXACT.fullmatch(text, *span)]
    found = [marker for start, end in comments if (marker := _comment(text, plain, start, end, blocks))]
    for start, end in _unclear(text, _without(plain, comments)):
        found.append(Marker(start, end, UNCLEAR, _block(blocks, start)))
    if joined is not plain and names_tlp(joined):
        found += [Marker(start, end, UNCLEAR, start) for start, end in _split(_without(plain, exact), blocks)]
    return tuple(sorted(found, key=lambda marker: marker.start))


_of_short, _of_long = lru_cache(maxsize=8_192)(_markers), lru_cache(maxsize=64)(_markers)


def may_mark(texts: Iterable[str]) -> bool:
    """Whether any of these texts may have a marker, or something that reads like one: quick for many short ones."""
    together = _APART.join(text for text in texts if " " in text or not _ONE_WORD.fullmatch(text))
    plain = skeleton(together)
    return _may_mark(together, plain, _joined(plain))


def _joined(plain: str) -> str:
    """The text without what may be between the letters of a name: line ends and tags."""
    return _LINE_END.sub(" ", _PIECE.sub("", plain)) if "\n" in plain or "<" in plain else plain


def _may_mark(text: str, plain: str, joined: str) -> bool:
    named = names_tlp(joined) or names_level(plain) or names_restriction(plain)
    return named or "<!" in plain or (("&" in text or "%" in text) and _ENCODED.search(text) is not None)


def for_audience(text: str, audience: str, mark: str = "") -> Shown:
    """The text without its markers, and with `mark` in place of the passages above the audience's level.

    Passages may nest. One that is never closed reaches to the end. What is unclear is above every audience. An end
    where nothing is open ends what began nobody knows where: all above it is for those only who may see everything.
    """
    found = markers(text)
    if not found:
        return Shown(text, withheld=False)
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
    if any(reads_like_marker(comment) or comment_restricts(comment) for comment in (plain[start:end], decoded)):
        return Marker(start, end, UNCLEAR, start if _IN_PLACE.match(text, start) else _block(blocks, start))
    return None


def _unclear(text: str, plain: str) -> Iterator[tuple[int, int]]:
    """What reads like a marker and is not a comment: a tag, a comment of another language, a line of its own."""
    badges = [span for span in pictures(plain) if names_tlp(plain[slice(*span)])]
    yield from badges
    plain = _ADDRESS.sub(_spaces, plain)
    tags = [match.span() for match in _TAG.finditer(plain)]
    for start, end in tags:
        tag = plain[start:end]
        if names_tlp(tag) or is_tag_of_level(tag) or tag_restricts(tag):
            yield start, end
    plain = _without(plain, tags)
    if not (_ENCODED.search(text) or names_tlp(plain) or names_level(plain) or names_restriction(plain)):
        return
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
    continued, lines = False, len(starts) > _ONE_LINE
    for at, (start, after) in enumerate(pairwise(starts)):
        line = _Line(text[start : after - 1], plain[start : after - 1])
        following = plain[after : starts[at + 2] - 1] if after <= len(text) else ""
        if line.is_unclear(lines=lines, continued=continued, ends=_NO_PARAGRAPH.match(following) is not None):
            yield start + len(line.plain) - len(line.plain.lstrip()), after - 1
        continued = not _NO_PARAGRAPH.match(line.plain) and not _SENTENCE_ENDS.search(line.plain)


class _Line:
    """A line, as it is written and as its skeleton, with its entities and encoded bytes decoded."""

    def __init__(self, raw: str, plain: str) -> None:
        decoded = unquote(html.unescape(raw)).replace("\n", " ") if "&" in raw or "%" in raw else raw
        self.raw, self.plain = (raw, plain) if decoded == raw else (decoded, skeleton(decoded))
        self._decoded_tag = decoded != raw and any(names_tlp(tag.group()) for tag in _TAG.finditer(self.plain))

    def is_unclear(self, *, lines: bool, continued: bool, ends: bool) -> bool:
        """Whether the line reads like a marker.

        `lines` says that it is one of several, `continued` that it goes on with a paragraph, `ends` that none does
        with it.
        """
        spans = [match.span() for match in islice(NAME.finditer(self.plain), MOST_NAMES)]
        if self._decoded_tag or len(spans) == MOST_NAMES:
            return True
        if lines and (is_level_alone(self.plain, self.raw) or is_restriction_alone(self.plain)):
            return True
        if is_directive(self.plain) and restricts(self.plain):
            return True
        return any(self._is_marker(span, lines=lines, continued=continued, ends=ends) for span in spans)

    def _is_marker(self, span: tuple[int, int], *, lines: bool, continued: bool, ends: bool) -> bool:
        name = self.raw[slice(*span)]
        if is_signed(self.plain, *span) or not unicodedata.normalize("NFKC", name).isascii():
            return True
        if not lines:
            return is_bracketed_label(self.plain, *span)
        return not is_sentence(self.plain, *span, continued=continued, ends=ends, capital=name.isupper())


def _split(plain: str, blocks: list[int]) -> Iterator[tuple[int, int]]:
    """Paragraphs in which a level is named across the end of a line, or across a comment or tag."""
    for start, end in pairwise([*blocks, len(plain)]):
        block = plain[start:end].rstrip()
        joined = _LINE_END.sub(" ", _PIECE.sub("", block))
        whole = [match.span() for match in islice(with_level(joined), MOST_NAMES)]
        if len(whole) > sum(1 for line in block.split("\n") for _ in with_level(line)) and not all(
            is_sentence(joined, *span, continued=False, ends=True, capital=True) for span in whole
        ):
            yield start, start + len(block)


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
