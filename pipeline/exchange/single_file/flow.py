"""A tree of HTML → what a word processor has: headings, paragraphs, items, code, pictures and tables, in order."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.exchange.single_file.tree import Element

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figcaption", "figure"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section"),
        *("summary", "table", "ul"),
    )
)
_LEFT_OUT = frozenset({"svg", "hr"})
_LEFT_OUT_CLASSES = frozenset({"pm-contents", "pm-overview", "pm-zone", "pm-number"})
"""Parts of a page that say again what is below them, or are about the page."""


_BREAK = "\u2028"
"""The end of a line that is meant, unlike those between the words of HTML."""


_APART_CLASSES = frozenset({"pm-badges", "pm-event__head"})
"""What is in these is side by side, and no sentence."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike; `address` is where a link leads."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in a block: a heading of `level` 1 to 6, or an item, `depth` deep, with a number or without, or quoted."""

    runs: tuple[Run, ...]
    level: int = 0
    depth: int = 0
    number: int = 0
    quoted: bool = False
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, its media type and what it shows in words."""

    content: bytes
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table by row; the first row is the head."""

    rows: tuple[tuple[tuple[Run, ...], ...], ...]


Block = Paragraph | Code | Picture | Table


def flow(root: Element) -> Iterator[Block]:
    """The blocks of a tree, in order."""
    yield from _inside(root, Paragraph(()))


def _inside(element: Element, like: Paragraph) -> Iterator[Block]:
    """The blocks in an element; words between them are paragraphs `like` this."""
    runs: list[Run] = []
    apart = bool(element.classes & _APART_CLASSES)
    for child in element.children:
        if isinstance(child, Element) and (child.tag in _BLOCKS or _holds_block(child)):
            for block in (*_paragraph(runs, like), *_block(child, like)):
                yield block
                like = replace(like, continues=like.depth > 0)
            runs = []
        else:
            of_child = list(_runs(child, Run("")))
            if apart and _tidied(runs) and _tidied(of_child):
                runs.append(Run(" · "))
            runs += of_child
            if isinstance(child, Element):
                yield from _pictures(child)
    yield from _paragraph(runs, like)


def _holds_block(element: Element) -> bool:
    return element.tag not in _LEFT_OUT and any(
        inner.tag in _BLOCKS for inner in element.descendants() if inner is not element
    )


def _block(element: Element, like: Paragraph) -> Iterator[Block]:
    if element.tag in _LEFT_OUT or element.classes & _LEFT_OUT_CLASSES:
        return
    if element.tag in ("ul", "ol"):
        number = int(element.attributes.get("start") or 1) if element.tag == "ol" else 0
        for item in element.children:
            if isinstance(item, Element):
                yield from _inside(item, replace(like, depth=like.depth + 1, number=number, continues=False))
                number += bool(number)
    elif element.tag == "pre":
        yield Code(element.text.strip("\n"))
    elif element.tag == "table":
        yield _table(element)
    elif element.tag == "dl":
        yield from _terms(element, like)
    elif len(element.tag) == len("h1") and element.tag[0] == "h" and element.tag != "hr":
        yield from _inside(element, Paragraph((), level=int(element.tag[1])))
    else:
        yield from _inside(element, replace(like, quoted=like.quoted or element.tag == "blockquote"))


def _terms(element: Element, like: Paragraph) -> Iterator[Block]:
    """Each term with its description in one paragraph, if that is all of it."""
    term: list[Run] = []
    for item in element.descendants():
        if item.tag == "dt":
            term = [*_all_runs(item, Run("", bold=True)), Run(": ", bold=True)]
        elif item.tag == "dd":
            if _holds_block(item):
                yield from _paragraph(term, like)
                yield from _inside(item, like)
            else:
                yield from _paragraph([*term, *_all_runs(item, Run(""))], like)
            term = []


def _table(element: Element) -> Table:
    rows = [row for row in element.descendants() if row.tag == "tr"]
    return Table(
        tuple(
            tuple(
                _tidied(_all_runs(cell, Run("")))
                for cell in row.children
                if isinstance(cell, Element) and cell.tag in ("td", "th")
            )
            for row in rows
        )
    )


def _pictures(element: Element) -> Iterator[Picture]:
    for image in element.descendants():
        head, _, data = image.attributes.get("src", "").partition(";base64,")
        if head.startswith("data:") and data:
            yield Picture(base64.b64decode(data), head.removeprefix("data:"), image.attributes.get("alt", ""))


def _all_runs(element: Element, like: Run) -> list[Run]:
    return [run for child in element.children for run in _runs(child, like)]


def _runs(child: Element | str, like: Run) -> Iterator[Run]:
    if isinstance(child, str):
        yield replace(like, text=child)
    elif child.tag == "br":
        yield replace(like, text=_BREAK)
    elif child.tag not in _LEFT_OUT and not child.classes & _LEFT_OUT_CLASSES:
        look = replace(
            like,
            bold=like.bold or child.tag in ("strong", "b", "th"),
            italic=like.italic or child.tag in ("em", "i"),
            code=like.code or child.tag in ("code", "kbd", "samp"),
            address=child.attributes.get("href", "") if child.tag == "a" else like.address,
        )
        for inner in child.children:
            yield from _runs(inner, look)


def _paragraph(runs: list[Run], like: Paragraph) -> Iterator[Paragraph]:
    tidied = _tidied(runs)
    if tidied:
        yield replace(like, runs=tidied)


def _tidied(runs: list[Run]) -> tuple[Run, ...]:
    """The runs with one space between words, and none at the ends."""
    found: list[Run] = []
    space = True
    for run in runs:
        text = "\n" if run.text == _BREAK else _spaced(run.text)
        text = text.lstrip(" ") if space else text
        if text:
            space = text[-1] in " \n"
            if found and replace(found[-1], text="") == replace(run, text=""):
                text = found.pop().text + text
            found.append(replace(run, text=text))
    while found and not found[-1].text.strip():
        found.pop()
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return tuple(found)


def _spaced(text: str) -> str:
    words = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    behind = " " if text[-1:].isspace() and words else ""
    return f"{before}{words}{behind}"
