"""Read-only access to Git. Git runs no program that a repository or its settings name."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.host import programs

_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat"}
_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.quotePath": "false",
    "log.showSignature": "false",
    "safe.bareRepository": "explicit",
}
"""Each could make Git run a program, except `core.quotePath`, which makes it write paths as they are."""

_RUNS_FILTERS = ("archive", "diff")
_READS_TEXTS = ("diff", "log", "show")
_NO_PROGRAMS = ("--no-ext-diff", "--no-textconv")
_FILTERS = r"^filter\..*\.(clean|smudge|process|required)$"
_SUBMODULE = "160000 "


class GitError(Exception):
    """Git is not installed, refused, or took too long; the message is what it said."""


def start(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start Git below `root`, to be read with `finish`. Paths are written as they are.

    Raises GitError, and UsageError if the folder is made to look like another repository.
    """
    refuse_disguised(root)
    command, *rest = arguments
    options = [*_SETTINGS.items(), *(_filters_off(root) if command in _RUNS_FILTERS else ())]
    given = [part for key, value in options for part in ("-c", f"{key}={value}")]
    quiet = _NO_PROGRAMS if command in _READS_TEXTS else ()
    try:
        return programs.start(["git", "--no-pager", "-C", str(root), *given, command, *quiet, *rest], more=_ENVIRONMENT)
    except OSError as error:
        raise GitError(str(error)) from error


def finish(process: subprocess.Popen[bytes], *, nothing_found: int = 0, timeout: float | None = None) -> str:
    """The output, once Git has ended; bytes that are not UTF-8 are kept as surrogates.

    `nothing_found` is an exit code that means success too. Raises GitError if Git failed, or took more than
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


def files_at(root: Path, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
    """The files at or below these paths of `root` in a commit, by path, without links. Raises GitError."""
    there = run(root, "ls-tree", "-z", "--name-only", commit, "--", *paths).split("\0")
    kept = [path for path in paths if path in there]
    if not kept:
        return {}
    with start(root, "archive", "--format=tar", commit, "--", *kept) as process:
        output, errors = process.communicate()
    if process.returncode:
        raise GitError(errors.decode("utf-8", "replace").strip())
    import tarfile  # noqa: PLC0415  # few commands ask for files of a commit

    with tarfile.open(fileobj=BytesIO(output)) as archive:
        files = ((member.name, archive.extractfile(member)) for member in archive if member.isreg())
        return {name: content.read() for name, content in files if content is not None}


def working_tree(folder: Path) -> Path | None:
    """The nearest folder, from this one upwards, that has a `.git`; None if none has."""
    real = folder.resolve()
    return next((top for top in (real, *real.parents) if os.path.lexists(top / ".git")), None)


def tracked(tree: Path, *paths: Path) -> str:
    """The first file at or below one of the paths that the working tree's Git tracks, in whatever case; "" if none.

    The answer is a path from the top of the tree. Raises GitError.
    """
    if tree in paths:
        return "."
    specs = (f":(top,literal,icase){path.relative_to(tree).as_posix()}" for path in paths)
    return run(tree, "ls-files", "-z", "--", *specs, timeout=60).partition("\0")[0]


def is_submodule(root: Path, path: str) -> bool:
    """Whether Git has another repository at this path below `root`, checked out or not."""
    if working_tree(root) is None:
        return False
    try:
        return run(root, "ls-files", "-z", "--stage", "--", f":(literal){path}", timeout=60).startswith(_SUBMODULE)
    except GitError:
        return False


def refuse_disguised(root: Path) -> None:
    """Raise UsageError if Git would take a folder of the repository for a bare one, and run what that says."""
    top = working_tree(root)
    real = root.resolve()
    for folder in (real, *real.parents) if top else ():
        if folder == top:
            return
        if (folder / "HEAD").is_file() and ((folder / "objects").is_dir() or (folder / "commondir").is_file()):
            raise UsageError(f"{folder} looks like a bare Git repository: remove HEAD and the files that belong to it")


def _filters_off(root: Path) -> list[tuple[str, str]]:
    """Settings that keep Git from running a configuration's filters on files that changed."""
    try:
        found = run(root, "config", "-z", "--name-only", "--get-regexp", _FILTERS, nothing_found=1, timeout=60)
    except GitError:
        return []
    return [(key, "false" if key.endswith(".required") else "") for key in found.split("\0") if key]
