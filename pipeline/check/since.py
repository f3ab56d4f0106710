"""Which incidents a branch changed, and which others depend on what it changed. Asks Git."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.host import git
from pipeline.host.paths import read_bytes
from pipeline.layout import CONFIG_FILE, FINDINGS, INCIDENTS, README, SOPS

_INCIDENT = re.compile(rf"{INCIDENTS}/([^/]+)/(.+)")
_TRACKED = (INCIDENTS, SOPS, CONFIG_FILE)


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Turn an error of Git into a usage error: it comes from how the command was called."""
    try:
        yield
    except git.GitError as error:
        hint = "name a commit or branch of this repository, and fetch its history"
        said = str(error).partition("\n")[0]
        raise UsageError(f"--since: Git failed: {said}; {hint}") from error


class ChangedSince:
    """The incidents that changed since the branch left `revision`.

    Git begins to look at once, for what differs and for what is untracked: that takes a third of a second on 10,000
    incidents, in which the rest of the program is loaded.
    """

    @_usage_errors()
    def __init__(self, root: Path, revision: str) -> None:
        """Begin to look. Raises UsageError if there is no Git, and for what Git would not take for a revision."""
        if revision.startswith("-"):
            raise UsageError(f"--since: `{revision}` is a Git option, not a revision: name a commit or a branch")
        if git.working_tree(root) is None:
            raise UsageError(
                "--since: these incidents are not in a Git repository: run it in a clone, or without --since"
            )
        self._root, self.revision = root, revision
        differing = ("diff", "--name-status", "--no-renames", "-z", "--relative", "--merge-base", revision, "--")
        self._differing = git.start(root, *differing)
        self._untracked = git.start(root, "ls-files", "-z", "--others", "--exclude-standard", "--", *_TRACKED)

    @_usage_errors()
    def incidents(self) -> frozenset[str] | None:
        """The incidents to check again: changed since the branch left, or dependent on what changed.

        Changes that are not committed count. None stands for all of them: the configuration changed, or an
        operating procedure was added or removed. Raises UsageError if Git cannot tell.
        """
        changes = list(self._changes())
        if any(path == CONFIG_FILE or (path.startswith(f"{SOPS}/") and status != "M") for status, path in changes):
            return None
        changed: set[str] = set()
        named: set[str] = set()
        for status, path in changes:
            match = _INCIDENT.fullmatch(path)
            if match is None:
                continue
            changed.add(match[1])
            if _is_named(self._root, self.revision, status, path, match[2]):
                named.add(match[1])
        changed |= set(_naming(self._root, named))
        return frozenset(name for name in changed if (self._root / INCIDENTS / name).is_dir())

    def _changes(self) -> Iterator[tuple[str, str]]:
        """Status and path of each change; untracked files count as added."""
        with self._differing as differing, self._untracked as untracked:
            fields = git.finish(differing).split("\0")
            added = git.finish(untracked).split("\0")
        yield from zip(fields[0::2], fields[1::2], strict=False)
        yield from (("A", path) for path in added if path)


def _is_named(root: Path, revision: str, status: str, path: str, within: str) -> bool:
    """Whether this change may matter to others: what they can name was added or removed, or became a duplicate."""
    finding = within.startswith(f"{FINDINGS}/")
    if status != "M":
        return finding or within == README
    if not finding:
        return False
    base = git.run(root, "merge-base", revision, "HEAD").strip()
    before = git.run(root, "show", f"{base}:./{path}")
    after = read_bytes(root, path).decode("utf-8", "replace")
    return "duplicate_of" in before + after


def _naming(root: Path, names: set[str]) -> Iterator[str]:
    """The incidents whose files contain one of these names."""
    if not names:
        return
    patterns = [argument for name in sorted(names) for argument in ("-e", name)]
    listed = git.run(root, "grep", "-lzFI", "--untracked", *patterns, "--", INCIDENTS, nothing_found=1)
    for path in listed.split("\0"):
        match = _INCIDENT.fullmatch(path)
        if match is not None:
            yield match[1]
