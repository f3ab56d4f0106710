"""When an operating procedure last changed, as a real repository of Git knows it."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

from pipeline.history import History, read_history


def commit(root: Path, name: str, text: str, day: str) -> None:
    path = root / "docs/sops" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    when = {**os.environ, "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    identity = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", day]):
        subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True, env=when)


def test_a_procedure_changed_on_the_day_of_its_last_commit(tmp_path: Path) -> None:
    commit(tmp_path, "token-handling.md", "one", "2026-01-01")
    commit(tmp_path, "disclosure.md", "one", "2026-01-15")
    commit(tmp_path, "token-handling.md", "two", "2026-02-01")
    assert read_history(tmp_path).sops_changed == {"token-handling": date(2026, 2, 1), "disclosure": date(2026, 1, 15)}


def test_without_git_nothing_is_known(tmp_path: Path) -> None:
    assert read_history(tmp_path) == History()
