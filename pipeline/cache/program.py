"""Which program this is: what it made is believed only by the same one."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pipeline
from pipeline.vocabulary import schemas_folder

_CODE = Path(pipeline.__file__).parent
_INSTALLED = (".dist-info", ".egg-info")
_NOT_OF_PROGRAM = "__pycache__"


@cache
def program_digest() -> str:
    """Names Python, all installed packages with their versions, and this one's code, templates and schemas.

    Of its own files the sizes and times count, as they do for what Python compiled: reading four hundred files takes
    as long as checking ten incidents.
    """
    folders = filter(Path.is_dir, map(Path, sys.path))
    installed = sorted(path.name for folder in folders for path in folder.iterdir() if path.suffix in _INSTALLED)
    digest = hashlib.sha256(f"{sys.version}{installed}".encode())
    for folder in (_CODE, schemas_folder()):
        for path in sorted(_files(str(folder))):
            status = os.stat(path)  # noqa: PTH116  # as fast as it can be
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield entry.path
            elif entry.name != _NOT_OF_PROGRAM:
                yield from _files(entry.path)
