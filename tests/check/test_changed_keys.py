"""`check --since` says that a folder was renamed without its alias, or that findings exchanged their numbers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import example
from tests.check.test_again import said
from tests.conftest import Run
from tests.host.repositories import committed, git

RENAMED = "2026-01-10-leaked-key"
FINDINGS = f"incidents/{example.INCIDENT}/findings"
ROTATE = example.changed(
    example.FINDING, "title: Rotate keys each month", "## What was found\n\nThe keys of the build are from last year.\n"
)


@pytest.fixture
def two(repository: Path) -> Path:
    """Two findings on main; what is done from then on is on a branch."""
    (repository / FINDINGS / "02-rotate-keys.md").write_text(ROTATE)
    committed(repository)
    git(repository, "branch", "-m", "main")
    git(repository, "checkout", "-qb", "topic")
    return repository


def rename(root: Path, front: str = "") -> Path:
    folder = root / "incidents" / RENAMED
    (root / "incidents" / example.INCIDENT).rename(folder)
    readme = folder / "README.md"
    readme.write_text(example.changed(readme.read_text(), front))
    return folder


def test_a_renamed_folder_needs_its_old_name_as_an_alias(two: Path, postmortem: Run) -> None:
    rename(two)
    committed(two)
    (only,) = said(postmortem, "--since", "main")
    assert only[0] == f"incidents/{RENAMED}/README.md"
    assert f"incidents/{example.INCIDENT} was renamed without an alias" in only[2]
    rename_again = two / "incidents" / RENAMED / "README.md"
    rename_again.write_text(example.changed(rename_again.read_text(), f"aliases: [{example.INCIDENT}]"))
    assert said(postmortem, "--since", "main") == []


def test_a_renamed_folder_is_found_before_anything_is_committed(two: Path, postmortem: Run) -> None:
    rename(two)
    git(two, "add", "-A")
    assert "was renamed without an alias" in said(postmortem, "--since", "main")[0][2]


def test_a_folder_renamed_without_git_is_found_by_its_findings(two: Path, postmortem: Run) -> None:
    rename(two)
    assert "was renamed without an alias" in said(postmortem, "--since", "main")[0][2]


def test_a_draft_may_be_renamed(two: Path, postmortem: Run) -> None:
    readme = two / "incidents" / example.INCIDENT / "README.md"
    readme.write_text(example.changed(readme.read_text(), "status: draft\nsignoffs: []"))
    committed(two)
    git(two, "checkout", "-qB", "main")
    rename(two)
    committed(two)
    assert said(postmortem, "--since", "HEAD~1") == []


def test_findings_that_exchanged_their_numbers_are_named_with_the_way_back(two: Path, postmortem: Run) -> None:
    folder = two / FINDINGS
    (folder / "01-expire-tokens.md").rename(folder / "02-expire-tokens.md")
    (folder / "02-rotate-keys.md").rename(folder / "01-rotate-keys.md")
    committed(two)
    first, second = said(postmortem, "--since", "main")
    assert "this finding was 2026-01-10-leaked-token/02" in first[2]
    assert "this finding was 2026-01-10-leaked-token/01" in second[2]
    assert "rename the file to `01-expire-tokens.md` again" in postmortem("check", "--since", "main").output


def test_findings_that_exchanged_their_texts_are_named(two: Path, postmortem: Run) -> None:
    first, second = (two / FINDINGS / name for name in ("01-expire-tokens.md", "02-rotate-keys.md"))
    texts = first.read_text(), second.read_text()
    first.write_text(texts[1])
    second.write_text(texts[0])
    assert "swap the contents of the files back" in postmortem("check", "--since", "main").output


def test_a_finding_that_moved_up_is_named(two: Path, postmortem: Run) -> None:
    folder = two / FINDINGS
    (folder / "02-rotate-keys.md").rename(folder / "03-rotate-keys.md")
    (folder / "02-log-more.md").write_text(example.changed(example.FINDING, "title: Log each use of a token"))
    assert "rename the file to `02-rotate-keys.md` again" in postmortem("check", "--since", "main").output


@pytest.mark.parametrize("other", ["2026-01-09-earlier", "2026-01-11-later"])
def test_a_finding_that_moved_to_another_incident_is_named_with_the_way_back(
    two: Path, postmortem: Run, other: str
) -> None:
    folder = two / "incidents" / other
    shutil.copytree(two / "incidents" / example.INCIDENT, folder)
    for path in (folder / "findings").iterdir():
        path.unlink()
    committed(two)
    git(two, "checkout", "-qB", "main")
    (two / FINDINGS / "02-rotate-keys.md").rename(folder / "findings" / "01-rotate-keys.md")
    committed(two)
    assert f"rename the file to `{FINDINGS}/02-rotate-keys.md` again" in postmortem("check", "--since", "HEAD~1").output


@pytest.mark.parametrize("front", ["title: Rotate keys each week", "title: Rotate keys each week\npriority: p2"])
def test_another_title_or_tail_of_the_name_is_no_other_key(two: Path, postmortem: Run, front: str) -> None:
    path = two / FINDINGS / "02-rotate-keys.md"
    path.write_text(example.changed(ROTATE, front))
    path.rename(path.with_name("02-rotate-weekly.md"))
    committed(two)
    assert said(postmortem, "--since", "main") == []


def test_a_new_finding_beside_a_deleted_one_is_no_other_key(two: Path, postmortem: Run) -> None:
    folder = two / FINDINGS
    (folder / "02-rotate-keys.md").unlink()
    new = "## What was found\n\nNobody sees who used a token, since the service writes no log of it at all.\n"
    front = "title: Log each use of a token\npriority: p2\ncategory: process-flaw"
    (folder / "03-log-more.md").write_text(example.changed(example.FINDING, front, new))
    committed(two)
    assert said(postmortem, "--since", "main") == []
