"""The files' history in Git: when and with which commit each last changed; empty without Git."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from pipeline.host import git
from pipeline.layout import INCIDENTS, SOPS


@dataclass(frozen=True, slots=True)
class History:
    """The past of a repository of incidents.

    `sops_changed` are the days on which each operating procedure was last committed, by its name. `commits` are the
    commits that last changed each file of an incident, by its path. `prefix` is where in the Git repository the
    paths begin: "" or a folder with a slash.
    """

    sops_changed: dict[str, date] = field(default_factory=dict)
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
    sops: dict[str, date] = {}
    for (commit, day), names in _changes(root):
        for name in names:
            if name.startswith(f"{SOPS}/"):
                sops.setdefault(PurePosixPath(name).stem, date.fromisoformat(day))
            elif not shallow:
                commits.setdefault(name, commit)
    return History(sops, commits, prefix)


def _changes(root: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Each commit and its day, newest first, with the files that it changed."""
    command = ("log", "--format=%x00%H %cs", "--name-only", "--relative")
    for entry in _git(root, *command, "--", INCIDENTS, SOPS).split("\0")[1:]:
        head, *names = entry.strip("\n").split("\n")
        yield head.split(), [name for name in names if name]


def _git(root: Path, *arguments: str) -> str:
    """What Git prints; nothing if it cannot tell."""
    try:
        return git.run(root, *arguments, timeout=60)
    except git.GitError:
        return ""
