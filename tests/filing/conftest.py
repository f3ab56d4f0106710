"""The command as its user runs it: a process of its own, against a GitHub over real HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.needs import emulate
from tests.tracking.server import TOKEN, Server, serve

Command = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A GitHub in which the teams' repositories hold nothing yet."""
    with serve(emulate(), tmp_path) as running:
        yield running


def start(root: Path, url: str, *arguments: str) -> subprocess.Popen[str]:
    """Start `postmortem` with GitHub as the tracker, in a session of its own."""
    command = [sys.executable, "-m", "pipeline", "--root", str(root), "--today", "2026-11-24", "--tracker", "github"]
    environment = {**os.environ, "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": url}
    return subprocess.Popen(
        [*command, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen[str], *, code: int = 0) -> str:
    """Wait for it, and give what it wrote to standard output."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == code, err
    return out
