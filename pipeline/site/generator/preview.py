"""The content of the live preview: the last files that could be rendered, and pages that are newer than these."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from mkdocs.structure.files import Files

from pipeline.diagnostic import UsageError
from pipeline.host.terminal import warn_lines
from pipeline.host.writing import clear_but
from pipeline.site.generator.files import Stamp, copy_artefacts, write_tree
from pipeline.site.generator.plugin import Building, PageSource
from pipeline.site.i18n.language import SOURCE, language
from pipeline.site.page.record import Page
from pipeline.site.search.index import FOLDER, indexing
from pipeline.site.tree import DOCS, SEARCHED, SiteFiles, Tree, pages

_BY_THEME = ("404.html", "sitemap.xml", "sitemap.xml.gz")
"""The files of a site that are in no folder of its tree."""


class Source(Protocol):
    """What a preview is made of."""

    def files(self) -> SiteFiles:
        """Everything. Raises UsageError or OSError where it cannot be made."""

    def pages(self, names: Collection[str]) -> dict[str, Page]:
        """The pages of these incidents as they are now, by their paths. Raises as `files`."""


class Preview(PageSource):
    """The pages of the last files that could be made, and what goes beside them."""

    preview = True

    def __init__(self, source: Source, workdir: Path) -> None:
        """A preview of this source; the tree is written to `workdir`."""
        super().__init__({})
        self._source, self._workdir = source, workdir
        self._artefacts: Mapping[str, Path] = {}
        self._copied: Mapping[str, Stamp] = {}
        self._indexed: set[str] = set()
        self._shared: Tree = {}
        self._searched: Tree = {}
        self._in_index: Tree = {}
        self._shown: dict[str, Page] = {}
        self._building: Building | None = None

    def update(self) -> None:
        """Make the files again. Raises UsageError or OSError if that is not possible; then the last ones stay."""
        files = self._source.files()
        write_tree(files.tree, self._workdir)
        rest = {path: content for path, content in files.tree.items() if not path.startswith(f"{DOCS}/")}
        self._searched = {path: content for path, content in rest.items() if path.startswith(f"{SEARCHED}/")}
        shared = {path: content for path, content in rest.items() if path not in self._searched}
        if shared != self._shared:
            self._shared, self._shown = shared, {}
        self.pages, self._artefacts = pages(files.tree), files.artefacts

    def is_current(self, path: str) -> bool:
        """Whether the page that was built last shows this record, within the same theme and configuration."""
        return path in self.pages and self._shown.get(path) == self.pages[path]

    @property
    def behind(self) -> str:
        """What a page says while others do not show the last edit yet, in the site's language."""
        code = self._building.config.theme["language"] if self._building else SOURCE
        return language(code).gettext("Lists, trends and the search do not show the last edit yet.")

    def begin(self, building: Building) -> None:
        """Keep what MkDocs builds pages with, for those that follow one by one."""
        self._building = building

    def show(self, names: Collection[str]) -> bool:
        """Build the pages of these incidents as they are saved now, at once; whether there was any.

        If an incident has errors while it is being edited, they are reported and its last page stays.
        """
        if self._building is None:
            return False
        try:
            newer = self._source.pages(names)
        except (UsageError, OSError) as error:
            warn_lines(str(error))
            return False
        newer = {path: page for path, page in newer.items() if path in self.pages and page != self._shown.get(path)}
        self.pages = {**self.pages, **newer}
        for path, page in newer.items():
            self._building.build_page(path)
            self._shown[path] = page
        return bool(newer)

    def finish(self, site: Path, files: Files) -> None:
        """Put the artefacts and the search index beside the pages.

        An artefact that has gone meanwhile, or has become a link, is left out: the error was reported.

        The index is made again only if there is something else to find.
        """
        self._shown = dict(self.pages)
        if self._searched != self._in_index:
            with indexing(self._workdir / SEARCHED) as finish:
                finish(site)
            self._in_index = self._searched
            self._indexed = {path.relative_to(site).as_posix() for path in (site / FOLDER).rglob("*")}
        copied: dict[str, Stamp] = {}
        for name, path in self._artefacts.items():
            with suppress(UsageError, OSError):
                copied |= copy_artefacts({name: path}, site, self._copied)
        self._copied = copied
        clear_but({*_BY_THEME, *(file.dest_uri for file in files), *copied, *self._indexed}, site)
