"""`postmortem` in processes of their own, without the second that an interpreter takes to start and to import it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from pipeline.cli import main
from tests.filing.authors import TODAY

_FORKS = multiprocessing.get_context("forkserver")
# Commands import what they need when they run: without these, each process would import them again.
_USED = ("check.run", "filing", "markdown.writer", "tracking.planning.planner", "tracking.github.tracker")
_FORKS.set_forkserver_preload(["__main__", __name__, "markdown_it", *(f"pipeline.{name}" for name in _USED)])


def start_apply(root: Path, url: str, token: str, log: Path | None = None) -> BaseProcess:
    """Start `apply` on the repository at `root` with this GitHub; what it says is added to the log."""
    said = str(log or os.devnull)
    return start(["--root", str(root), "--today", str(TODAY), "--tracker", "github", "apply"], url, token, said, said)


def start(arguments: list[str], url: str, token: str, out: str, err: str) -> BaseProcess:
    """Start the command with this GitHub; what it says is added to these files."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "XDG_CACHE_HOME")}
    environment = {**kept, "GITHUB_TOKEN": token, "GITHUB_API_URL": url}
    process = _FORKS.Process(target=_run, args=(arguments, environment, out, err))
    process.start()
    return process


def _run(arguments: list[str], environment: Mapping[str, str], out: str, err: str) -> None:
    os.environ.clear()
    os.environ |= environment
    for path, descriptor in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    main(arguments)
