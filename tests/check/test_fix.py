"""`check --fix`: what has one right answer is written and said; what somebody decided never changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import example
from tests.conftest import Run

FOLDER = f"incidents/{example.INCIDENT}"
README, TIMELINE, REGISTER = f"{FOLDER}/README.md", f"{FOLDER}/timeline.md", f"{FOLDER}/evidence.md"
FINDING = f"{FOLDER}/{example.FINDING_PATH}"


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        (FINDING, "category: technical-lapse", "category: Technical lapse"),
        (FINDING, "owner: identity", "owner: identiti"),
        (FINDING, "evidence: [E1]", "evidence: E1"),
        (README, "customers: potential", "customers: Potentail"),
        (README, "services: [identity]", "services: [Identity]"),
        (README, "team: identity, role", "team: identty, role"),
        (TIMELINE, "at: 2026-01-10T09:00Z", "at: 2026-01-10T09:00z"),
        (TIMELINE, "milestone: contained", "milestone: containd"),
    ],
)
def test_what_has_one_right_answer_is_written(
    postmortem: Run, repository: Path, path: str, right: str, wrong: str
) -> None:
    file = repository / path
    before = file.read_text()
    assert right in before
    file.write_text(before.replace(right, wrong))
    result = postmortem("check", "--fix")
    assert result.exit_code == 0, result.stdout
    assert file.read_text() == before
    assert f"fixed {path}:" in result.stderr


def test_a_missing_hash_is_added(postmortem: Run, repository: Path) -> None:
    register = repository / REGISTER
    before = register.read_text()
    lines = before.splitlines(keepends=True)
    register.write_text("".join(line for line in lines if "sha256" not in line))
    assert postmortem("check", "--fix").exit_code == 0
    assert register.read_text() == before


def test_tabs_become_spaces(postmortem: Run, repository: Path) -> None:
    register = repository / REGISTER
    before = register.read_text()
    register.write_text(before.replace("\n  what", "\n\twhat"))
    assert postmortem("check", "--fix").exit_code == 0
    assert register.read_text() == before


def test_an_indicator_is_defanged_everywhere(postmortem: Run, repository: Path) -> None:
    readme = repository / README
    words = "Mails from evil[.]example[.]net led to https://evil.example.net/login and evil.example.net."
    readme.write_text(readme.read_text().replace("A token lay in", f"{words} A token lay in"))
    result = postmortem("check", "--fix")
    assert result.exit_code == 0, result.stdout
    assert "led to hxxps://evil[.]example[.]net/login and evil[.]example[.]net." in readme.read_text()


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        (README, "tlp: clear", "tlp: claer"),
        (README, "on: 2026-02-01}", "on: 2026/02/01}"),
        (README, "severity: sev2", "severity: sev9"),
        (README, "{id: T1552.001}", "{id: t1552.001}"),
        (README, 'url: "https://example.org/status"', "url: example.org/status"),
        (FINDING, "status: accepted", "status: acepted"),
        (FINDING, "owner: identity", "owner: pay-identity-partner"),
        (REGISTER, "sha256: ", "sha256: 0"),
        (REGISTER, "id: E1", "id: e1"),
    ],
)
def test_what_somebody_decided_or_what_is_not_certain_stays(
    postmortem: Run, repository: Path, path: str, right: str, wrong: str
) -> None:
    file = repository / path
    assert right in file.read_text()
    file.write_text(file.read_text().replace(right, wrong))
    before = file.read_text()
    assert postmortem("check", "--fix").exit_code == 1
    assert file.read_text() == before


def test_only_the_files_that_are_named_are_fixed(postmortem: Run, repository: Path) -> None:
    for path in (FINDING, TIMELINE):
        text = (repository / path).read_text()
        (repository / path).write_text(
            text.replace("technical-lapse", "technical lapse").replace("contained", "containd")
        )
    postmortem("check", "--fix", str(repository / FINDING))
    assert "technical-lapse" in (repository / FINDING).read_text()
    assert "containd" in (repository / TIMELINE).read_text()


def test_a_repository_without_problems_stays_as_it_is(postmortem: Run, repository: Path) -> None:
    before = {path: path.read_bytes() for path in repository.rglob("*.md")}
    result = postmortem("check", "--fix")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {path: path.read_bytes() for path in repository.rglob("*.md")} == before
