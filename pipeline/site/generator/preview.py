"""The content of the live preview: the last files that could be rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.host.terminal import warn_lines
from pipeline.host.writing import put
from pipeline.site.generator.files import copy_artefacts, write_tree
from pipeline.site.generator.plugin import PageSource
from pipeline.site.search.index import FOLDER, indexing
from pipeline.site.tree import SEARCHED, SiteFiles, pages


class Preview(PageSource):
    """The pages of the last files that could be made, and what goes beside them."""

    preview = True

    def __init__(self, make: Callable[[], SiteFiles], workdir: Path) -> None:
        """A preview of what `make` returns; the tree is written to `workdir`."""
        super().__init__({})
        self._make = make
        self._workdir = workdir
        self._artefacts: Mapping[str, Path] = {}
        self._index: Mapping[Path, bytes] = {}

    def update(self) -> None:
        """Make the files again. Raises UsageError or OSError if that is not possible; then the last ones stay."""
        files = self._make()
        write_tree(files.tree, self._workdir)
        self.pages, self._artefacts = pages(files.tree), files.artefacts

    def refresh(self) -> None:
        """Make the files again; if an incident is broken in mid-edit, that is reported and the last files stay."""
        try:
            self.update()
        except (UsageError, OSError) as error:
            warn_lines(str(error))

    def finish(self, site: Path) -> None:
        """Put the artefacts and the search index beside the pages.

        An artefact that has gone meanwhile, or has become a link, is left out: the error was reported.

        The index is that of the first files: it takes longer to make than an edit may to show.
        """
        for name, path in self._artefacts.items():
            with suppress(UsageError, OSError):
                copy_artefacts({name: path}, site)
        if not self._index:
            with indexing(self._workdir / SEARCHED) as finish:
                finish(site)
            files = [path for path in (site / FOLDER).rglob("*") if path.is_file()]
            self._index = {path.relative_to(site): path.read_bytes() for path in files}
        for path, content in self._index.items():
            put(content, site / path)
