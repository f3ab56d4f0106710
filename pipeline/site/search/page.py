"""An incident's page → the page that Pagefind indexes: the same HTML, and what results are shown and narrowed by."""

from __future__ import annotations

import html
import re

from pipeline.model import Incident
from pipeline.site.data import day_of
from pipeline.site.i18n.formats import partial_date, severity
from pipeline.site.i18n.language import Language
from pipeline.site.page.headings import anchored
from pipeline.site.page.record import Heading, HtmlBlock, Page
from pipeline.site.search.text import filter_word, searchable

UNREAD = ".pm-contents, .pm-badges .pm-badge, .pm-zone"
"""What would only clutter an excerpt, as selectors: the badges are filters and lists."""

_UNREAD_CLASS = "|".join(re.findall(r"[\w-]+", UNREAD))
_ATTRIBUTES = re.compile(rf"<(?!h[1-6]\b)(\w+) (?![^>]*\b(?:{_UNREAD_CLASS})\b)[^>]*>")

# One language for all pages, so that a search finds reports in any: search/text.py sees to those that need more.
LANGUAGE = "en"


def search_page(language: Language, incident: Incident, page: Page) -> str:
    """The page with its headings' anchors as the generator makes them, and the values by which a search is narrowed."""
    day = day_of(incident)
    metadata = f'data-severity="{html.escape(severity(language, incident.severity))}"'
    metadata += f' data-day="{html.escape(partial_date(language, day))}"'
    metadata += ' data-pagefind-meta="severity[data-severity], day[data-day]"'
    filters = html.escape(" ".join(map(filter_word, (incident.severity, day[:4]))))
    headings = anchored(page.blocks, language)
    blocks = (
        headings[place].html() if isinstance(block, Heading) else _searched(block)
        for place, block in enumerate(page.blocks)
    )
    text = searchable(_bare("\n".join(blocks)))
    article = f"<article data-pagefind-body {metadata}>{text}<p>{filters}</p></article>"
    return f'<html lang="{LANGUAGE}"><body>{article}</body></html>'


def _searched(block: HtmlBlock) -> str:
    """The HTML of the block that the search reads."""
    return block.html.replace(block.unsearched, "", 1) if block.unsearched else block.html


def _bare(source: str) -> str:
    """The HTML with only the attributes that Pagefind needs; reading the others would be half of its work."""
    return _ATTRIBUTES.sub(lambda tag: f"<{tag[1]}>", source)
