"""CODEOWNERS is made from postmortem.yml, and a block that is no longer what it asks for is a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.check.code_owners import PLACES, RULE, code_owners
from tests.check.checking import diagnostics

TEAM = "example-org/security-response"


@pytest.fixture
def owned(repository: Path) -> Path:
    config = repository / "postmortem.yml"
    team = "{name: Security Response, "
    config.write_text(config.read_text().replace(team, f"{team}github_team: {TEAM}, "))
    return repository


def write(root: Path, text: str, place: str = PLACES[0]) -> None:
    (root / place).parent.mkdir(exist_ok=True)
    (root / place).write_text(text)


def found(root: Path) -> list[tuple[str, int]]:
    return [(item.location.path, item.location.line) for item in diagnostics(root) if item.rule == RULE]


@pytest.mark.parametrize("place", PLACES)
def test_the_block_that_is_asked_for_is_right(owned: Path, place: str) -> None:
    write(owned, f"# Ours.\n/docs/ @dana\n{code_owners(TEAM)}\n", place)
    assert found(owned) == []


@pytest.mark.parametrize(
    "block",
    [
        code_owners("example-org/somebody"),
        code_owners(TEAM).replace(f"/.github/ @{TEAM}\n", ""),
        code_owners(TEAM).replace("# postmortem:end", ""),
    ],
)
def test_another_block_is_a_warning_at_its_line(owned: Path, block: str) -> None:
    write(owned, f"# Ours.\n{block}\n")
    assert found(owned) == [(PLACES[0], 2)]


def test_a_file_without_a_block_is_a_teams_own(owned: Path) -> None:
    write(owned, "* @dana\n")
    assert found(owned) == []


def test_without_a_team_at_github_nothing_is_asked(repository: Path) -> None:
    write(repository, code_owners("example-org/somebody"))
    assert found(repository) == []
