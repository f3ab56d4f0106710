"""A thin MkDocs plugin: it gives MkDocs the HTML, the headings and the dates of our pages.

A plain `mkdocs build` of the tree works without it, more slowly; all pages then have that day's date, and there is no
search.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config import base, config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc
from watchdog.observers.polling import PollingObserverVFS

from pipeline.host.terminal import warn
from pipeline.site.generator.own_host import only_for
from pipeline.site.i18n.language import language
from pipeline.site.page.headings import anchored
from pipeline.site.page.record import HtmlBlock, Page

_PERMALINK = '<a class="headerlink" href="#{anchor}" title="{title}">&para;</a>'


class PageSource:
    """Where the plugin gets the pages of a build from, by their paths below `docs/`. A preview has its own."""

    preview = False
    """Whether pages may run the script by which MkDocs's server reloads them."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        """A source of these pages."""
        self.pages = pages

    def refresh(self) -> None:
        """Make the pages current before MkDocs reads the tree."""

    def finish(self, site: Path) -> None:
        """Put what else belongs to the site beside the pages that MkDocs has built."""


def plugins(source: PageSource) -> dict[str, dict[str, PageSource]]:
    """The plugins of a build, as MkDocs's configuration has them; mkdocs.yml names only what every MkDocs has."""
    return {"postmortem": {"source": source}}


class Options(base.Config):  # type: ignore[no-untyped-call]  # MkDocs is typed in part
    """The plugin's options."""

    source = config_options.Type(PageSource)


class PostmortemPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]  # MkDocs is typed in part
    """Builds our pages from their records; MkDocs makes a new plugin for each build."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Tell the theme of a preview, and have headings get our anchors: a function has no place in mkdocs.yml."""
        config.extra["preview"] = self.config.source.preview
        config.mdx_configs["toc"]["slugify"] = language(config.theme["language"]).anchor
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002  # MkDocs calls by name
        """Make the pages current."""
        self.config.source.refresh()

    def on_page_read_source(self, *, page: MkDocsPage, config: MkDocsConfig) -> str | None:  # noqa: ARG002  # MkDocs calls by name
        """Nothing, for a page of ours: its record says it all, and reading Markdown and YAML is slow."""
        return None if self._record(page) is None else ""

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: Any) -> str:
        """Give the page its front matter, and the date of what it shows: MkDocs takes that of the build."""
        record = self._record(page)
        if record is not None:
            page.meta = record.front_matter
            page.update_date = record.updated.isoformat()
        return markdown

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, **_: Any) -> str:
        """Give the page the headings and the HTML of its record, as MkDocs would make them of its Markdown."""
        record = self._record(page)
        if record is None:
            return html
        headings = anchored(record.blocks, language(config.theme["language"]))
        title = escape(config.mdx_configs["toc"]["permalink_title"])
        tokens = [{"level": each.heading.level, "id": each.anchor, "name": each.text} for each in headings.values()]
        page.toc = get_toc(nest_toc_tokens(tokens))
        return "".join(
            f"{block.html}\n"
            if isinstance(block, HtmlBlock)
            else f"{headings[place].html(_PERMALINK.format(anchor=headings[place].anchor, title=title))}\n"
            for place, block in enumerate(record.blocks)
        )

    def _record(self, page: MkDocsPage) -> Page | None:
        return self.config.source.pages.get(page.file.src_uri)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Put what else belongs to the site beside the pages."""
        self.config.source.finish(Path(config.site_dir))

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:  # noqa: ARG002  # MkDocs calls by name
        """Watch what authors write, not the tree that is made from it, and nothing that a link leads to."""
        server.unwatch(config.docs_dir)
        server.unwatch(config.config_file_path)
        observer = PollingObserverVFS(os.lstat, os.scandir, polling_interval=server.observer.timeout)
        server.observer = observer  # type: ignore[assignment]  # MkDocs calls what all observers have
        server.set_app(only_for(*config.dev_addr, server.serve_request))
        warn(f"serving {server.url}")
        return server
