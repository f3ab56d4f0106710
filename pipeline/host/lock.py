"""A lock: of the processes on this machine that want to do the same work, one does it at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.host.writing import database

_LOOK_AGAIN_SECONDS = 1.0
"""How long SQLite waits before this program can be interrupted."""


@contextmanager
def lock(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file for as long as the block takes; another process that wants it waits, however long that is.

    The lock ends with its process, even if that is killed, since it is SQLite's lock on an empty file. `waiting` is
    called once if another process holds it. Raises UsageError if the file cannot be used.
    """
    try:
        connection = database(path, timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from error
    try:
        if not _locked(connection, path):
            waiting()
            connection.execute(f"PRAGMA busy_timeout = {int(_LOOK_AGAIN_SECONDS * 1000)}")
            while not _locked(connection, path):
                pass
        yield
    finally:
        connection.close()


def _locked(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether this process has the lock now."""
    try:
        connection.execute("PRAGMA journal_mode = MEMORY")  # a full disk keeps nobody from a lock
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise _unusable(path, error) from error
    return True


def _unusable(path: Path, error: Exception) -> UsageError:
    return UsageError(f"{path} cannot be locked: {error}; it must be an empty file in a writable directory: remove it")
