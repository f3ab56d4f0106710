"""A branch that makes text readable to more people says so, and waits until that is accepted."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests import example
from tests.conftest import Run

FINDING = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"


def git(root: Path, *arguments: str) -> None:
    own = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(root), *own, *arguments], check=True, capture_output=True)


@pytest.fixture
def branch(repository: Path) -> Path:
    """A branch of a repository in which the finding is amber."""
    finding = repository / FINDING
    finding.write_text(example.changed(finding.read_text(), "tlp: amber"))
    git(repository, "init", "--initial-branch=main")
    git(repository, "add", "--all")
    git(repository, "commit", "--message=Begin")
    git(repository, "checkout", "-b", "branch")
    return repository


def lower(root: Path, level: str = "clear") -> None:
    (root / FINDING).write_text(example.changed((root / FINDING).read_text(), f"tlp: {level}"))


def test_a_lower_level_has_to_be_accepted(branch: Path, postmortem: Run) -> None:
    lower(branch)
    result = postmortem("check", "--since", "main")
    assert result.exit_code == 1
    assert "the site (clear): " in result.stdout
    assert "findings[01].title: Expire tokens after 30 days" in result.stdout
    (digest,) = re.findall(r"--accept ([0-9a-f]{16})", result.stderr)
    assert postmortem("check", "--since", "main", "--accept", digest).exit_code == 0


def test_the_json_says_who_can_read_what(branch: Path, postmortem: Run) -> None:
    lower(branch)
    checked = json.loads(postmortem("check", "--since", "main", "--format", "json").stdout)["readers"]
    planned = json.loads(postmortem("plan", "--since", "main", "--format", "json").stdout)["readers"]
    assert checked == planned
    assert [(item["name"], item["before"], item["after"]) for item in checked["audiences"]] == [
        ("the site", "clear", "clear")
    ]
    titles = [value["text"] for value in checked["audiences"][0]["widened"] if value["field"] == "findings[01].title"]
    assert titles == ["Expire tokens after 30 days"]
    assert "readers" not in json.loads(postmortem("check", "--format", "json").stdout)


def test_another_digest_accepts_nothing(branch: Path, postmortem: Run) -> None:
    lower(branch)
    result = postmortem("check", "--since", "main", "--accept", "0123456789abcdef")
    assert result.exit_code == 1
    assert "is not the digest of what becomes readable" in result.stderr


def test_a_wider_site_has_to_be_accepted(branch: Path, postmortem: Run) -> None:
    config = branch / "postmortem.yml"
    config.write_text(config.read_text().replace('postmortems/"}', 'postmortems/", audience: amber}'))
    result = postmortem("check", "--since", "main")
    assert result.exit_code == 1
    assert "the site (clear before, amber now): " in result.stdout


def test_new_text_and_a_higher_level_need_no_acceptance(branch: Path, postmortem: Run) -> None:
    lower(branch, "red")
    finding = (branch / FINDING).read_text()
    (branch / FINDING).write_text(example.changed(finding, "involves: [partner]\nowner: payments"))
    assert "--accept" not in postmortem("check", "--since", "main").stderr


def test_the_comment_has_a_section(branch: Path, postmortem: Run) -> None:
    lower(branch)
    comment = postmortem("plan", "--format", "markdown", "--since", "main").stdout
    assert "### Who can read what" in comment


def test_accepting_without_since_is_refused(branch: Path, postmortem: Run) -> None:
    result = postmortem("check", "--accept", "0123456789abcdef", root=branch)
    assert result.exit_code == 2
    assert "works only with --since" in result.stderr
