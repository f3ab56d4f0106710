"""An incident's page → the page that Pagefind indexes: the same HTML, and what results are shown and narrowed by."""

from __future__ import annotations

import html

from markdown.extensions.toc import unique

from pipeline.model import Incident
from pipeline.site.data import day_of
from pipeline.site.i18n.formats import partial_date, severity
from pipeline.site.i18n.language import Language
from pipeline.site.page.record import Block, Heading, Page
from pipeline.site.search.text import filter_word, searchable

# One language for all pages, so that a search finds reports in any: search/text.py sees to those that need more.
LANGUAGE = "en"


def search_page(language: Language, incident: Incident, page: Page) -> str:
    """The page with its headings' anchors as the generator makes them, and the values by which a search is narrowed."""
    day = day_of(incident)
    metadata = f'data-severity="{html.escape(severity(language, incident.severity))}"'
    metadata += f' data-day="{html.escape(partial_date(language, day))}"'
    metadata += ' data-pagefind-meta="severity[data-severity], day[data-day]"'
    filters = html.escape(" ".join(map(filter_word, (incident.severity, day[:4]))))
    anchors: set[str] = set()
    text = searchable("\n".join(_html(block, language, anchors) for block in page.blocks))
    article = f"<article data-pagefind-body {metadata}>{text}<p>{filters}</p></article>"
    return f'<html lang="{LANGUAGE}"><body>{article}</body></html>'


def _html(block: Block, language: Language, anchors: set[str]) -> str:
    """The block as HTML. `anchors` are those that headings before it have; that of this one is added."""
    if isinstance(block, Heading):
        anchor = unique(language.anchor(block.text, "-"), anchors)
        return f'<h{block.level} id="{anchor}">{html.escape(block.text)}</h{block.level}>'
    return block.html.replace(block.unsearched, "", 1) if block.unsearched else block.html
