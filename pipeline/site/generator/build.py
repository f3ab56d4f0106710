"""The files of a site → the site: MkDocs builds the pages while Pagefind makes the search index."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.commands.build import log as build_logger
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from pipeline.diagnostic import UsageError
from pipeline.host import writing
from pipeline.host.paths import read_file
from pipeline.site.generator.files import copy_artefacts, write_tree
from pipeline.site.generator.plugin import PageSource, plugins
from pipeline.site.search.index import indexing
from pipeline.site.tree import SEARCHED, SiteFiles, pages

_MARK = ("404.html", b"assets/postmortem.css")
"""A file that every site of ours has, and what is in it: an output folder without them is not ours."""


def build_site(files: SiteFiles, workdir: Path, output: Path) -> None:
    """Build the site at `output`: whole, or not at all. Raises UsageError if that fails.

    `workdir` keeps the tree, so that the next build writes only what changed.
    """
    workdir, output = writing.usable_folder(workdir), writing.usable_folder(output)
    if output.exists() and not (output.is_dir() and (not any(output.iterdir()) or _is_our_site(output))):
        raise UsageError(
            f"{output} is not a site that this command built: choose an empty folder, or one that does not exist"
        )
    try:
        _build(files, workdir, output)
    except OSError as error:
        raise UsageError(
            f"the site cannot be built: {error}; free some disk space, or correct the path or its permissions"
        ) from error


def _is_our_site(folder: Path) -> bool:
    name, content = _MARK
    return (folder / name).is_file() and content in read_file(folder / name)


def _build(files: SiteFiles, workdir: Path, output: Path) -> None:
    write_tree(files.tree, workdir)
    with writing.temporary(f".{output.name}-", beside=output) as scratch:
        fresh = scratch / "new"
        with indexing(workdir / SEARCHED) as finish:
            _run_mkdocs(workdir / "mkdocs.yml", fresh, PageSource(pages(files.tree)))
            finish(fresh)
        copy_artefacts(files.artefacts, fresh)
        writing.exchange(fresh, output, scratch / "old")


def _run_mkdocs(config_file: Path, site: Path, source: PageSource) -> None:
    with warnings_of_mkdocs() as warnings:
        try:
            config = load_config(str(config_file), site_dir=str(site), strict=True, plugins=plugins(source))
            config.plugins.on_startup(command="build", dirty=True)
            build(config, dirty=True)
            config.plugins.on_shutdown()
        except (MkDocsException, SystemExit) as error:
            raise UsageError("\n".join(["MkDocs cannot build the site:", *warnings, str(error)])) from error


@contextmanager
def warnings_of_mkdocs() -> Iterator[list[str]]:
    """Collect MkDocs' warnings instead of writing them to standard error."""
    warnings: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            warnings.append(self.format(record))

    logger, collect = logging.getLogger("mkdocs"), Collect(logging.WARNING)
    logger.addHandler(collect)
    build_logger.addFilter(_is_news)
    try:
        yield warnings
    finally:
        logger.removeHandler(collect)
        build_logger.removeFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether it is anything but MkDocs' warning about dirty builds: our plugin knows which pages to build."""
    return not record.getMessage().startswith("A 'dirty' build")
