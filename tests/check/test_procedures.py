"""The front matter of an operating procedure: optional, and checked as soon as it names what changed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import example
from tests.check.test_again import said
from tests.conftest import Run

KEY = f"{example.INCIDENT}/01"
CHANGE = f"{{on: 2026-02-09, finding: {KEY}, what: Ask for a new token each month.}}"
SOP = "docs/sops/token-handling.md"


def write(root: Path, front: str) -> None:
    (root / SOP).write_text(f"---\n{front}\n---\n\n# Token handling\n")


def test_a_procedure_with_front_matter_is_right(repository: Path, postmortem: Run) -> None:
    write(repository, f"title: Token handling\nowner: identity\nreviewed: 2026-02-09\nchanges:\n- {CHANGE}")
    assert said(postmortem) == []


@pytest.mark.parametrize(
    ("front", "line", "message"),
    [
        ("changes: [{on: 2026-02-09, finding: 2026-01-10-leaked-token/07, what: New.}]", 2, "there is no finding"),
        (f"owner: identify\nchanges: [{CHANGE}]", 2, "there is no team `identify`"),
        (f"changes: [{CHANGE.replace('2026-02-09', '2027-02-09')}]", 2, "2027-02-09 is in the future"),
        (f"titel: Tokens\nchanges: [{CHANGE}]", 2, "unknown key `titel`"),
        ("changes:\n- {on: 2026-02-09}", 3, "`finding` and `what` are missing"),
    ],
)
def test_what_is_wrong_is_said_on_its_line(
    repository: Path, postmortem: Run, front: str, line: int, message: str
) -> None:
    write(repository, front)
    found = said(postmortem)
    assert any(path == SOP and at == line and message in text for path, at, text in found), found
    assert postmortem("check").exit_code == 1


@pytest.mark.parametrize("front", ["layout: page", "owner: Jane Doe", "title: [a", "reviewed: never", "- a list"])
def test_front_matter_of_other_tools_is_no_error(repository: Path, postmortem: Run, front: str) -> None:
    write(repository, front)
    assert postmortem("check").exit_code == 0
    postmortem("plan")


def test_a_line_across_the_page_is_no_front_matter(repository: Path, postmortem: Run) -> None:
    (repository / SOP).write_text("---\n\nToken handling\n")
    assert postmortem("check").exit_code == 0
