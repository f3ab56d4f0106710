"""A thin MkDocs plugin: it gives MkDocs the HTML, the headings and the dates of our pages.

A plain `mkdocs build` of the tree works without it, more slowly; all pages then have that day's date, and there is no
search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markdown.extensions.toc import nest_toc_tokens
from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config import base, config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from pipeline.host.writing import inner, put
from pipeline.site.generator.templates import CompiledTemplates, QuicklyListed
from pipeline.site.i18n.language import language
from pipeline.site.page.headings import anchored
from pipeline.site.page.record import BuiltPage, HtmlBlock, Page

_TEMPLATES = CompiledTemplates()
_PERMALINK = '<a class="headerlink" href="#{anchor}" title="{title}">&para;</a>'


@dataclass(frozen=True, slots=True)
class Building:
    """What MkDocs builds pages with, from its last build."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    environment: Environment

    def build_page(self, path: str) -> None:
        """Build one page again, of the record that its source has now."""
        file = self.files.get_file_from_path(path)
        if file is not None and file.page is not None:
            _populate_page(file.page, self.config, self.files)
            _build_page(file.page, self.config, self.files.documentation_pages(), self.nav, self.environment)


class PageSource:
    """Where the plugin gets the pages of a build from, by their paths below `docs/`. A preview has its own."""

    preview = False
    """Whether pages may run the script by which MkDocs's server reloads them."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        """A source of these pages."""
        self.pages = pages

    def is_current(self, path: str) -> bool:
        """Whether the page need not be built, since it is there already."""
        return isinstance(self.pages.get(path), BuiltPage)

    def begin(self, building: Building) -> None:
        """Take note of what MkDocs builds pages with."""

    def finish(self, site: Path, files: Files) -> None:
        """Put what else belongs to the site beside the pages that MkDocs has built of its files."""
        for file in files.documentation_pages():
            page = self.pages.get(file.src_uri)
            if isinstance(page, BuiltPage):
                put(page.built, site / inner(file.dest_uri))


def plugins(source: PageSource) -> dict[str, dict[str, PageSource]]:
    """The plugins of a build, as MkDocs's configuration has them; mkdocs.yml names only what every MkDocs has."""
    return {"postmortem": {"source": source}}


class Options(base.Config):  # type: ignore[no-untyped-call]  # MkDocs is typed in part
    """The plugin's options."""

    source = config_options.Type(PageSource)


class PostmortemPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]  # MkDocs is typed in part
    """Builds our pages from their records; MkDocs makes a new plugin for each build."""

    _files: Files
    _nav: Navigation

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what has no place in mkdocs.yml: whether this is a preview, our anchors of headings, a quicker theme."""
        config.extra["preview"] = self.config.source.preview
        config.mdx_configs["toc"]["slugify"] = language(config.theme["language"]).anchor
        config.theme = QuicklyListed(config.theme)
        return config

    def on_files(self, files: Files, **_: Any) -> Files:
        """Tell MkDocs which pages need not be built again, where it asks."""
        for file in files.documentation_pages():
            file.is_modified = partial(self._is_modified, file.src_uri)  # type: ignore[method-assign]  # it asks the file
        self._files = files
        return files

    def _is_modified(self, path: str) -> bool:
        return not self.config.source.is_current(path)

    def on_nav(self, nav: Navigation, **_: Any) -> Navigation:
        """Keep the navigation."""
        self._nav = nav
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Date each page by what it shows, even if it is not built again: MkDocs takes the day of the build."""
        for file in files.documentation_pages():
            record = self.config.source.pages.get(file.src_uri)
            if record is not None and file.page is not None:
                file.page.update_date = record.updated.isoformat()
        self.config.source.begin(Building(config, files, self._nav, env))
        env.bytecode_cache = _TEMPLATES
        return env

    def on_page_read_source(self, *, page: MkDocsPage, config: MkDocsConfig) -> str | None:  # noqa: ARG002  # MkDocs calls by name
        """Nothing, for a page of ours: its record says it all, and reading Markdown and YAML is slow."""
        return None if self._record(page) is None else ""

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: Any) -> str:
        """Give the page its front matter."""
        record = self._record(page)
        if record is not None:
            page.meta = record.front_matter
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
        self.config.source.finish(Path(config.site_dir), self._files)
