"""Other programs: each gets an environment that is made for it, and Git runs nothing that a repository names.

Only what a program needs to start and to speak the user's language is handed on: no token, no key, no variable that
changes what Git or Pagefind does.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_HANDED_ON = frozenset(
    "HOME LANG LANGUAGE PATH TEMP TMP TMPDIR TZ USER XDG_CONFIG_HOME "
    "APPDATA COMSPEC HOMEDRIVE HOMEPATH LOCALAPPDATA PATHEXT PROGRAMDATA SYSTEMDRIVE SYSTEMROOT USERPROFILE WINDIR".split()
)
_GIT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat"}
_SAFE = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.quotePath": "off",
    "log.showSignature": "false",
    "safe.bareRepository": "explicit",
}
"""Each of these settings could have Git run a program, but the one about quoting, which is for reading what it says."""

_READS_TEXTS = frozenset({"diff", "log", "show"})
_NO_PROGRAMS = ("--no-ext-diff", "--no-textconv")


def made_environment(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What of this process's environment another program gets.

    Of PATH only absolute folders stay, so that no program is found in the repository because it is the current folder.
    """
    made = {name: value for name, value in given.items() if _is_handed_on(name)}
    for name in [name for name in made if name.upper() == "PATH"]:
        made[name] = os.pathsep.join(folder for folder in made[name].split(os.pathsep) if Path(folder).is_absolute())
    return made


def _is_handed_on(name: str) -> bool:
    return name.upper() in _HANDED_ON or name.startswith("LC_")


def forget_environment() -> None:
    """Leave this process, a helper of the one that was started, only with what another program would get."""
    made = made_environment()
    for name in set(os.environ) - set(made):
        del os.environ[name]
    os.environ.update(made)


def start(
    command: Sequence[str], *, folder: Path | None = None, more: Mapping[str, str] | None = None, listen: bool = True
) -> subprocess.Popen[bytes]:
    """Start a program with a made environment, in this folder, nothing on its standard input.

    `more` is added to its environment; without `listen` only its standard error is kept. Raises OSError where there is no
    such program.
    """
    return subprocess.Popen(
        command,
        cwd=folder,
        env={**made_environment(), **(more or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if listen else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


@dataclass(frozen=True, slots=True)
class Git:
    """The Git repository that holds a folder: its top, and from there the folder, "" or with a slash at its end."""

    top: Path
    prefix: str = ""

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command of Git's at the top. Raises OSError where there is no Git."""
        name, *rest = arguments
        options = [argument for key, value in _SAFE.items() for argument in ("-c", f"{key}={value}")]
        quiet = _NO_PROGRAMS if name in _READS_TEXTS else ()
        command = ["git", "--no-pager", "-C", str(self.top), *options, *self._filters_off(name), name, *quiet, *rest]
        return start(command, more=_GIT)

    def ask(self, *arguments: str, seconds: float = 60) -> str:
        """What a command of Git's says. Raises OSError or subprocess.SubprocessError where it fails."""
        with self.start(*arguments) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, ["git", *arguments], out, err)
        return out.decode("utf-8", "surrogateescape")

    def _filters_off(self, name: str) -> list[str]:
        """Options that keep `diff` from running the filters of a configuration on files that changed."""
        if name != "diff":
            return []
        try:
            said = self.ask("config", "-z", "--name-only", "--get-regexp", r"^filter\..*\.(clean|smudge|process|required)$")
        except (OSError, subprocess.SubprocessError):
            return []
        off = {key: "false" if key.endswith(".required") else "" for key in said.split("\0") if key}
        return [argument for key, value in off.items() for argument in ("-c", f"{key}={value}")]


def git_of(folder: Path) -> Git | None:
    """The Git repository that holds this folder, None where none does.

    Git is always called at the folder that has the `.git`, since below it, it would take a folder that looks like a
    bare repository for one.
    """
    real = folder.resolve()
    for top in (real, *real.parents):
        if (top / ".git").exists():
            prefix = real.relative_to(top).as_posix()
            return Git(top, "" if prefix == "." else f"{prefix}/")
    return None


def is_submodule(root: Path, path: str) -> bool:
    """Whether Git has another repository at this path below `root`, checked out or not."""
    git = git_of(root)
    if git is None:
        return False
    try:
        said = git.ask("ls-files", "-z", "--stage", "--", f":(top,literal){git.prefix}{path}")
    except (OSError, subprocess.SubprocessError):
        return False
    return said.startswith("160000 ")
