"""The files' history in Git: when and with which commit each last changed; empty without Git."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from pipeline.host import git
from pipeline.layout import INCIDENTS, SOPS
from pipeline.vocabulary import pattern

_KEY = re.compile(rf"(?<![\w/-]){pattern('finding')}(?![\w-])", re.ASCII)


@dataclass(frozen=True, slots=True)
class History:
    """The past of a repository of incidents.

    `sops_changed` are the days on which each operating procedure was last committed, by its name, and `sops_naming` the
    keys of the findings that messages of commits to it name. `commits` are the commits that last changed each file of
    an incident, by its path. `prefix` is where in the Git repository the paths begin: "" or a folder with a slash.
    """

    sops_changed: dict[str, date] = field(default_factory=dict)
    sops_naming: dict[str, frozenset[str]] = field(default_factory=dict)
    commits: dict[str, str] = field(default_factory=dict)
    prefix: str = ""

    def place(self, path: str) -> str:
        """A file at its commit, as GitHub's web addresses have it; at HEAD where no commit is known."""
        return f"{self.commits.get(path, 'HEAD')}/{self.prefix}{path}"


def read_history(root: Path) -> History:
    """Ask Git. A shallow clone does not know which commit changed a file, so that no commit is known there."""
    about = _git(root, "rev-parse", "--is-shallow-repository", "--show-prefix").split("\n")
    shallow, prefix = about[0] != "false", about[1] if len(about) > 1 else ""
    commits: dict[str, str] = {}
    for commit, files in _changes(root, "%H", INCIDENTS):
        for name in files if not shallow else ():
            commits.setdefault(name, commit)
    changed: dict[str, date] = {}
    naming: dict[str, frozenset[str]] = {}
    for day_and_message, files in _changes(root, "%cs %B", SOPS):
        day, _, message = day_and_message.partition(" ")
        keys = frozenset(match.group() for match in _KEY.finditer(message))
        for name in (PurePosixPath(file).stem for file in files):
            changed.setdefault(name, date.fromisoformat(day))
            naming[name] = naming.get(name, frozenset()) | keys
    return History(changed, {name: keys for name, keys in naming.items() if keys}, commits, prefix)


def _changes(root: Path, about: str, folder: str) -> Iterator[tuple[str, list[str]]]:
    """Each commit to the folder, newest first: what is asked `about` it, and the files that it changed."""
    command = ("log", f"--format=%x00{about}%x01", "--name-only", "--relative")
    for entry in _git(root, *command, "--", folder).split("\0")[1:]:
        answer, _, names = entry.rpartition("\x01")
        yield answer, [name for name in names.split("\n") if name]


def _git(root: Path, *arguments: str) -> str:
    """What Git prints; nothing if it cannot tell."""
    try:
        return git.run(root, *arguments, timeout=60)
    except git.GitError:
        return ""
