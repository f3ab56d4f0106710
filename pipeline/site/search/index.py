"""What is searched → `pagefind/`, the index beside the site's pages, of which a browser fetches only a part."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pagefind.service import get_executable

from pipeline.diagnostic import UsageError
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
    with tempfile.TemporaryDirectory(prefix="postmortem-search-") as scratch:
        made = Path(scratch) / FOLDER
        with _start("--site", str(pages), "--output-path", str(made), *_OPTIONS) as process:
            try:
                yield partial(_finish, process, made)
            finally:
                process.kill()


def _start(*arguments: str) -> subprocess.Popen[str]:
    program = get_executable()
    if program is None:
        raise UsageError(
            "the search index cannot be made: there is no Pagefind for this machine. Install pagefind-bin, "
            "or set PAGEFIND_BINARY_PATH to the program"
        )
    try:
        return subprocess.Popen(
            [str(program), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise UsageError(f"the search index cannot be made: {error}") from error


def _finish(process: subprocess.Popen[str], made: Path, site: Path) -> None:
    _, said = process.communicate()
    if process.returncode:
        ended = f"Pagefind was killed by signal {-process.returncode}, as happens where memory is short"
        why = said.strip() or (ended if process.returncode < 0 else f"Pagefind says {process.returncode} and no more")
        raise UsageError(f"the search index cannot be made: {why}")
    for pattern in _UNUSED:
        for path in made.glob(pattern):
            path.unlink()
    shutil.move(made, site / FOLDER)
