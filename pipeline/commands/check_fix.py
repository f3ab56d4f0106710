"""`postmortem check --fix`: what has one right answer is written into the files, before they are checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline import records
from pipeline.check.fixes import Change, defanged, fixed
from pipeline.check.incident import rule_context
from pipeline.check.other_incidents import Repository
from pipeline.host.paths import read_bytes
from pipeline.host.terminal import warn
from pipeline.host.writing import change
from pipeline.operations.workspace import Workspace
from pipeline.repository.corpus import incident_names, read_folder, sop_names

Fixes = Callable[[records.Folder, dict[str, str]], Iterable[Change]]


def fix(workspace: Workspace, is_meant: Callable[[str], bool]) -> None:
    """Fix the incidents' documents whose path `is_meant`, and say on standard error what changed."""
    root, config = workspace.root, workspace.config
    names, _ = incident_names(root)
    sops, repository = sop_names(root), Repository(root, names)

    def indicators(folder: records.Folder, texts: dict[str, str]) -> Iterable[Change]:
        return defanged(folder, rule_context(folder, config, sops, repository, workspace.today)[0], texts)

    def values(folder: records.Folder, texts: dict[str, str]) -> Iterable[Change]:
        return fixed(folder, texts, config)

    chosen = workspace.chosen
    for name in names:
        if chosen is None or name in chosen:
            for fixes in (values, indicators):
                _fix_folder(root, name, fixes, is_meant)


def _fix_folder(root: Path, name: str, fixes: Fixes, is_meant: Callable[[str], bool]) -> None:
    folder = read_folder(root, name)
    texts = {
        document.path: read_bytes(root, document.path).decode()
        for _, document in folder.documents
        if document.source.text and is_meant(document.path)
    }
    for path, text, messages in fixes(folder, texts):
        change(root / path, text)
        for line in messages:
            warn(f"fixed {line}")
