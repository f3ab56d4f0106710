"""A tree and its artefacts → files on disk: only what differs is written, and nothing outside of a folder."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from pipeline.site.tree import Tree, encoded


def write_tree(tree: Tree, folder: Path) -> int:
    """Make the folder hold exactly this tree; only what differs is written. Returns how many files changed."""
    changed = 0
    contents = {_inside(folder, name): content for name, content in tree.items()}
    for path in [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]:
        if path not in contents or path.is_symlink():
            path.unlink()
            changed += 1
    for path, content in contents.items():
        data = encoded(content)
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


def _inside(folder: Path, name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name} would be outside of the folder")
    return folder / path
