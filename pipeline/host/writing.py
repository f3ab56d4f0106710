"""All writing of files, and creating and emptying of folders.

What is written or emptied has to be the pipeline's: in a repository it is refused where Git tracks it, whatever its
name, and where it or a folder above it is a link. A file is never written through a second name of it (a hard link).
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.diagnostic import UsageError
from pipeline.host import git
from pipeline.host.paths import Place, follow, is_link

if TYPE_CHECKING:
    import sqlite3

_CREATE = os.O_CREAT | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BESIDE_A_DATABASE = ("-journal", "-wal", "-shm")
"""The ends of the names of files that SQLite believes too."""


def own_folder(path: Path) -> Path:
    """The folder, made where there is none, if the pipeline may write everything in it.

    Raises UsageError if it may not, OSError if the folder cannot be made.
    """
    (place,) = _own(path)
    if os.path.lexists(place.path) and not place.path.is_dir():
        raise UsageError(f"{path} is not a folder: move it away, or choose another path")
    place.path.mkdir(parents=True, exist_ok=True)
    return place.path


def usable_folder(path: Path) -> Path:
    """The same folder, left as it is: nothing is made where there is none. Raises UsageError as `own_folder` does."""
    return _own(path)[0].path


def own_file(path: Path) -> Path:
    """The file, there or not, if the pipeline may write it; its folder is made.

    Raises UsageError if it may not, OSError if the folder cannot be made.
    """
    return _own_files(path)[0]


def _own_files(*paths: Path) -> list[Path]:
    """Files in one folder, each as `own_file` has it: Git is asked once about all of them."""
    places = _own(*paths)
    for place, path in zip(places, paths, strict=True):
        _refuse_odd_file(place, path)
    places[0].path.parent.mkdir(parents=True, exist_ok=True)
    return [place.path for place in places]


def write(path: Path, content: str | bytes) -> None:
    """Make this the content of a file of the pipeline's. Raises as `own_file` does."""
    with _opened(path, os.O_WRONLY) as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.truncate()
        file.write(_bytes(content))


def append(path: Path, content: str) -> None:
    """Add to a file of the pipeline's, or one that another program named, such as the summary of a step at GitHub."""
    with _opened(path, os.O_WRONLY | os.O_APPEND) as file:
        file.write(_bytes(content))


def _opened(path: Path, flags: int) -> BinaryIO:
    own = own_file(path)
    return os.fdopen(os.open(own, flags | _CREATE | (_NO_LINK if follow(own).inside else 0), 0o666), "wb")


def add(path: Path, content: str | bytes) -> None:
    """Make a new file for an author, which Git is to track. Raises FileExistsError, and else as `write`."""
    place = follow(path)
    place.path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(place.path, os.O_WRONLY | _CREATE | _NO_LINK | os.O_EXCL, 0o666), "wb") as file:
        file.write(_bytes(content))


def add_folder(path: Path, tree: Mapping[str, str | bytes]) -> None:
    """Make a new folder for an author with these files, whole or not at all.

    Raises FileExistsError if there is one, ValueError if a file would not be in it, and else as `write`.
    """
    place = follow(path).path
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".") as made:
        fresh = Path(made) / place.name
        for name, content in tree.items():
            put(_bytes(content), fresh / inner(name))
        if os.path.lexists(place):
            raise FileExistsError(place)
        fresh.rename(place)


def change(path: Path, content: str | bytes) -> None:
    """Make this the content of an author's file, which Git may track, whole or not at all.

    Raises UsageError if the file is a link or has a second name, OSError if there is none or it cannot be written.
    """
    place = follow(path)
    _refuse_odd_file(place, path)
    mode = place.path.stat().st_mode
    with tempfile.NamedTemporaryFile("wb", dir=place.path.parent, prefix=".", delete=False) as file:
        file.write(_bytes(content))
    Path(file.name).chmod(stat.S_IMODE(mode))
    Path(file.name).replace(place.path)


def database(path: Path, **options: Any) -> sqlite3.Connection:
    """Open the SQLite file, which only its owner may read; it is made where there is none. Raises as `own_file` does.

    What lies beside it is looked at too: SQLite writes into a database what a journal of that name says.
    """
    file, *_ = _own_files(path, *(path.with_name(f"{path.name}{ending}") for ending in _BESIDE_A_DATABASE))
    os.close(os.open(file, os.O_CREAT | os.O_RDWR | _NO_LINK, 0o600))
    import sqlite3  # noqa: PLC0415  # most commands open none

    connection: sqlite3.Connection = sqlite3.connect(file, **options)
    return connection


def hold(tree: Mapping[str, str | bytes], folder: Path) -> int:
    """Make a folder of the pipeline's hold exactly these files; only what differs is written.

    Returns how many files changed. Raises as `own_folder` does.
    """
    own = own_folder(folder)
    changed = 0
    wanted = {own / inner(name): _bytes(content) for name, content in tree.items()}
    for path in list(_files(own)):
        if path not in wanted or is_link(path) or path.stat().st_nlink > 1:
            path.unlink()
            changed += 1
    for path, content in wanted.items():
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed += 1
    return changed


def clear_but(names: Collection[str], folder: Path) -> None:
    """Remove all other files from a folder that was made for nothing else."""
    for path in list(_files(folder)):
        if path.relative_to(folder).as_posix() not in names:
            path.unlink()


def put(content: bytes, path: Path) -> None:
    """Write a file into a folder that was just made for nothing else, such as a temporary one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def exchange(fresh: Path, place: Path, old: Path) -> None:
    """Put the folder `fresh` where `place` is; what was there goes to `old`. Raises as `own_folder` does."""
    own = usable_folder(place)
    if os.path.lexists(own):
        own.rename(old)
    fresh.rename(own)


def remove(path: Path) -> None:
    """Remove a file from a folder that was made for nothing else."""
    path.unlink()


def move(source: Path, target: Path) -> None:
    """Move what was made in a temporary folder, in the place of what was made before."""
    if target.is_dir():
        shutil.rmtree(target)
    shutil.move(source, target)


@contextmanager
def temporary(prefix: str, beside: Path | None = None) -> Iterator[Path]:
    """A folder that is gone afterwards: the system's, or in the folder of what it is `beside`."""
    parent = own_parent(beside) if beside else None
    with tempfile.TemporaryDirectory(dir=parent, prefix=prefix) as folder:
        yield Path(folder)


def own_parent(path: Path) -> Path:
    """The folder that holds a path of the pipeline's, made where there is none."""
    parent = usable_folder(path).parent
    parent.mkdir(parents=True, exist_ok=True)
    return parent


def replace(path: Path, content: str | bytes) -> None:
    """Make this the content of a file of the pipeline's, whole or not at all. Raises as `own_file` does."""
    own = own_file(path)
    with tempfile.NamedTemporaryFile("wb", dir=own.parent, delete=False) as file:
        file.write(_bytes(content))
    Path(file.name).replace(own)


def inner(name: str) -> PurePosixPath:
    """A path from a folder as one that stays in it. Raises ValueError if it would not."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or not path.parts:
        raise ValueError(f"{name} is outside the folder")
    return path


def _own(path: Path, *others: Path) -> list[Place]:
    """Where the paths lead, if nothing that Git tracks is there or below; the others are kept beside the first."""
    places = [follow(each) for each in (path, *others)]
    for tree in dict.fromkeys(tree for place in places for tree in place.working_trees):
        try:
            found = git.tracked(tree, *(place.path for place in places if tree in place.working_trees))
        except git.GitError as error:
            raise UsageError(
                f"Git cannot tell whether it tracks {path}, so nothing is written there: {error}"
            ) from error
        if found:
            raise UsageError(
                f"{tree / found} is tracked by Git, but {path} is for generated files:"
                f" run `git rm -r --cached {found}` and delete it, or choose another path"
            )
    return places


def _refuse_odd_file(place: Place, path: Path) -> None:
    """Raise UsageError if anything but a regular file is there."""
    try:
        found = os.lstat(place.path)
    except FileNotFoundError:
        return
    if stat.S_ISDIR(found.st_mode):
        raise UsageError(f"{path} is a folder: move it away, or choose another path")
    if place.inside and (not stat.S_ISREG(found.st_mode) or found.st_nlink > 1):
        kind = "has a second name (a hard link)" if stat.S_ISREG(found.st_mode) else "is not a regular file"
        raise UsageError(f"{path} {kind}: remove it, or choose another path")


def _files(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is not a folder; a link to one is not entered."""
    pending = [folder]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and not is_link(Path(entry.path)):
                    pending.append(Path(entry.path))
                else:
                    yield Path(entry.path)


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
