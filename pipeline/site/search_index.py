"""The rendered texts of pages → the search index beside them: `pagefind/`, of which a browser fetches only a part."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pagefind.service import get_executable

from pipeline.diagnostic import UsageError
from pipeline.site.search_text import facet, searchable

FOLDER = "pagefind"
"""Where a site has its index."""

# One language for all pages, so that a search finds reports in any: search_text.py sees to those that need more.
_LANGUAGE = "en"
_UNREAD = ".headerlink, .pm-contents, .pm-badges .pm-badge, .pm-zone"
"""What would only stand in the way of an excerpt: the badges are filters and lists."""
_OPTIONS = ("--force-language", _LANGUAGE, "--exclude-selectors", _UNREAD, "--quiet")
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")


class Index:
    """The index of one build: `add` each text, `begin`, and while Pagefind works the pages are built; then `finish`.

    Nothing is read but what the generator made of a page's text, so the index holds only what pages show.
    """

    def __init__(self) -> None:
        """Empty."""
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[str] | None = None

    def add(self, address: str, content: str, searched: Mapping[str, str]) -> None:
        """A page at this address: its HTML, and what a result says of it, escaped as the page has it."""
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="postmortem-search-")
        path = Path(self._scratch.name) / "texts" / address / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        facets = " ".join(map(facet, searched["facets"].split()))
        said = f'data-pagefind-body data-severity="{searched["severity"]}" data-day="{searched["day"]}"'
        said += ' data-pagefind-meta="severity[data-severity], day[data-day]"'
        text = f"<article {said}>{searchable(content)}<p>{facets}</p></article>"
        path.write_text(f'<html lang="{_LANGUAGE}"><body>{text}</body></html>', encoding="utf-8")

    def begin(self) -> None:
        """Start Pagefind. Raises UsageError where there is none for this machine."""
        if self._scratch is None:
            return
        program = get_executable()
        if program is None:
            raise UsageError(
                "the search index cannot be made: there is no Pagefind for this machine. Install pagefind-bin, "
                "or set PAGEFIND_BINARY_PATH to the program"
            )
        folder = self._scratch.name
        command = [str(program), "--site", f"{folder}/texts", "--output-path", f"{folder}/made", *_OPTIONS]
        try:
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        except OSError as error:
            raise UsageError(f"the search index cannot be made: {error}") from error

    def finish(self, site: Path) -> None:
        """Put the index into the built site; none where no text was added. Raises UsageError where Pagefind fails."""
        if self._process is None or self._scratch is None:
            return
        _, said = self._process.communicate()
        if self._process.returncode:
            raise UsageError(f"the search index cannot be made: {said.strip()}")
        shutil.move(Path(self._scratch.name) / "made", site / FOLDER)
        for pattern in _UNUSED:
            for path in (site / FOLDER).glob(pattern):
                path.unlink()
        self.close()

    def close(self) -> None:
        """Give up what is not finished."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
        if self._scratch is not None:
            self._scratch.cleanup()
