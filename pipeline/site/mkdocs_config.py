"""The configuration of the generator: MkDocs with Material, and nothing that a page would load from elsewhere."""

from __future__ import annotations

import html
from typing import Any

import yaml

from pipeline.config import Site

_MEDIA = (
    ("(prefers-color-scheme)", "default", "material/brightness-auto", "Always light"),
    ("(prefers-color-scheme: light)", "default", "material/brightness-7", "Always dark"),
    ("(prefers-color-scheme: dark)", "slate", "material/brightness-4", "As the system has it"),
)


def mkdocs_config(site: Site) -> str:
    """mkdocs.yml. The navigation lists sections only: a full one grows with the square of the incidents."""
    config: dict[str, Any] = {
        # Material puts the name into pages as it is.
        "site_name": html.escape(site.name),
        **({"site_url": site.url} if site.url else {}),
        "docs_dir": "docs",
        "use_directory_urls": True,
        "theme": {
            "name": "material",
            "language": site.language,
            "font": False,
            "icon": {"logo": "material/clipboard-text-clock-outline"},
            "palette": [_palette(*row) for row in _MEDIA],
            "features": ["navigation.tabs", "search.highlight", "search.suggest", "toc.follow"],
        },
        "extra_css": ["assets/postmortem.css"],
        "plugins": ["search"],
        "markdown_extensions": [{"toc": {"permalink": True}}],
        "nav": [
            {"Home": "index.md"},
            {"Incidents": "incidents/index.md"},
            {"Findings": "findings/index.md"},
            {"Teams": "teams/index.md"},
        ],
        "not_in_nav": "/incidents/*.md\n/teams/*/*.md\n",
        "validation": {
            "nav": {"omitted_files": "warn", "not_found": "warn", "absolute_links": "warn"},
            "links": {"not_found": "warn", "anchors": "warn", "absolute_links": "warn", "unrecognized_links": "warn"},
        },
    }
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=float("inf"))


def _palette(media: str, scheme: str, icon: str, toggle: str) -> dict[str, Any]:
    scheme_only = {} if media == "(prefers-color-scheme)" else {"scheme": scheme, "primary": "custom"}
    return {"media": media, **scheme_only, "toggle": {"icon": icon, "name": toggle}}
