"""A tree and its artefacts → files on disk: only what differs is written, and nothing outside the folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.host import writing
from pipeline.host.paths import read_file
from pipeline.site.tree import Tree, encoded


def write_tree(tree: Tree, folder: Path) -> int:
    """Make the folder hold exactly this tree; only what differs is written. Returns how many files changed."""
    return writing.hold({name: encoded(content) for name, content in tree.items()}, folder)


def copy_artefacts(artefacts: Mapping[str, Path], site: Path) -> None:
    """Copy each file to its address on the site. They never pass the generator: it would render Markdown and HTML."""
    for name, source in artefacts.items():
        writing.put(read_file(source), site / writing.inner(name))
