"""What is made once for all processes in which pytest runs the tests."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def once(name: str, make: Callable[[Path], object], made: pytest.TempPathFactory) -> Path:
    """A folder that the first process to ask for it fills, while the others wait. Nobody may change it afterwards."""
    # pytest-xdist gives each process a folder in the one of the whole run; alone, the process has that one itself.
    own = made.getbasetemp()
    parent = own.parent if own.name.startswith("popen-") else own
    folder, whole = parent / f"shared-{name}", parent / f"shared-{name}.whole"
    with (parent / f"shared-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder
