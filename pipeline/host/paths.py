"""Resolving paths and reading files, without following links that the repository may contain.

An attack consists of files in a checkout, which do not change while a command runs. So each part of a path is checked
before the path is used, and the last part is opened with O_NOFOLLOW if the system has it. Anybody who could replace a
folder with a link in between already has the account that runs this.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.layout import CONFIG_FILE

_GIT = re.compile(r"(?:\.git|git~[0-9]+)[. ]*(?::.*)?")
"""`.git`, its short name on Windows, and a stream of it (as Git's own `core.protectNTFS` and `core.protectHFS`)."""
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Place:
    """A path after resolving links.

    `path` is absolute and without links, as far as it exists. `working_trees` are the folders on the way that have a
    `.git`, outermost first. `inside` is whether it is in one of them, or in a repository of postmortems.
    """

    path: Path
    working_trees: tuple[Path, ...]
    inside: bool


def find_repository() -> Path:
    """The repository around the current folder, as a path from there. Raises UsageError if there is none."""
    here = Path.cwd()
    found = repository_around(here)
    if found is not None:
        return Path(os.path.relpath(found, here))
    raise UsageError(
        f"there is no {CONFIG_FILE} here or in a folder above: go to a repository of postmortems, name one with --root,"
        " or make one with `postmortem init`"
    )


def repository_around(start: Path) -> Path | None:
    """The nearest folder, from this one upwards, that has a postmortem.yml; None if none has.

    The top of a Git working tree ends the search; outside one, so does a folder of another user.
    """
    for folder in (start, *start.parents):
        if os.path.lexists(folder / CONFIG_FILE):
            return folder
        if os.path.lexists(folder / ".git") or (folder != start and _owner(folder) != _owner(start)):
            return None
    return None


def _owner(folder: Path) -> int | None:
    return folder.stat().st_uid if folder.exists() else None


def follow(path: Path) -> Place:
    """Where the path leads. A link on the way to the repository is followed, one within it is not.

    Raises UsageError for a link there, for a file where a folder is expected, and inside `.git`.
    """
    here, left = Path(path.absolute().anchor), list(path.absolute().parts[1:])
    inside = False
    while left:
        mode = _mode(here)
        if mode and not stat.S_ISDIR(mode):
            raise UsageError(f"{here} is not a folder, so {path} cannot be used: choose another path")
        name = left.pop(0)
        step = here.parent if name == ".." else here / name
        inside = _is_inside(step) if name == ".." else inside or _is_marked(here)
        if inside and _is_git(name):
            raise UsageError(f"{path} is inside Git's own folder: choose another path")
        if is_link(step):
            if inside:
                raise UsageError(f"{step} is a link, and links in a repository are not followed: remove it")
            target = step.resolve()
            # What a shell offers as /dev/stdout has no other name that could be opened.
            step = target if left or target.is_dir() or _is_inside(target) else step
            inside = _is_inside(step)
        here = step
    trees = tuple(folder for folder in _from_the_top(here) if os.path.lexists(folder / ".git"))
    return Place(here, trees, inside)


def _is_git(name: str) -> bool:
    """Whether some file system takes this name for `.git`: capitals, what nobody sees, dots or blanks behind it."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) != "Cf")
    return _GIT.fullmatch(seen.casefold()) is not None


def _is_inside(path: Path) -> bool:
    """Whether a folder above the path is a Git working tree or a repository of postmortems."""
    return any(map(_is_marked, path.parents))


def _is_marked(folder: Path) -> bool:
    return os.path.lexists(folder / ".git") or os.path.lexists(folder / CONFIG_FILE)


def _from_the_top(path: Path) -> tuple[Path, ...]:
    """The path, after the folders above it."""
    return (*reversed(path.parents), path)


def read_file(path: Path) -> bytes:
    """The content of a regular file. Raises OSError if it cannot be read, UsageError if a link leads there."""
    place = follow(path).path
    return read_bytes(place.parent, place.name)


def _mode(path: Path) -> int:
    """The kind and permissions of what is there; 0 for nothing."""
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def is_link(path: str | Path) -> bool:
    """Whether this is a symbolic link, or what Windows has for one."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISLNK(found.st_mode) or _is_reparsed(found)


def is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether this is one of the links of Windows that `is_symlink` does not know."""
    return os.name == "nt" and _is_reparsed(entry.stat(follow_symlinks=False))


def _is_reparsed(found: os.stat_result) -> bool:
    return bool(getattr(found, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_REPARSE_POINT)


def first_link(root: Path, path: str) -> str:
    """The first part of a path below `root` that is a link, as a path from there; "" if none is."""
    end = path.find("/")
    while end >= 0:
        if is_link(f"{root}/{path[:end]}"):
            return path[:end]
        end = path.find("/", end + 1)
    return path if is_link(f"{root}/{path}") else ""


def file_status(root: Path, path: str) -> os.stat_result | None:
    """What the system knows of a regular file; None for anything else. Raises OSError if it says nothing."""
    try:
        found = os.stat(f"{root}/{path}")  # noqa: PTH116  # a path of pathlib's takes longer to make than to look at
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def refuse_links(root: Path, path: str) -> None:
    """Raise OSError if a part of a path below `root` is a link."""
    link = first_link(root, path)
    if link:
        raise OSError(errno.ELOOP, f"{link} is a symbolic link", link)


def read_bytes(root: Path, path: str) -> bytes:
    """The content of a regular file below `root`. Raises OSError if it cannot be read or a link is on the way."""
    refuse_links(root, path)
    return read_unlinked(root, path)


def read_unlinked(root: Path, path: str) -> bytes:
    """As `read_bytes`, for a path of which `first_link` has just said that no part is a link."""
    with os.fdopen(os.open(f"{root}/{path}", _READ), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        return file.read()
