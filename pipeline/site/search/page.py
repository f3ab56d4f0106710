"""An incident's page of the tree → the page that Pagefind indexes: the same HTML, and what results are told by."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from markdown.extensions.toc import unique

from pipeline.model import Incident
from pipeline.site.data import day_of
from pipeline.site.i18n.formats import partial_date, severity
from pipeline.site.i18n.language import Language
from pipeline.site.page import body
from pipeline.site.search.text import facet, searchable

# One language for all pages, so that a search finds reports in any: search_text.py sees to those that need more.
LANGUAGE = "en"
_PICTURE = re.compile(r'<figure class="pm-picture">.*?</figure>', re.DOTALL)
"""It says what the list below it says, and would take Pagefind half of its time to leave out."""

_HEADING = re.compile(r"(#+) (.*)")


def search_page(language: Language, incident: Incident, page: str) -> str:
    """The page with its headings' anchors as the generator makes them, and the values by which a search is narrowed."""
    day = day_of(incident)
    taken: set[str] = set()
    parts = (part if part.startswith("<") else _heading(part, language.anchor, taken) for part in body(page))
    said = f'data-severity="{html.escape(severity(language, incident.severity))}"'
    said += f' data-day="{html.escape(partial_date(language, day))}"'
    said += ' data-pagefind-meta="severity[data-severity], day[data-day]"'
    facets = html.escape(" ".join(map(facet, (incident.severity, day[:4]))))
    text = searchable(_PICTURE.sub("", "\n".join(parts)))
    article = f"<article data-pagefind-body {said}>{text}<p>{facets}</p></article>"
    return f'<html lang="{LANGUAGE}"><body>{article}</body></html>'


def _heading(line: str, anchor: Callable[[str, str], str], taken: set[str]) -> str:
    match = _HEADING.fullmatch(line)
    if match is None:
        raise ValueError(f"neither a heading nor HTML: {line[:60]}")
    level, text = len(match[1]), html.unescape(match[2])
    return f'<h{level} id="{unique(anchor(text, "-"), taken)}">{html.escape(text)}</h{level}>'
