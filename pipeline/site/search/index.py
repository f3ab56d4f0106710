"""What is searched → `pagefind/`, the index beside the site's pages, of which a browser fetches only a part."""

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

_UNREAD = ".pm-contents, .pm-badges .pm-badge, .pm-zone"
"""What would only stand in the way of an excerpt: the badges are filters and lists."""
_OPTIONS = ("--force-language", LANGUAGE, "--exclude-selectors", _UNREAD, "--quiet")
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")


@contextmanager
def indexing(pages: Path) -> Iterator[Callable[[Path], None]]:
    """Have Pagefind work on the pages below this folder meanwhile; what this gives waits, and puts the index in place.

    Where there are no pages, there is no index. Raises UsageError where Pagefind cannot make one.
    """
    if not any(pages.rglob("*.html")):
        yield lambda _: None
        return
    with temporary("postmortem-search-") as scratch, temporary("postmortem-empty-") as empty:
        made = scratch / FOLDER
        # Pagefind reads settings from the folder that it is started in: never from a repository's.
        with _start(empty, "--site", str(pages.resolve()), "--output-path", str(made), *_OPTIONS) as process:
            try:
                yield partial(_finish, process, made)
            finally:
                process.kill()


def _start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    program = get_executable()
    if program is None:
        raise UsageError(
            "the search index cannot be made: there is no Pagefind for this machine. Install pagefind-bin, "
            "or set PAGEFIND_BINARY_PATH to the program"
        )
    try:
        return start([str(program), *arguments], folder=folder, listen=False)
    except OSError as error:
        raise UsageError(f"the search index cannot be made: {error}") from error


def _finish(process: subprocess.Popen[bytes], made: Path, site: Path) -> None:
    _, said = process.communicate()
    if process.returncode:
        ended = f"Pagefind was killed by signal {-process.returncode}, as happens where memory is short"
        why = said.decode("utf-8", "replace").strip() or (
            ended if process.returncode < 0 else f"Pagefind says {process.returncode} and no more"
        )
        raise UsageError(f"the search index cannot be made: {why}")
    for pattern in _UNUSED:
        for path in made.glob(pattern):
            remove(path)
    move(made, site / FOLDER)
