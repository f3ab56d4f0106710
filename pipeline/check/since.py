"""Which incidents a branch changed, and which others depend on what it changed. Asks Git."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.layout import CONFIG_FILE, INCIDENTS, SOPS

_INCIDENT = re.compile(rf"{INCIDENTS}/([^/]+)/(.+)")
_TRACKED = (INCIDENTS, SOPS, CONFIG_FILE)


class Walk:
    """Git's two walks of the tree, begun: what differs from where the branch left the revision, and what is untracked.

    They take a third of a second on 10,000 incidents, so that whatever else is to be loaded is loaded meanwhile.
    """

    def __init__(self, root: Path, revision: str) -> None:
        """Begin. Raises UsageError where there is no Git."""
        self._root, self._revision = root, revision
        differing = ("diff", "--name-status", "--no-renames", "-z", "--relative", "--merge-base", revision, "--")
        self._differing = _start(root, *differing)
        self._untracked = _start(root, "ls-files", "-z", "--others", "--exclude-standard", "--", *_TRACKED)

    def incidents(self) -> frozenset[str] | None:
        """The incidents to check again: changed since the branch left, or dependent on what changed.

        Changes that are not committed count. None stands for all of them: the configuration changed, or an
        operating procedure came or went. Raises UsageError where Git cannot tell.
        """
        changes = list(self._changes())
        if any(path == CONFIG_FILE or (path.startswith(f"{SOPS}/") and status != "M") for status, path in changes):
            return None
        found: set[str] = set()
        names: set[str] = set()
        for status, path in changes:
            match = _INCIDENT.fullmatch(path)
            if match is None:
                continue
            found.add(match[1])
            if _is_named(self._root, self._revision, status, path, match[2]):
                names.add(match[1])
        found |= set(_naming(self._root, names))
        return frozenset(name for name in found if (self._root / INCIDENTS / name).is_dir())

    def _changes(self) -> Iterator[tuple[str, str]]:
        """Status and path of each change; untracked files count as added."""
        with self._differing as differing, self._untracked as untracked:
            fields = _finish(differing).split("\0")
            added = _finish(untracked).split("\0")
        yield from zip(fields[0::2], fields[1::2], strict=False)
        yield from (("A", path) for path in added if path)


def _is_named(root: Path, revision: str, status: str, path: str, within: str) -> bool:
    """Whether this change may matter to others: something they can name came, went, or became a duplicate."""
    finding = within.startswith("findings/")
    if status != "M":
        return finding or within == "README.md"
    if not finding:
        return False
    base = _git(root, "merge-base", revision, "HEAD").strip()
    before = _git(root, "show", f"{base}:./{path}")
    after = (root / path).read_text(encoding="utf-8", errors="replace")
    return "duplicate_of" in before + after


def _naming(root: Path, names: set[str]) -> Iterator[str]:
    """The incidents in whose files one of these names stands."""
    if not names:
        return
    patterns = [argument for name in sorted(names) for argument in ("-e", name)]
    listed = _git(root, "grep", "-lzFI", "--untracked", *patterns, "--", INCIDENTS, empty=1)
    for path in listed.split("\0"):
        match = _INCIDENT.fullmatch(path)
        if match is not None:
            yield match[1]


def _git(root: Path, *arguments: str, empty: int = 0) -> str:
    """What Git says. `empty` is an exit code that means that it found nothing."""
    with _start(root, *arguments) as process:
        return _finish(process, empty)


def _start(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = ["git", "-C", str(root), "-c", "core.quotePath=off", *arguments]
    try:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise UsageError(f"--since needs Git: {error}") from error


def _finish(process: subprocess.Popen[bytes], empty: int = 0) -> str:
    out, err = process.communicate()
    if process.returncode not in (0, empty):
        said = err.decode("utf-8", "replace").strip()
        raise UsageError(f"--since: Git says: {said}; name a commit or branch that is here, and fetch its history")
    return out.decode("utf-8", "surrogateescape")
