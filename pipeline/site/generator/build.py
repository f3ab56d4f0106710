"""The tree → files, and files → the site: the one place that writes, and runs MkDocs to build."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from pipeline.diagnostic import UsageError
from pipeline.site.i18n.language import language
from pipeline.site.render import SEARCHED, Tree
from pipeline.site.search.index import indexing

PLUGINS = ["postmortem"]
"""What a site is built with; the tree's own configuration names only what every MkDocs has."""

_MARK = "404.html"
"""Every site that MkDocs builds has this file: what lies at the output without it is not ours."""


def write_tree(tree: Tree, folder: Path) -> int:
    """Make the folder hold exactly this tree; only what differs is written. Returns how many files changed."""
    changed = 0
    wanted = {_inside(folder, name): content for name, content in tree.items()}
    for path in [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]:
        if path not in wanted or path.is_symlink():
            path.unlink()
            changed += 1
    for path, content in wanted.items():
        data = content.encode() if isinstance(content, str) else content
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            changed += 1
    return changed


def copy_artefacts(artefacts: Mapping[str, Path], site: Path) -> None:
    """Copy each file to its address on the site. They never pass the generator: it would render Markdown and HTML."""
    for name, source in artefacts.items():
        target = _inside(site, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target, follow_symlinks=False)


def build_site(tree: Tree, artefacts: Mapping[str, Path], workdir: Path, output: Path) -> None:
    """Build the site at `output`: whole, or not at all. Raises UsageError where that fails.

    `workdir` keeps the tree, so that the next build writes only what changed.
    """
    if output.exists() and not (output.is_dir() and (not any(output.iterdir()) or (output / _MARK).is_file())):
        raise UsageError(f"{output} is not a site that was built here: give an empty folder, or one that is not there")
    try:
        _build(tree, artefacts, workdir, output)
    except OSError as error:
        raise UsageError(
            f"the site cannot be built: {error}; make room, or mend the path or its permissions"
        ) from error


def _build(tree: Tree, artefacts: Mapping[str, Path], workdir: Path, output: Path) -> None:
    workdir.mkdir(parents=True, exist_ok=True)
    write_tree(tree, workdir)
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=f".{output.name}-") as scratch:
        fresh = Path(scratch) / "new"
        with indexing(workdir / SEARCHED) as finish:
            _run_mkdocs(workdir / "mkdocs.yml", fresh)
            finish(fresh)
        copy_artefacts(artefacts, fresh)
        if output.exists():
            output.rename(Path(scratch) / "old")
        fresh.rename(output)


def _run_mkdocs(config_file: Path, site: Path) -> None:
    with warnings_of_mkdocs() as said:
        try:
            config = load_config(str(config_file), site_dir=str(site), strict=True, plugins=PLUGINS)
            set_anchors(config)
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
            config.plugins.on_shutdown()
        except (MkDocsException, SystemExit) as error:
            raise UsageError("\n".join(["MkDocs cannot build the site:", *said, str(error)])) from error


def set_anchors(config: MkDocsConfig) -> None:
    """Have headings get our anchors, the same in every language; a function has no place in mkdocs.yml."""
    config.mdx_configs["toc"]["slugify"] = language(config.theme["language"]).anchor


@contextmanager
def warnings_of_mkdocs() -> Iterator[list[str]]:
    """What MkDocs warns of meanwhile, instead of on standard error."""
    said: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    logger, collect = logging.getLogger("mkdocs"), Collect(logging.WARNING)
    logger.addHandler(collect)
    try:
        yield said
    finally:
        logger.removeHandler(collect)


def _inside(folder: Path, name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name} would lie outside the folder")
    return folder / path
