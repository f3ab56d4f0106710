"""What a branch makes readable to more people: the incidents before and after it, compared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from pipeline.diagnostic import UsageError
from pipeline.host import git
from pipeline.host.writing import hold, temporary
from pipeline.layout import CONFIG_FILE, INCIDENTS, SOPS
from pipeline.model import Corpus
from pipeline.tracking.readers import Readers, Side, compare
from pipeline.workspace import Workspace


def readers_since(workspace: Workspace, revision: str, changed: Collection[str] | None) -> tuple[Readers, ...]:
    """The audiences for which the branch changes what they can read since it left the revision.

    `changed` are the incidents to compare, all of them for None. Raises UsageError if Git cannot tell, and if the
    configuration had errors there: nobody can say then who could read what.
    """
    after = Side(_only(workspace.corpus, changed), workspace.config, workspace.today)
    with temporary("postmortem-before-") as folder:
        _export(workspace.root, revision, folder / "before")
        before = Workspace(folder / "before", workspace.today)
        if not (before.root / CONFIG_FILE).exists():
            return ()
        try:
            side = Side(_only(before.corpus, _names(after.corpus, changed)), before.config, workspace.today)
        except UsageError as error:
            message = f"what becomes readable cannot be compared with {revision}: {error}"
            raise UsageError(message.replace(f"{before.root}/", "")) from error
        return compare(side, after)


def _export(root: Path, revision: str, folder: Path) -> None:
    """Write the incidents and the configuration into the folder as they were where the branch left the revision."""
    try:
        base = git.run(root, "merge-base", revision, "HEAD").strip()
        hold(git.files_at(root, base, (CONFIG_FILE, INCIDENTS, SOPS)), folder)
    except git.GitError as error:
        raise UsageError(f"--since: Git failed: {error}") from error


def _only(corpus: Corpus, names: Collection[str] | None) -> Corpus:
    if names is None:
        return corpus
    return replace(corpus, incidents=tuple(incident for incident in corpus.incidents if incident.id in names))


def _names(corpus: Corpus, changed: Collection[str] | None) -> Collection[str] | None:
    """The names that the changed incidents have and had."""
    if changed is None:
        return None
    return {*changed, *(alias for incident in corpus.incidents for alias in incident.aliases)}
