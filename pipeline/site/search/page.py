"""An incident's page → the page that Pagefind indexes: its text and headings, and by what results are narrowed."""

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

_UNREAD = re.compile(r'<p class="pm-(?:contents|zone)\b.*?</p>', re.DOTALL)
"""What would only clutter an excerpt."""
_BADGES = re.compile(r'<p class="pm-badges\b.*?</p>', re.DOTALL)
_BADGE = re.compile(r'<(a|span) class="pm-badge\b.*?</\1>', re.DOTALL)
"""Clutter as well, in a line of badges: they are filters and lists."""

# What Pagefind makes of tags: within a sentence nothing, between sentences a full stop, if there is none. Headings,
# which count for more, are the only ones that it still has to read: the others would be a third of its work.
_HEADING, _SEPARATE = r"h[1-6]\b", r"(?:p|td|div|ul|li|article|section|br)\b"
_ATTRIBUTES = re.compile(rf"<(?!{_HEADING})(\w+) [^>]*>")
_WITHIN = re.compile(rf"</?(?!{_HEADING}|{_SEPARATE})\w[^>]*>")
_STOP = re.compile(rf"<(?<=[\w'\")$*]<)/{_SEPARATE}>")
_BETWEEN = re.compile(rf"</?{_SEPARATE}[^>]*>")

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
    text = _flat(searchable(_bare("\n".join(blocks))))
    article = f"<article data-pagefind-body {metadata}>{text}<p>{filters}</p></article>"
    return f'<html lang="{LANGUAGE}"><body>{article}</body></html>'


def _searched(block: HtmlBlock) -> str:
    """The HTML of the block that the search reads."""
    return block.html.replace(block.unsearched, "", 1) if block.unsearched else block.html


def _bare(source: str) -> str:
    """The HTML without attributes but those of headings, and without what is not read."""
    source = _BADGES.sub(lambda badges: _BADGE.sub("", badges[0]), _UNREAD.sub("", source))
    return _ATTRIBUTES.sub(lambda tag: f"<{tag[1]}>", source)


def _flat(source: str) -> str:
    """The HTML as text between headings."""
    return _BETWEEN.sub(" ", _STOP.sub(". ", _WITHIN.sub("", source)))
