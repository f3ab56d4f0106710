"""The configuration of the generator: MkDocs with Material, and nothing that a page would load from elsewhere."""

from __future__ import annotations

import html
from typing import Any

import yaml

from pipeline.repository.config import Site
from pipeline.site.content_policy import POLICY
from pipeline.site.i18n.language import Language
from pipeline.site.links import FEED
from pipeline.text.bidirectional import isolated

SearchFilters = dict[str, dict[str, str]]
"""By what a search can be narrowed: "severity" and "year", each with its values and what they are called."""


_FOLDERS = ("incidents", "findings", "teams", "services", "techniques", "procedures")


def mkdocs_config(site: Site, language: Language, filters: SearchFilters) -> str:
    """mkdocs.yml. The navigation lists sections only: a full one grows with the square of the incidents."""
    _ = language.gettext
    palettes = (
        ("(prefers-color-scheme)", "default", "material/brightness-auto", _("Switch to light mode")),
        ("(prefers-color-scheme: light)", "default", "material/brightness-7", _("Switch to dark mode")),
        ("(prefers-color-scheme: dark)", "slate", "material/brightness-4", _("Switch to the system setting")),
    )
    config: dict[str, Any] = {
        # Material puts the name into pages as it is.
        "site_name": html.escape(isolated(site.name)),
        **({"site_url": site.url} if site.url else {}),
        "docs_dir": "docs",
        "use_directory_urls": True,
        "theme": {
            "name": "material",
            "custom_dir": "theme",
            "language": site.language,
            "font": False,
            "icon": {"logo": "material/clipboard-text-clock-outline"},
            "palette": [_palette(*row) for row in palettes],
            "features": ["navigation.tabs", "toc.follow"],
        },
        "extra_css": ["assets/postmortem.css", "assets/search.css"],
        "extra": {
            "policy": POLICY,
            "feed": FEED if site.url else "",
            # The theme's own line at the foot is in English only.
            "generator": False,
            "not_found": _("Page not found"),
            "to_home": _("Go to the home page"),
            "search": {**_search(language), "filters": _listed(filters)},
        },
        # Without this key, MkDocs adds a search of its own.
        "plugins": [],
        "markdown_extensions": [{"toc": {"permalink": True, "permalink_title": _("Permanent link")}}],
        "nav": [
            {_("Home"): "index.md"},
            {_("Incidents"): "incidents/index.md"},
            {_("Findings"): "findings/index.md"},
            {_("Teams"): "teams/index.md"},
            {_("Services"): "services/index.md"},
            {_("Techniques"): "techniques/index.md"},
            {_("Procedures"): "procedures/index.md"},
            {_("Responses"): "responses/index.md"},
            {_("Trends"): "trends/index.md"},
        ],
        "not_in_nav": "/search.md\n" + "".join(f"/{folder}/**\n" for folder in _FOLDERS),
        "validation": {
            "nav": {"omitted_files": "warn", "not_found": "warn", "absolute_links": "warn"},
            "links": {"not_found": "warn", "anchors": "warn", "absolute_links": "warn", "unrecognized_links": "warn"},
        },
    }
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=float("inf"))


def _search(language: Language) -> dict[str, str]:
    """What the search in each page's header says; assets/search.js fills the numbers in."""
    _ = language.gettext
    return {
        "open": _("Search"),
        "placeholder": _("Search incidents"),
        "close": _("Close"),
        "severity": _("Severity"),
        "year": _("Year"),
        "any": _("any"),
        "link": _("Link to these results"),
        "more": _("Show more"),
        "none": _("Nothing found for “%(query)s”", query="%(query)s"),
        "one": _("1 incident found"),
        "many": _("%(count)s incidents found", count="%(count)s"),
        "busy": _("Searching…"),
        "failed": _("The search could not be loaded"),
        "hint": _("Use the up and down arrow keys to move through the results"),
    }


def _listed(filters: SearchFilters) -> list[dict[str, Any]]:
    """The filters as lists: other generators do not keep the order of a mapping."""
    return [
        {"name": name, "options": [{"value": value, "label": label} for value, label in options.items()]}
        for name, options in filters.items()
    ]


def _palette(media: str, scheme: str, icon: str, toggle: str) -> dict[str, Any]:
    scheme_only = {} if media == "(prefers-color-scheme)" else {"scheme": scheme, "primary": "custom"}
    return {"media": media, **scheme_only, "toggle": {"icon": icon, "name": toggle}}
