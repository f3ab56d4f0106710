"""When files changed last, to tell whether to read them again."""

from __future__ import annotations

import os
from pathlib import Path

Stamp = tuple[tuple[str, int, int, int], ...]
"""For each file and folder: its path, kind and permissions, size, and when it changed."""


def stamp(root: Path, path: str) -> Stamp:
    """The stamp of a file, or of a folder with all that is in it. No link is entered; () if nothing is there."""
    found: list[tuple[str, int, int, int]] = []
    pending = [f"{root}/{path}"]
    while pending:
        at = pending.pop()
        try:
            status = os.lstat(at)
            found.append((at, status.st_mode, status.st_size, status.st_mtime_ns))
            with os.scandir(at) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                    else:
                        inner = entry.stat(follow_symlinks=False)
                        found.append((entry.path, inner.st_mode, inner.st_size, inner.st_mtime_ns))
        except OSError:
            continue
    return tuple(sorted(found))


def stamp_alone(root: Path, path: str) -> Stamp:
    """The stamp of a file or a folder by itself: a folder changes when a name in it comes or goes."""
    try:
        status = os.lstat(root / path)
    except OSError:
        return ()
    return ((path, status.st_mode, status.st_size, status.st_mtime_ns),)
