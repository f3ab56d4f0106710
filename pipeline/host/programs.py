"""Starting other programs, each with a new environment.

It has only what a program needs to start and to use the user's language: no token, no key, and no variable that changes
what Git or Pagefind does.
"""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_HANDED_ON = frozenset({"HOME", "LANG", "LANGUAGE", "PATH", "TEMP", "TMP", "TMPDIR", "TZ", "USER", "XDG_CONFIG_HOME"})
_ON_WINDOWS = frozenset(
    {"APPDATA", "COMSPEC", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "PATHEXT", "PROGRAMDATA", "SYSTEMDRIVE"}
    | {"SYSTEMROOT", "USERPROFILE", "WINDIR"}
)


def made_environment(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The part of this process's environment that another program gets.

    Of PATH only absolute folders stay, so that no program is found in the repository because it is the current folder.
    """
    made = {name: value for name, value in given.items() if _is_handed_on(name)}
    for name in [name for name in made if name.upper() == "PATH"]:
        made[name] = os.pathsep.join(folder for folder in made[name].split(os.pathsep) if Path(folder).is_absolute())
    return made


def _is_handed_on(name: str) -> bool:
    return name.upper() in _HANDED_ON | _ON_WINDOWS or name.startswith("LC_")


def forget_environment() -> None:
    """Reduce the environment of this worker process to what another program would get."""
    made = made_environment()
    for name in set(os.environ) - set(made):
        del os.environ[name]
    os.environ.update(made)


_allowed = True
"""Whether this process may start other programs."""


def allow_none() -> None:
    """From now on, this process starts no other program: `start` raises OSError."""
    global _allowed  # noqa: PLW0603  # it is about the process
    _allowed = False


def start(
    command: Sequence[str], *, folder: Path | None = None, more: Mapping[str, str] | None = None, listen: bool = True
) -> subprocess.Popen[bytes]:
    """Start a program with a made environment, in this folder, nothing on its standard input.

    `more` is added to its environment; without `listen` only its standard error is kept. Raises OSError if there is
    no such program, or this process may start none.
    """
    if not _allowed:
        raise OSError(errno.EPERM, "this process starts no other program", command[0])
    return subprocess.Popen(
        command,
        cwd=folder,
        env={**made_environment(), **(more or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if listen else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
