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


Stamp = tuple[int, int, int]
"""Which file it is, when it was last written, and how large it is."""


def copy_artefacts(
    artefacts: Mapping[str, Path], site: Path, copied: Mapping[str, Stamp] | None = None
) -> dict[str, Stamp]:
    """Copy each file to its address on the site. They never pass the generator: it would render Markdown and HTML.

    What was `copied` before and has not changed is left as it is. Gives what the next copy leaves.
    """
    stamps = {}
    for name, source in artefacts.items():
        status = source.lstat()
        stamps[name] = (status.st_ino, status.st_mtime_ns, status.st_size)
        if copied is None or copied.get(name) != stamps[name]:
            writing.put(read_file(source), site / writing.inner(name))
    return stamps
