"""HTML → a PDF file, by the browser that is there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.host.paths import read_file
from pipeline.host.programs import made_environment, start
from pipeline.host.writing import put, temporary

_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
_LONGEST_SECONDS = 120
_OPTIONS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-pdf-header-footer",
    # Every name leads nowhere: the page asks for nothing, and the browser is to ask for nothing of its own.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def pdf_file(page: str, environment: Mapping[str, str]) -> bytes:
    """The page as PDF. Raises UsageError if no browser is there, or it fails."""
    browser = environment.get("CHROMIUM") or _found(environment)
    if not browser:
        raise UsageError(
            "PDF needs Chromium, Chrome or Edge: install one, or set CHROMIUM to its path, or export --format html"
        )
    with temporary("postmortem-pdf-") as folder:
        put(page.encode(), folder / "page.html")
        return _printed(browser, folder, as_root=getattr(os, "geteuid", lambda: 1)() == 0)


def _printed(browser: str, folder: Path, *, as_root: bool) -> bytes:
    # Chromium's own sandbox does not work for root, as in containers; the page has no script and no address.
    sandbox = ("--no-sandbox",) if as_root else ()
    command = (browser, *_OPTIONS, *sandbox, f"--user-data-dir={folder / 'profile'}")
    target = folder / "page.pdf"
    try:
        with start((*command, f"--print-to-pdf={target}", (folder / "page.html").as_uri()), folder=folder) as program:
            _, errors = program.communicate(timeout=_LONGEST_SECONDS)
    except OSError as error:
        raise UsageError(f"{browser} cannot be started: {error.strerror}") from error
    if not target.is_file():
        said = errors.decode(errors="replace").strip().split("\n")[-1]
        raise UsageError(f"{browser} did not write a PDF: {said}")
    return read_file(target)


def _found(environment: Mapping[str, str]) -> str:
    path = made_environment(environment).get("PATH", "")
    return next((found for name in _BROWSERS if (found := shutil.which(name, path=path))), "")
