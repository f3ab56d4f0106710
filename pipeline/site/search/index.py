"""The pages to search → `pagefind/`, the index beside the site's pages, of which a browser fetches only a part."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from pagefind.service import get_executable

from pipeline.diagnostic import UsageError
from pipeline.host.programs import start
from pipeline.host.writing import move, remove, temporary
from pipeline.site.search.page import LANGUAGE, UNREAD

FOLDER = "pagefind"
"""Where a site has its index."""

_OPTIONS = ("--force-language", LANGUAGE, "--exclude-selectors", UNREAD, "--quiet")
_CHUNK = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "6000"}
"""How many places of words a file of the index has. A search fetches one of these files for each word and part."""
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "pagefind-worker.js", "wasm.unknown.pagefind")
_PROGRAM = ("pagefind.js", "wasm.*")
"""What all parts of an index have in common."""


def parts(searched: Path) -> list[Path]:
    """The folders with the pages of each part of the index."""
    return sorted(searched.iterdir(), key=lambda folder: int(folder.name)) if searched.is_dir() else []


@contextmanager
def indexing(folders: Sequence[Path]) -> Iterator[Callable[[Path], None]]:
    """Let Pagefind index the pages below these folders in the background, each as a part of the index.

    One part is made after the other, since what takes memory is the making. The first is the index itself, the others
    are in folders of it with their numbers. Yields a function that waits for Pagefind and puts the index into a site's
    folder; it raises UsageError where Pagefind fails. Where there are no pages, there is no index.
    """
    if not any(any(folder.rglob("*.html")) for folder in folders):
        yield lambda _: None
        return
    with temporary("postmortem-search-") as scratch, temporary("postmortem-empty-") as empty:
        index = scratch / FOLDER
        work = _Work([(folder, index / str(part) if part else index) for part, folder in enumerate(folders)], empty)
        work.start()

        def finish(site: Path) -> None:
            work.join()
            if work.problem:
                raise UsageError(f"the search index cannot be built: {work.problem}")
            move(index, site / FOLDER)

        try:
            yield finish
        finally:
            work.stop()


class _Work(Thread):
    """Pagefind, started for one part after the other. `problem` is why it failed, "" if it did not."""

    def __init__(self, jobs: Sequence[tuple[Path, Path]], empty: Path) -> None:
        super().__init__(daemon=True)
        self.problem = ""
        self._jobs, self._empty = jobs, empty
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self) -> None:
        """Make each part, until one fails."""
        for part, (pages, index) in enumerate(self._jobs):
            try:
                self.problem = "" if self._stopped else self._made(pages, index)
            except OSError as error:
                self.problem = str(error)
            if self.problem or self._stopped:
                return
            for pattern in (*_UNUSED, *(_PROGRAM if part else ())):
                for path in index.glob(pattern):
                    remove(path)

    def stop(self) -> None:
        """End what is still running."""
        self._stopped = True
        if self._process is not None:
            self._process.kill()
        self.join()

    def _made(self, pages: Path, index: Path) -> str:
        """Index these pages; why that failed, "" if it did not."""
        program = get_executable()
        if program is None:
            return "Pagefind is not installed. Install pagefind-bin, or set PAGEFIND_BINARY_PATH to the program"
        # Pagefind reads settings from the folder that it is started in: never from a repository's.
        command = [str(program), "--site", str(pages.resolve()), "--output-path", str(index), *_OPTIONS]
        self._process = start(command, folder=self._empty, more=_CHUNK, listen=False)
        _, output = self._process.communicate()
        if not self._process.returncode:
            return ""
        code, said = self._process.returncode, output.decode("utf-8", "replace").strip()
        if said:
            return said
        killed = f"Pagefind was killed by signal {-code}, which happens when memory runs out"
        return killed if code < 0 else f"Pagefind exited with status {code}"
