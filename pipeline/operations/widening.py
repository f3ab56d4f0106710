"""What a branch makes readable to more people: the incidents before and after it, compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.host import git
from pipeline.host.writing import hold, temporary
from pipeline.layout import CONFIG_FILE, INCIDENTS, SOPS
from pipeline.operations.workspace import Workspace
from pipeline.repository.corpus import read_corpus
from pipeline.tracking.readers import Readers, Side, compare

_MOST_NAMES = 500
"""With more incidents than this, all of them are taken out of Git: a command takes only so many arguments."""


def readers_since(workspace: Workspace, revision: str, changed: Collection[str] | None) -> tuple[Readers, ...]:
    """The audiences for which the branch changes what they can read since it left the revision.

    `changed` are the incidents to compare, all of them for None. Raises UsageError if Git cannot tell, and if the
    configuration had errors there: nobody can say then who could read what.
    """
    after = Side(read_corpus(workspace.root, changed), workspace.config, workspace.today)
    names = None if changed is None else {*changed, *(name for item in after.corpus.incidents for name in item.aliases)}
    with as_before(workspace, revision, names) as before:
        if not (before.root / CONFIG_FILE).exists():
            return ()
        try:
            side = Side(read_corpus(before.root, names), before.config, workspace.today)
        except UsageError as error:
            message = f"what becomes readable cannot be compared with {revision}: {error}"
            raise UsageError(message.replace(f"{before.root}/", "")) from error
        return compare(side, after)


@contextmanager
def as_before(workspace: Workspace, revision: str, names: Collection[str] | None) -> Iterator[Workspace]:
    """The repository as it was where the branch left the revision, with these incidents or, for None, with all.

    It is in a temporary folder, and has only what the branch had. Raises UsageError if Git cannot tell.
    """
    with temporary("postmortem-before-") as folder:
        _export(workspace.root, revision, names, folder / "before")
        yield Workspace(folder / "before", workspace.today)


def _export(root: Path, revision: str, names: Collection[str] | None, folder: Path) -> None:
    """Write the configuration and these incidents into the folder as they were where the branch left the revision."""
    every = names is None or len(names) > _MOST_NAMES
    incidents = (INCIDENTS,) if every else tuple(f"{INCIDENTS}/{name}" for name in sorted(names or ()))
    try:
        base = git.run(root, "merge-base", revision, "HEAD").strip()
        hold(git.files_at(root, base, (CONFIG_FILE, SOPS, *incidents)), folder)
    except git.GitError as error:
        raise UsageError(f"--since: Git failed: {error}") from error
