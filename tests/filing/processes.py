"""`postmortem apply` in processes of their own, without the second that an interpreter takes to start."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from pipeline.cli import main
from tests.filing.authors import TODAY

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["__main__", __name__, "pipeline.commands.apply", "markdown_it"])


def start_apply(root: Path, url: str, token: str, log: Path | None = None) -> BaseProcess:
    """Start it on the repository at `root` with this GitHub; what it says is added to the log."""
    cache = {name: value for name, value in os.environ.items() if name == "XDG_CACHE_HOME"}
    environment = {**cache, "GITHUB_TOKEN": token, "GITHUB_API_URL": url}
    process = _FORKS.Process(target=_apply, args=(str(root), environment, str(log or os.devnull)))
    process.start()
    return process


def _apply(root: str, environment: Mapping[str, str], log: str) -> None:
    os.environ |= environment
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    main(["--root", root, "--today", str(TODAY), "--tracker", "github", "apply"])
