"""The body of a document: its sections, its paragraphs and the evidence it cites.

Markdown is read as CommonMark with tables, as GitHub reads it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.diagnostic import Location
from pipeline.outline import KEPT, Part, outline, parser, structure
from pipeline.syntax import CITATION, COMMENT, EVIDENCE_ID

_LINK = re.compile(
    r"(?<!\\)\]\(\s*(?:<([^<>\n]*)>|([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*))"
    r"|^ {0,3}\[[^\]\n]+\]:\s*(?:<([^<>\n]*)>|([^\s<>]+))",
    re.MULTILINE,
)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|#|$")
_BACKTICKS = re.compile(r"`+|\n[ \t]*\n")

_PARSED = 50_000
"""How many characters are looked at for relative links."""

_SECTION = 2


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown text and where it begins: `line` is the line of its first line in `path`."""

    text: str
    path: str = ""
    line: int = 1

    def located(self, offset: int) -> Location:
        """The place in the file of the character at `offset`."""
        starts = _line_starts(self.text)
        number = bisect_right(starts, offset) - 1
        return Location(self.path, self.line + number, offset - starts[number] + 1)

    def offset(self, place: Location) -> int:
        """Where in the text a place of its file is."""
        return _line_starts(self.text)[place.line - self.line] + place.column - 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table or quotation, and the ids of the evidence it cites."""

    prose: Prose
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A second-level heading, the text below it up to the next, and that text's blocks."""

    heading: str
    location: Location
    prose: Prose
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link or an image leads, as it is written, and the place of that."""

    target: str
    location: Location


@dataclass(frozen=True, slots=True)
class Citation:
    """An id such as E1 in square brackets, and its place."""

    id: str
    location: Location


@lru_cache(maxsize=8)
def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


@lru_cache(maxsize=KEPT)
def sections(prose: Prose) -> tuple[Section, ...]:
    """The second-level sections, in order; text above the first heading belongs to none."""
    lines = prose.text.split("\n")
    cited = [(citation.location.line - prose.line, citation.id) for citation in citations(prose)]
    found: list[tuple[Part, list[Block]]] = []
    for part in outline(prose.text):
        if part.kind == "heading" and part.level <= _SECTION:
            found.append((part, []))
        elif part.kind == "passage" and found:
            text = _slice(prose, lines, part.start, part.end)
            if COMMENT.sub("", text.text).strip():
                cites = (name for line, name in cited if part.start <= line < part.end)
                found[-1][1].append(Block(text, tuple(dict.fromkeys(cites))))
    ends = [*(heading.start for heading, _ in found[1:]), len(lines)]
    return tuple(
        Section(
            heading=heading.text,
            location=Location(prose.path, prose.line + heading.start),
            prose=_slice(prose, lines, heading.end, end),
            blocks=tuple(blocks),
        )
        for (heading, blocks), end in zip(found, ends, strict=False)
        if heading.level == _SECTION
    )


@lru_cache(maxsize=KEPT)
def citations(prose: Prose) -> tuple[Citation, ...]:
    """Every citation of evidence outside code and comments, in order."""
    if "[E" not in prose.text:
        return ()
    return tuple(
        Citation(name.group(), prose.located(match.start(1) + name.start()))
        for match in CITATION.finditer(without_code(prose.text))
        for name in EVIDENCE_ID.finditer(match[1])
    )


@lru_cache(maxsize=KEPT)
def relative_links(prose: Prose) -> tuple[Link, ...]:
    """Every link or image that leads to a file: no web address, and no place in the same text."""
    if "](" not in prose.text and "]:" not in prose.text:
        return ()
    found = [
        (match[match.lastindex], match.start(match.lastindex))
        for match in _LINK.finditer(without_code(prose.text))
        if match.lastindex and not _ELSEWHERE.match(match[match.lastindex])
    ]
    # What looks like a link may be none: the parser knows those that are. It is slow, and a report is short.
    known = _known(prose.text[:_PARSED], {target for target, _ in found}) if found else ()
    return tuple(Link(target, prose.located(start)) for target, start in found if target in known)


def _known(text: str, targets: set[str]) -> set[str]:
    """Those of the targets, as they are written, that links and images of the text lead to."""
    from markdown_it.common.utils import unescapeAll  # noqa: PLC0415  # most reports have no such link

    markdown = _inline()
    inline = [child for token in markdown.parse(text) for child in token.children or ()]
    known = {str(token.attrs.get("href") or token.attrs.get("src")) for token in inline if token.attrs}
    return {target for target in targets if markdown.normalizeLink(unescapeAll(target)) in known}


_inline = cache(parser)


def without_code(text: str) -> str:
    """The text with code blocks, code spans and comments turned into as many spaces."""
    if not any(mark in text for mark in ("`", "~~~", "<!--", "    ", "\t")):
        return text
    lines = text.split("\n")
    for part in outline(text):
        if part.kind == "code":
            lines[part.start : part.end] = [" " * len(line) for line in lines[part.start : part.end]]
    return COMMENT.sub(_spaces, _without_spans("\n".join(lines)))


def _without_spans(text: str) -> str:
    """The text with its code spans turned into spaces: from some backticks to as many, within a paragraph."""
    if "`" not in text:
        return text
    kept, rest = [], 0
    runs = [(match.start(), match.end()) for match in _BACKTICKS.finditer(text)]
    # From the end, so that each run knows the next one of its length.
    following: dict[int, int] = {}
    closing: list[int | None] = [None] * len(runs)
    for at in range(len(runs) - 1, -1, -1):
        start, end = runs[at]
        if text[start] == "`":
            closing[at] = following.get(end - start)
            following[end - start] = at
        else:
            following.clear()
    at = 0
    while at < len(runs):
        start, close = runs[at][0], closing[at]
        if close is not None and text[start - 1 : start] != "\\":
            kept += [text[rest:start], re.sub(r"[^\n]", " ", text[start : runs[close][1]])]
            rest, at = runs[close][1], close
        at += 1
    return "".join([*kept, text[rest:]])


def unwrapped(text: str) -> str:
    """The text with each paragraph on one line: an issue shows an author's line ends as line breaks."""
    lines: list[str | None] = [*text.split("\n")]
    for token in structure(text):
        if token.type != "paragraph_open" or token.map is None:
            continue
        start, end = token.map
        words = [(lines[number] or "").lstrip(" \t>") for number in range(start + 1, end)]
        first = lines[start] or ""
        if not any(line.endswith(("  ", "\\")) for line in (first, *words)):
            lines[start:end] = [" ".join([first, *words]), *[None] * len(words)]
    return "\n".join(line for line in lines if line is not None)


def _slice(prose: Prose, lines: list[str], start: int, end: int) -> Prose:
    return Prose("\n".join(lines[start:end]), prose.path, prose.line + start)


def _spaces(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())
