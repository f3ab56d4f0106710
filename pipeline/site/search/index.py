"""The pages to search → `pagefind/`, the index beside the site's pages, of which a browser fetches only a part."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pagefind.service import get_executable

from pipeline.diagnostic import UsageError
from pipeline.host.programs import start
from pipeline.host.writing import move, remove, temporary
from pipeline.site.search.page import LANGUAGE

FOLDER = "pagefind"
"""Where a site has its index."""

_OPTIONS = ("--force-language", LANGUAGE, "--quiet")
_CHUNK = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "10000"}
"""How many places of words a file of the index has: a search fetches one for each word. Without it, they are larger."""
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "pagefind-worker.js", "wasm.unknown.pagefind")


@contextmanager
def indexing(pages: Path) -> Iterator[Callable[[Path], None]]:
    """Let Pagefind index the pages below this folder in the background.

    Yields a function that waits for Pagefind and puts the index into a site's folder; it raises UsageError where
    Pagefind fails. Where there are no pages, there is no index.
    """
    if not any(pages.rglob("*.html")):
        yield lambda _: None
        return
    with temporary("postmortem-search-") as scratch, temporary("postmortem-empty-") as empty:
        index = scratch / FOLDER
        # Pagefind reads settings from the folder that it is started in: never from a repository's.
        with _start(empty, "--site", str(pages.resolve()), "--output-path", str(index), *_OPTIONS) as process:
            try:
                yield partial(_finish, process, index)
            finally:
                process.kill()


def _start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    program = get_executable()
    if program is None:
        raise UsageError(
            "the search index cannot be built: Pagefind is not installed. Install pagefind-bin, "
            "or set PAGEFIND_BINARY_PATH to the program"
        )
    try:
        return start([str(program), *arguments], folder=folder, more=_CHUNK, listen=False)
    except OSError as error:
        raise UsageError(f"the search index cannot be built: {error}") from error


def _finish(process: subprocess.Popen[bytes], index: Path, site: Path) -> None:
    _, output = process.communicate()
    if process.returncode:
        ended = f"Pagefind was killed by signal {-process.returncode}, which happens when memory runs out"
        why = output.decode("utf-8", "replace").strip() or (
            ended if process.returncode < 0 else f"Pagefind exited with status {process.returncode}"
        )
        raise UsageError(f"the search index cannot be built: {why}")
    for pattern in _UNUSED:
        for path in index.glob(pattern):
            remove(path)
    move(index, site / FOLDER)
