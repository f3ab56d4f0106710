"""The headings of a page as HTML, with the anchors that a generator gives them."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from markdown.extensions.toc import unique

from pipeline.site.i18n.language import Language
from pipeline.site.page.record import Block, Heading


@dataclass(frozen=True, slots=True)
class Anchored:
    """A heading with its anchor, which no other heading of its page has."""

    heading: Heading
    anchor: str

    @property
    def text(self) -> str:
        """What it says, as HTML."""
        return html.escape(self.heading.text, quote=False)

    def html(self, after: str = "") -> str:
        """The heading as an element; `after` is HTML that follows its text."""
        level = self.heading.level
        return f'<h{level} id="{self.anchor}">{self.text}{after}</h{level}>'


def anchored(blocks: Iterable[Block], language: Language) -> dict[int, Anchored]:
    """The headings among the blocks of a page, by their places."""
    used: set[str] = set()
    return {
        place: Anchored(block, unique(language.anchor(block.text, "-"), used))
        for place, block in enumerate(blocks)
        if isinstance(block, Heading)
    }
