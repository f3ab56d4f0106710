"""A second check, and a check of what a branch changed, say what a first and whole one says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import incident as checking
from pipeline.records import Folder
from tests import example
from tests.conftest import Run

FIRST, OTHER = example.INCIDENT, "2026-01-20-other"


@pytest.fixture
def two(repository: Path) -> Path:
    """Two incidents, of which the other names the first; all committed on main."""
    tree = {path.replace(FIRST, OTHER): text for path, text in example.files().items() if FIRST in path}
    readme = f"incidents/{OTHER}/README.md"
    tree[readme] = example.changed(tree[readme], f"related: [{{incident: {FIRST}, because: the same cause}}]")
    finding = f"incidents/{OTHER}/{example.FINDING_PATH}"
    tree[finding] = example.changed(tree[finding], f"duplicate_of: {FIRST}/01")
    example.write(repository, tree)
    for arguments in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["commit", "-qm", "begin"],
        ["checkout", "-qb", "work"],
    ):
        git(repository, *arguments)
    return repository


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


def said(run: Run, *arguments: str) -> list[tuple[str, int, str]]:
    found = json.loads(run("check", "--format", "json", *arguments).stdout)["diagnostics"]
    return [(item["path"], item["line"], item["message"]) for item in found]


def edit(root: Path, incident: str, name: str, old: str, new: str) -> None:
    path = root / "incidents" / incident / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def break_readme(root: Path) -> None:
    edit(root, FIRST, "README.md", "severity: sev2", "severity: sev9")


def break_artefact(root: Path) -> None:
    edit(root, FIRST, "evidence/log.txt", "used", "misused")


def make_executable(root: Path) -> None:
    (root / "incidents" / FIRST / "evidence/log.txt").chmod(0o755)


def rename_incident(root: Path) -> None:
    (root / "incidents" / FIRST).rename(root / "incidents/2026-01-10-renamed")


def remove_finding(root: Path) -> None:
    (root / "incidents" / FIRST / example.FINDING_PATH).unlink()


def make_duplicate(root: Path) -> None:
    path = root / "incidents" / FIRST / example.FINDING_PATH
    path.write_text(example.changed(path.read_text(), f"duplicate_of: {OTHER}/01"))


def remove_team(root: Path) -> None:
    path = root / "postmortem.yml"
    path.write_text(path.read_text().replace("  identity:", "  accounts:"))


def remove_procedure(root: Path) -> None:
    shutil.rmtree(root / "docs/sops")


ONLY_GIT_KNOWS = "was renamed without an alias"
CHANGES = [break_readme, break_artefact, make_executable, rename_incident, remove_finding, make_duplicate, remove_team]


@pytest.mark.parametrize("change", [*CHANGES, remove_procedure])
def test_a_check_after_a_change_says_what_a_first_check_says(
    two: Path, postmortem: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    assert said(postmortem) == []
    change(two)
    again = said(postmortem)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    assert again == said(postmortem)


def test_what_has_not_changed_is_not_checked_again(two: Path, postmortem: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    said(postmortem)
    break_readme(two)
    checked = []
    whole = checking.check_incident

    def spy(folder: Folder, *rest: Any) -> checking.Checked:
        checked.append(folder.id)
        return whole(folder, *rest)

    monkeypatch.setattr("pipeline.check.incident.check_incident", spy)
    said(postmortem)
    assert checked == [FIRST]


def test_a_suggestion_is_made_again_once_there_is_a_better_one(two: Path, postmortem: Run) -> None:
    def hints() -> list[str]:
        return [item["hint"] for item in json.loads(postmortem("check", "--format", "json").stdout)["diagnostics"]]

    edit(two, OTHER, "README.md", FIRST, "2019-zzz-zzzz")
    assert hints() == [f"there are: {FIRST}, {OTHER}"]
    shutil.copytree(two / "incidents" / FIRST, two / "incidents/2019-zzz-zzz")
    assert hints() == ["did you mean `2019-zzz-zzz`?"]


def test_a_damaged_cache_counts_as_none(repository: Path, postmortem: Run) -> None:
    break_readme(repository)
    before = said(postmortem)
    for path in Path(os.environ["XDG_CACHE_HOME"]).rglob("check-*"):
        path.write_bytes(path.read_bytes()[:-1])
    assert said(postmortem) == before


def test_a_cache_in_the_repository_is_not_believed(repository: Path, postmortem: Run) -> None:
    said(postmortem)
    (entry,) = Path(os.environ["XDG_CACHE_HOME"]).rglob("check-*")
    assert not entry.is_relative_to(repository)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("committed", [True, False], ids=["committed", "not-committed"])
def test_since_says_what_a_whole_check_says(
    two: Path, postmortem: Run, change: Callable[[Path], None], *, committed: bool
) -> None:
    change(two)
    if committed:
        git(two, "add", "-A")
        git(two, "commit", "-qm", "change")
    also_said = [one for one in said(postmortem, "--since", "main") if ONLY_GIT_KNOWS not in one[2]]
    assert also_said == said(postmortem)


def test_since_says_nothing_of_what_was_wrong_before(two: Path, postmortem: Run) -> None:
    edit(two, OTHER, "README.md", "severity: sev2", "severity: sev9")
    git(two, "commit", "-qam", "wrong on main")
    git(two, "branch", "-f", "main")
    break_readme(two)
    assert {path for path, _, _ in said(postmortem, "--since", "main")} == {f"incidents/{FIRST}/README.md"}


def test_since_says_how_many_incidents_it_looked_at(two: Path, postmortem: Run) -> None:
    edit(two, FIRST, "README.md", "within the hour", "within two hours")
    (two / "incidents/notes.md").write_text("A file that is no incident.")
    assert postmortem("check", "--since", "main").stdout == "1 incident checked, no problems found\n"


def test_since_finds_an_incident_that_is_new(two: Path, postmortem: Run) -> None:
    shutil.copytree(two / "incidents" / FIRST, two / "incidents/2026-01-30-new")
    edit(two, "2026-01-30-new", "README.md", "severity: sev2", "severity: sev9")
    assert [path for path, _, _ in said(postmortem, "--since", "main")] == ["incidents/2026-01-30-new/README.md"]


@pytest.mark.usefixtures("two")
def test_since_an_unknown_revision_is_2(postmortem: Run) -> None:
    result = postmortem("check", "--since", "no-such-branch")
    assert result.exit_code == 2
    assert "no-such-branch" in result.stderr


def test_since_without_git_is_2(repository: Path, postmortem: Run) -> None:
    assert not (repository / ".git").exists()
    result = postmortem("check", "--since", "main")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "postmortem: --since: these incidents are not in a Git repository: run it in a clone, or without --since"
    ]


def test_many_incidents_are_shared_out_and_say_the_same(repository: Path, postmortem: Run) -> None:
    source = repository / "incidents" / FIRST
    for number in range(60):
        shutil.copytree(source, repository / f"incidents/2026-01-11-copy-{number}")
    edit(repository, "2026-01-11-copy-59", "README.md", "severity: sev2", "severity: sev9")
    assert [path for path, _, _ in said(postmortem)] == ["incidents/2026-01-11-copy-59/README.md"]
