"""An editor's addresses of files ↔ the repository that a file is in, and its path there."""

from __future__ import annotations

import os
from pathlib import Path

from pygls.uris import from_fs_path, to_fs_path

from pipeline.host.paths import repository_around

_SCHEME = "file:"


class Files:
    """The addresses of files. With `root`, only the files of that repository count."""

    def __init__(self, root: Path | None) -> None:
        """Know no address yet."""
        self._root = root.absolute() if root else None
        self._given: dict[tuple[Path, str], str] = {}

    def place(self, uri: str) -> tuple[Path, str] | None:
        """The repository of a file, and the file's path below it, with forward slashes; None if it is in none."""
        if not uri.startswith(_SCHEME) or "\0" in (name := to_fs_path(uri) or "\0"):
            return None
        file = Path(os.path.normpath(name))
        if not file.is_absolute():
            return None
        root = self._root or repository_around(file.parent)
        if root is None or not file.is_relative_to(root):
            return None
        path = file.relative_to(root).as_posix()
        self._given[root, path] = uri
        return root, path

    def uri(self, root: Path, path: str) -> str:
        """The address of a file: as the editor wrote it, if it did."""
        return self._given.get((root, path)) or from_fs_path(str(root / path)) or ""
