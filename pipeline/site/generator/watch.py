"""What changes below some paths, as the system tells it; where it cannot, the files are looked at again and again."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserverVFS

_CHANGES = frozenset({"created", "deleted", "modified", "moved"})

_PAUSE = 0.5
"""The seconds between two looks at all files."""


class _Handler(FileSystemEventHandler):
    def __init__(self, changed: Callable[[Path], None]) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        # That somebody has opened a file is an event too, and a folder is modified where something in it is.
        if event.event_type not in _CHANGES or (event.is_directory and event.event_type == "modified"):
            return
        for path in (event.src_path, event.dest_path):
            if path:
                self._changed(Path(os.fsdecode(path)))


def watch(paths: Sequence[Path], changed: Callable[[Path], None]) -> BaseObserver:
    """From another thread, call `changed` with each path at or below these that changes until it is stopped.

    No link is followed.
    """
    try:
        return _started(Observer(), paths, changed)
    except OSError:  # the system watches only so many folders
        return _started(PollingObserverVFS(os.lstat, os.scandir, polling_interval=_PAUSE), paths, changed)


def _started(observer: BaseObserver, paths: Sequence[Path], changed: Callable[[Path], None]) -> BaseObserver:
    for path in paths:
        observer.schedule(_Handler(changed), str(path), recursive=path.is_dir())
    observer.start()
    return observer
