"""Digests of incidents' folders, which tell whether anything in them changed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pipeline.layout import INCIDENTS
from pipeline.repository.corpus import MAX_ARTEFACT_BYTES


def folder_digest(root: Path, name: str) -> str:
    """A digest of all that is read of an incident: names, kinds, permissions, contents; "" if any is unreadable."""
    try:
        return _digest(f"{root}/{INCIDENTS}/{name}")
    except OSError:
        return ""


def _digest(folder: str) -> str:
    digest = hashlib.sha256()
    for path, entry in _walk(folder):
        status = entry.stat(follow_symlinks=False)
        small = stat.S_ISREG(status.st_mode) and status.st_size <= MAX_ARTEFACT_BYTES
        digest.update(f"{path}\0{status.st_mode}\0{status.st_size}\0".encode("utf-8", "surrogateescape"))
        if small:
            with open(entry.path, "rb") as file:  # noqa: PTH123  # twice as fast as Path.open, 70,000 times
                digest.update(file.read())
    return digest.hexdigest()


def _walk(folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    pending = [folder]
    while pending:
        path = pending.pop()
        with os.scandir(path) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        for entry in listed:
            yield entry.path[len(folder) :], entry
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
