"""A page as a value: its front matter, and its headings and blocks of HTML in order.

It is written as Markdown that every generator reads alike. An HTML block is such that Markdown passes it through
untouched, and what an author wrote in a heading means nothing to Markdown.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from pipeline.text.bidirectional import isolated

# Generators use some control characters as their own marks; XML has no place for these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_UNBROKEN = 2**31 - 1
"""The width of lines in front matter: none is broken."""
_PUNCTUATION = {ord(char): f"&#{ord(char)};" for char in string.punctuation}

DIAGRAM = '<figure class="pm-diagram"'
"""How a diagram begins in an HTML block; no author's text does, since every `<` of theirs is an entity."""
DIAGRAM_SCRIPT = "diagrams"
"""The script that a page with a diagram needs."""

NAVIGATION = ("navigation",)
WIDE = ("navigation", "toc")
"""What a page of tables and lists hides, so that they have the room."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6 that says exactly `text`, which is one line."""

    level: int
    text: str

    @property
    def markdown(self) -> str:
        """The heading as Markdown, with every mark of punctuation as an entity."""
        return f"{'#' * self.level} {self.text.translate(_PUNCTUATION)}"


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """HTML that has no blank line, no line that begins with a space, and no tab.

    `unsearched` is a part of it that the search need not read, since another part says the same; "" if there is none.
    """

    html: str
    unsearched: str = ""


Block = Heading | HtmlBlock


@dataclass(frozen=True, slots=True)
class Page:
    """A page below its title. `updated` is its day in the sitemap.

    `hide` names the parts of the theme that the page has no room for, `scripts` those files in assets/ that it needs.
    """

    title: str
    description: str
    updated: date
    blocks: tuple[Block, ...]
    hide: tuple[str, ...] = NAVIGATION
    scripts: tuple[str, ...] = ()

    @property
    def front_matter(self) -> dict[str, Any]:
        """What themes read of the page. They show title and description as they are: so these are escaped."""
        front: dict[str, Any] = {
            "title": html.escape(isolated(_line(self.title))),
            "description": html.escape(isolated(_line(self.description))),
            "updated": self.updated.isoformat(),
            "hide": list(self.hide),
        }
        if self.scripts:
            front["scripts"] = list(self.scripts)
        return front

    def __str__(self) -> str:
        """The page as Markdown with YAML front matter."""
        matter = yaml.dump(self.front_matter, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=_UNBROKEN)
        blocks = [block.markdown if isinstance(block, Heading) else block.html for block in self.blocks]
        return "\n\n".join([f"---\n{matter}---", *blocks]) + "\n"


@dataclass(frozen=True, slots=True)
class BuiltPage(Page):
    """A page that the last build made. Its Markdown and the generator's HTML stand for its title and its blocks."""

    markdown: str = ""
    built: bytes = b""

    def __str__(self) -> str:
        """The page as Markdown, as the last build wrote it."""
        return self.markdown


def make_page(
    title: str,
    description: str,
    blocks: Sequence[Block | None],
    *,
    updated: date,
    hide: tuple[str, ...] = NAVIGATION,
    scripts: tuple[str, ...] = (),
) -> Page:
    """A page that begins with its title as a heading. Of `blocks`, what is None is left out."""
    present = tuple(block for block in (heading(1, title), *blocks) if block is not None)
    if any(isinstance(block, HtmlBlock) and DIAGRAM in block.html for block in present):
        scripts = (*scripts, DIAGRAM_SCRIPT)
    return Page(title, description, updated, present, hide, scripts)


def heading(level: int, text: str) -> Heading | None:
    """The heading of this text; None if the text is empty."""
    line = _line(text)
    return Heading(level, line) if line else None


def html_block(source: str, unsearched: str = "") -> HtmlBlock | None:
    """The HTML as one block of Markdown; None if it is empty. `unsearched` is part of it, and a block itself."""
    text = compact(source)
    return HtmlBlock(text, unsearched) if text else None


def compact(source: str) -> str:
    """HTML or XML without blank lines, spaces around lines, tabs and control characters."""
    lines = (line.strip(" \t") for line in _CONTROL.sub("", source).replace("\r", "\n").split("\n"))
    return "\n".join(filter(None, lines)).strip().replace("\t", " ")


def section(title: str, *blocks: Block | None) -> list[Block | None]:
    """A heading of level 2 with these blocks below it; nothing if there are none."""
    return [heading(2, title), *blocks] if any(blocks) else []


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
