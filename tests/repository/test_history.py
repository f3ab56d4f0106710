"""When and with which commit files last changed, as a real repository of Git knows it."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

from pipeline.repository.history import History, read_history

FINDING = "incidents/2026-01-10-leaked-token/findings/01-a b é.md"


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True).stdout


def commit(
    root: Path, name: str, text: str, day: str, folder: str = "docs/sops", *, message: str = "Change it"
) -> None:
    path = root / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    when = {**os.environ, "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    identity = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", message]):
        subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True, env=when)


def test_a_procedure_changed_on_the_day_of_its_last_commit(tmp_path: Path) -> None:
    commit(tmp_path, "token-handling.md", "one", "2026-01-01")
    commit(tmp_path, "disclosure.md", "one", "2026-01-15")
    commit(tmp_path, "token-handling.md", "two", "2026-02-01")
    assert read_history(tmp_path).sops_changed == {"token-handling": date(2026, 2, 1), "disclosure": date(2026, 1, 15)}


def test_without_git_nothing_is_known(tmp_path: Path) -> None:
    assert read_history(tmp_path) == History()


def test_a_file_is_known_by_the_commit_that_last_changed_it(tmp_path: Path) -> None:
    commit(tmp_path, FINDING, "one", "2026-01-01", "")
    changed = git(tmp_path, "rev-parse", "HEAD").strip()
    commit(tmp_path, "disclosure.md", "one", "2026-01-15")
    assert read_history(tmp_path).place(FINDING) == f"{changed}/{FINDING}"


def test_a_repository_of_incidents_may_be_a_folder_of_a_larger_one(tmp_path: Path) -> None:
    commit(tmp_path, FINDING, "one", "2026-01-01", "security")
    changed = git(tmp_path, "rev-parse", "HEAD").strip()
    assert read_history(tmp_path / "security").place(FINDING) == f"{changed}/security/{FINDING}"


def test_a_file_without_a_commit_is_at_the_head(tmp_path: Path) -> None:
    commit(tmp_path, "disclosure.md", "one", "2026-01-15")
    assert read_history(tmp_path).place(FINDING) == f"HEAD/{FINDING}"


def test_a_shallow_clone_knows_no_commits(tmp_path: Path) -> None:
    commit(tmp_path / "whole", FINDING, "one", "2026-01-01", "")
    commit(tmp_path / "whole", "disclosure.md", "one", "2026-01-15")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{tmp_path / 'whole'}", "shallow")
    assert read_history(tmp_path / "shallow").commits == {}


def test_a_commit_to_a_procedure_may_name_findings(tmp_path: Path) -> None:
    key = "2026-01-10-leaked-token/01"
    commit(tmp_path, "token-handling.md", "one", "2026-01-01", message=f"Ask for new tokens\n\nFor {key}.")
    commit(tmp_path, "disclosure.md", "one", "2026-01-15", message=f"Not for x{key}, nor for {key}-x")
    commit(tmp_path, "other.md", "one", "2026-01-16", "incidents", message=f"For {key}")
    history = read_history(tmp_path)
    assert history.sops_naming == {"token-handling": frozenset({key})}
    assert history.sops_changed["token-handling"] == date(2026, 1, 1)
