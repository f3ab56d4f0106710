"""HTML from the templates in `templates/`: what they can say, in the site's language, and the blocks they make."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipeline.layout import finding_address, finding_anchor, incident_address
from pipeline.site import links
from pipeline.site.data import SiteData, day_of
from pipeline.site.i18n import formats
from pipeline.site.i18n.language import Language
from pipeline.site.page.isolation import isolate_in_html, isolate_in_xml, mark, marking
from pipeline.site.page.record import HtmlBlock, compact, html_block
from pipeline.time.moment import Window


def css_class(value: str) -> str:
    """A word of the schemas as the tail of a CSS class: amber+strict → amber-strict."""
    return re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text in front matter."""
    return [paragraph for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


_FILTERS = (
    css_class,
    paragraphs,
    day_of,
    finding_anchor,
    formats.attack_name,
    formats.machine_time,
    links.actor_anchor,
    links.attack_url,
    links.event_anchor,
    finding_address,
    incident_address,
    links.procedure_address,
    links.service_address,
    links.team_address,
    links.technique_address,
    links.factor_anchor,
    links.indicator_anchor,
    links.notification_anchor,
    links.technique_anchor,
    links.web_url,
)
"""What templates may apply to a value, in any language."""

_FILTERS_BY_LANGUAGE = (
    formats.ago,
    formats.clock,
    formats.counted,
    formats.counted_as_of,
    formats.disagreement,
    formats.due,
    formats.during,
    formats.length_of,
    formats.measured,
    formats.number,
    formats.on,
    formats.partial_date,
    formats.severity,
    formats.size,
    formats.span,
    formats.when,
)
"""What templates may apply to a value that is said differently in each language."""


def block(template: str, *, site: SiteData, unsearched: str = "", **values: Any) -> HtmlBlock | None:
    """What the template makes of these values, in the site's language; None if it has nothing to say.

    `unsearched` is the part of it that the search need not read.
    """
    return html_block(_rendered(template, site, values), unsearched)


def document(template: str, *, site: SiteData, **values: Any) -> str:
    """As `block`, as the text of a file of its own or of a place in another template; "" if it is empty."""
    return compact(_rendered(template, site, values))


def _rendered(template: str, site: SiteData, values: dict[str, Any]) -> str:
    made = _template(site.language, template).render(site=site, **values)
    return isolate_in_xml(made) if template.endswith(".xml") else isolate_in_html(made)


@cache
def _template(language: Language, name: str) -> Template:
    return _environment(language).get_template(name)


class _Environment(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The values that every template has: each rendering copies them, and a chain of mappings is slow to copy."""
        return {**self.globals, **(d or {})}


@cache
def _environment(language: Language) -> Environment:
    environment = _Environment(
        extensions=["jinja2.ext.i18n"],
        loader=PackageLoader("pipeline.site"),
        autoescape=True,
        finalize=mark,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    _translate(environment, language)
    environment.tests["window"] = lambda moment: isinstance(moment, Window)
    environment.filters |= {function.__name__: function for function in _FILTERS}
    environment.filters |= {function.__name__: partial(function, language) for function in _FILTERS_BY_LANGUAGE}
    return environment


def _translate(environment: Environment, language: Language) -> None:
    """Give templates `trans`, `_`, `word(kind, value)`, and the comma between the items of a list."""
    catalogue = language.translations
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # from the extension
    # The extension's own ask for the context of each message, and escape once more.
    environment.globals |= {
        "_": marking(catalogue.gettext),
        "gettext": marking(catalogue.gettext),
        "ngettext": marking(catalogue.ngettext),
        "pgettext": marking(catalogue.pgettext),
    }
    # For translators: the mark between the items of a list.
    environment.globals |= {"word": language.word, "comma": language.pgettext("list", ", ")}
