"""The built pages → the search index beside them: `pagefind/`, of which a browser fetches only what a search needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from pagefind.service import get_executable

from pipeline.diagnostic import UsageError
from pipeline.site.search_text import facet, searchable

FOLDER = "pagefind"
"""Where a site has its index."""

# One language for all pages, so that a search finds reports in any: search_text.py sees to those that need more.
_LANGUAGE = "en"
_BODY = re.compile(r'<div data-pagefind-body data-facets="(?P<facets>[^"]*)".*(?=</div>\s*</article>)', re.DOTALL)
_UNREAD = ".headerlink, .pm-contents, .pm-badges .pm-badge, .pm-zone"
"""What would only stand in the way of an excerpt: the badges are filters and lists."""
_OPTIONS = ("--force-language", _LANGUAGE, "--exclude-selectors", _UNREAD, "--quiet")
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")


def write_index(site: Path) -> None:
    """Index every page of the built site that has a `data-pagefind-body`. Raises UsageError where Pagefind cannot.

    Nothing but built pages is read, so the index holds only what they show. A site without such a page has no index.
    """
    program = get_executable()
    if program is None:
        raise UsageError(
            "the search index cannot be made: there is no Pagefind for this machine. Install pagefind-bin, "
            "or set PAGEFIND_BINARY_PATH to the program"
        )
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        if not _copy_texts(site, Path(scratch)):
            return
        command = [str(program), "--site", scratch, "--output-path", str(site / FOLDER), *_OPTIONS]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", "") or str(error)
            raise UsageError(f"the search index cannot be made: {said.strip()}") from error
    for pattern in _UNUSED:
        for path in (site / FOLDER).glob(pattern):
            path.unlink()


def _copy_texts(site: Path, folder: Path) -> int:
    """Write the part of each page that is indexed as a page of its own; gives how many there are."""
    copied = 0
    for path in site.rglob("*.html"):
        body = _BODY.search(path.read_text(encoding="utf-8"))
        if body is not None:
            target = folder / path.relative_to(site)
            target.parent.mkdir(parents=True, exist_ok=True)
            facets = " ".join(map(facet, body["facets"].split()))
            text = f"<article>{searchable(body.group())}<p>{facets}</p></div></article>"
            target.write_text(f'<html lang="{_LANGUAGE}"><body>{text}</body></html>', encoding="utf-8")
            copied += 1
    return copied
