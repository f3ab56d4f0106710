"""A page of the tree: front matter, Markdown headings, and HTML blocks between them.

The HTML blocks are such that any Markdown generator passes them through untouched, and what authors
wrote in a heading means nothing to Markdown.
"""

from __future__ import annotations

import html
import re
import string
from datetime import date
from functools import cache, partial
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.site import links
from pipeline.site.data import SiteData, day_of
from pipeline.site.i18n import formats
from pipeline.site.i18n.language import Language

# Generators use some control characters as their own marks; XML has no place for these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_UNBROKEN = 2**31 - 1
"""The width of lines in front matter: none is broken."""
DIAGRAM = '<figure class="pm-diagram"'
"""How a diagram begins in an HTML block; no author's text does, since every `<` of theirs is an entity."""

_PUNCTUATION = {ord(char): f"&#{ord(char)};" for char in string.punctuation}


def page(
    title: str,
    description: str,
    *blocks: str,
    updated: date,
    hide: tuple[str, ...] = ("navigation",),
    scripts: tuple[str, ...] = (),
) -> str:
    """A whole page below its title; empty blocks are left out. `updated` is its day in the sitemap.

    `scripts` are the names of those in assets/ that it needs.
    Themes put title and description into the page as they are, so both are escaped here.
    """
    front: dict[str, Any] = {
        "title": html.escape(_line(title)),
        "description": html.escape(_line(description)),
        "updated": updated.isoformat(),
        "hide": list(hide),
    }
    if any(DIAGRAM in block for block in blocks):
        scripts = (*scripts, "diagrams")
    if scripts:
        front["scripts"] = list(scripts)
    matter = yaml.dump(front, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=_UNBROKEN)
    return "\n\n".join([f"---\n{matter}---", *(block for block in (heading(1, title), *blocks) if block)]) + "\n"


def body(page: str) -> list[str]:
    """The Markdown headings and HTML blocks of a page."""
    return page.partition("\n---\n\n")[2].strip().split("\n\n")


def heading(level: int, text: str) -> str:
    """A Markdown heading that says exactly this text; "" where there is none."""
    line = _line(text)
    return f"{'#' * level} {line.translate(_PUNCTUATION)}" if line else ""


def block(template: str, *, site: SiteData, **values: Any) -> str:
    """An HTML block from a template, in the site's language; "" where the template has nothing to say."""
    environment = _environment(site.language)
    return html_block(environment.get_template(template).render(site=site, **values))


def html_block(source: str) -> str:
    """The HTML as one block of Markdown: no blank line, no line that begins with a space, no tab."""
    lines = (line.strip(" \t") for line in _CONTROL.sub("", source).replace("\r", "\n").split("\n"))
    return "\n".join(filter(None, lines)).strip().replace("\t", " ")


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


@cache
def _environment(spoken: Language) -> Environment:
    environment = Environment(
        extensions=["jinja2.ext.i18n"],
        loader=PackageLoader("pipeline.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    _speak(environment, spoken)
    for plain in (
        formats.css,
        formats.web,
        formats.attack,
        formats.attack_name,
        formats.machine,
        formats.paragraphs,
        day_of,
        *links.PAGES,
    ):
        environment.filters[plain.__name__] = plain
    return environment


def _speak(environment: Environment, spoken: Language) -> None:
    """Give templates `trans`, `_`, `word(kind, value)`, the mark between items of a list, and the forms of values."""
    said = spoken.translations
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(said.gettext, said.ngettext, newstyle=True, pgettext=said.pgettext)  # type: ignore[attr-defined]  # from the extension
    # For translators: the mark between the items of a list.
    environment.globals |= {"word": spoken.word, "comma": spoken.pgettext("list", ", ")}
    forms = (
        formats.number,
        formats.when,
        formats.clock,
        formats.partial_date,
        formats.on,
        formats.span,
        formats.counted,
    )
    for form in (*forms, formats.due, formats.ago, formats.size, formats.disagreement, formats.measured):
        environment.filters[form.__name__] = partial(form, spoken)
