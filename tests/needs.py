"""Tools that some tests need beyond Python: a test without its tool is skipped, but never in CI."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def in_memory() -> str | None:
    """Where a temporary folder is kept in memory, so that a database in it waits for no disk; None: nowhere."""
    folder = "/dev/shm"  # noqa: S108  # temporary folders of their own are made in it
    return folder if os.access(folder, os.W_OK) else None


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything, whatever its permissions say; so a test as root gives that up meanwhile."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def need(tool: str | None, why: str) -> str:
    """The tool's path; where there is none the test is skipped and says why, or fails under CI."""
    if tool is not None:
        return tool
    if os.environ.get("CI"):
        pytest.fail(f"CI allows no skip: {why}")
    pytest.skip(why)


def chromium() -> str:
    """Debian's Chromium, or the browser that CHROMIUM names."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return need(found, "needs a Chromium: install Debian's chromium or set CHROMIUM to its path")


def octokit(package: str) -> Path:
    """The folder of one of Octokit's packages: GitHub's description, or answers recorded from it."""
    folder = ROOT / "tests" / "node" / "node_modules" / "@octokit" / package
    need(str(folder) if folder.is_dir() else None, f"needs @octokit/{package}: run `npm ci` in tests/node")
    return folder


def emulate() -> list[str]:
    """The command of the GitHub test server: Node 24 and emulate, as tests/node/package.json pins them."""
    folder = ROOT / "tests" / "node"
    node, emulator = folder / "node_modules" / "node" / "bin" / "node", folder / "node_modules" / "emulate"
    why = "needs the GitHub test server: run `npm ci` in tests/node"
    need(str(node) if node.exists() and emulator.is_dir() else None, why)
    return [str(node), str(folder / "server.mjs")]
