"""A thin MkDocs plugin: it dates pages, keeps HTML from Markdown, and asks for the tree before a preview's builds.

`serve` gives it what to ask. A plain `mkdocs build` of the tree works without it, more slowly; all pages then have that
day's date, and there is no search.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from pipeline.diagnostic import UsageError
from pipeline.site.generator.build import copy_artefacts, set_anchors, write_tree
from pipeline.site.render import SEARCHED, Tree
from pipeline.site.search.index import FOLDER, indexing

_PLACE = re.compile(r"<p>pm-block-(\d+)</p>")

Made = tuple[Tree, Mapping[str, Path]]
"""A tree, and the artefacts: address on the site → file."""


class Preview:
    """What the preview shows: the last tree that could be made."""

    def __init__(self, make: Callable[[], Made], workdir: Path) -> None:
        """A preview of what `make` returns; the tree is written to `workdir`."""
        self._make = make
        self._workdir = workdir
        self._artefacts: Mapping[str, Path] = {}
        self._index: Mapping[Path, bytes] = {}

    def refresh(self) -> None:
        """Make the tree anew. Raises UsageError where that is not possible; then the last one stays."""
        tree, self._artefacts = self._make()
        write_tree(tree, self._workdir)

    def finish(self, site: Path) -> None:
        """Put the artefacts of the last tree beside the built site's pages, but one that has gone meanwhile.

        The search finds what there was at first: its index takes longer than an edit may.
        """
        copy_artefacts({name: path for name, path in self._artefacts.items() if path.is_file()}, site)
        if not self._index:
            with indexing(self._workdir / SEARCHED) as finish:
                finish(site)
            files = [path for path in (site / FOLDER).rglob("*") if path.is_file()]
            self._index = {path.relative_to(site): path.read_bytes() for path in files}
        for path, content in self._index.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(content)


class PostmortemPlugin(BasePlugin):  # type: ignore[no-untyped-call, type-arg]  # MkDocs is typed in part
    """Dates pages and keeps a preview current.

    MkDocs makes a plugin anew for each build, so the preview is the class's.
    """

    preview: Preview | None = None
    _blocks: tuple[str, ...] = ()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let the pages of a preview run the script by which the server reloads them, and set headings' anchors."""
        config.extra["preview"] = self.preview is not None
        set_anchors(config)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002  # MkDocs calls by name
        """Write the tree anew; an incident that is broken in mid-edit is reported and the last tree stays."""
        if self.preview is None:
            return
        try:
            self.preview.refresh()
        except (UsageError, OSError) as error:
            sys.stderr.write(f"{error}\n")

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002  # MkDocs calls by name
        """Date the page by what it shows: MkDocs dates every page by the day of the build.

        A word stands in for each HTML block: Python-Markdown would parse it twice, to leave it as it is.
        """
        page.update_date = page.meta.get("updated", page.update_date)
        parts = markdown.split("\n\n")
        self._blocks = tuple(part for part in parts if part.startswith("<"))
        numbers = count()
        return "\n\n".join(f"pm-block-{next(numbers)}" if part.startswith("<") else part for part in parts)

    def on_page_content(self, html: str, **_: object) -> str:
        """Put the HTML blocks back."""
        return _PLACE.sub(lambda match: self._blocks[int(match[1])], html)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Put what else belongs to the site beside the pages."""
        if self.preview is not None:
            self.preview.finish(Path(config.site_dir))

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:  # noqa: ARG002  # MkDocs calls by name
        """Watch what authors write, not the tree that is made from it."""
        server.unwatch(config.docs_dir)
        server.unwatch(config.config_file_path)
        sys.stderr.write(f"serving {server.url}\n")
        return server
