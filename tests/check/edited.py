"""What `check` says of the example repository after an edit: a few keys or sections, of a few files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.diagnostic import Diagnostic
from tests import example
from tests.check.checking import diagnostics

FOLDER = f"incidents/{example.INCIDENT}"
FINDING = example.FINDING_PATH

Edit = str | tuple[str, str]
"""New front matter keys, or these and new sections."""

Said = Callable[..., list[Diagnostic]]


def edited(root: Path, edits: dict[str, Edit], config: str = "") -> list[Diagnostic]:
    """Everything that `check` says once these files of the incident (by their path in it) are edited."""
    tree = example.files()
    tree["postmortem.yml"] += config
    for name, edit in edits.items():
        path = f"{FOLDER}/{name}" if not name.startswith("incidents/") else name
        front, body = (edit, "") if isinstance(edit, str) else edit
        tree[path] = example.changed(tree.get(path, example.FINDING), front, body)
    example.write(root, tree)
    return list(diagnostics(root))


def of(rule: str, said: list[Diagnostic]) -> list[Diagnostic]:
    """What this rule says."""
    return [item for item in said if item.rule == rule]


def shown(said: list[Diagnostic]) -> list[str]:
    """Each diagnostic as severity, rule and message, without the place."""
    return [f"{item.severity} {item.rule}: {item.message}" for item in said]


@pytest.fixture
def said(tmp_path: Path) -> Said:
    """`edited`, in a folder of its own."""
    return lambda edits, config="": edited(tmp_path / "edited", edits, config)
