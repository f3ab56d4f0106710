"""Git, asked about a repository."""

from __future__ import annotations

import subprocess
from pathlib import Path


class GitError(Exception):
    """Git is not installed, refused, or took too long; the message is what it said."""


def start(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start Git below `root`, to be read with `finish`. Paths are written as they are. Raises GitError."""
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise GitError(str(error)) from error


def finish(process: subprocess.Popen[bytes], *, nothing_found: int = 0, timeout: float | None = None) -> str:
    """The output, once Git has ended; bytes that are not UTF-8 are kept as surrogates.

    `nothing_found` is an exit code that means success too. Raises GitError where Git failed, or took more than
    `timeout` seconds.
    """
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as error:
        process.kill()
        raise GitError(f"it took more than {timeout} seconds") from error
    if process.returncode not in (0, nothing_found):
        raise GitError(errors.decode("utf-8", "replace").strip())
    return output.decode("utf-8", "surrogateescape")


def run(root: Path, *arguments: str, nothing_found: int = 0, timeout: float | None = None) -> str:
    """What Git prints. Raises GitError."""
    with start(root, *arguments) as process:
        return finish(process, nothing_found=nothing_found, timeout=timeout)
