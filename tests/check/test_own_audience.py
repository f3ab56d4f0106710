"""No file has a level above those who can read the repository itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.check.own_audience import RULE
from tests import example
from tests.check.checking import diagnostics
from tests.conftest import Run

README = f"incidents/{example.INCIDENT}/README.md"
FINDING = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"


def for_audience(root: Path, audience: str) -> None:
    config = root / "postmortem.yml"
    config.write_text(f"{config.read_text()}repository_audience: {audience}\n")


def found(root: Path) -> list[tuple[str, int]]:
    return [(item.location.path, item.location.line) for item in diagnostics(root) if item.rule == RULE]


@pytest.mark.parametrize(
    ("path", "front", "body"),
    [
        (README, "tlp: amber", ""),
        (README, "external_parties: [{name: CERT, kind: cert, role: Told us., tlp: amber}]", ""),
        (README, "summary: 'A token <!-- tlp:amber -->of ours<!-- /tlp --> was readable.'", ""),
        (README, "", "## What happened\n\nIt leaked.\n\n<!-- tlp:amber -->\nFrom a bucket.\n<!-- /tlp -->\n"),
        (FINDING, "tlp: red", ""),
        (FINDING, "disclose_after: 2026-03-01", ""),
    ],
)
def test_what_its_readers_may_not_see_is_an_error(repository: Path, path: str, front: str, body: str) -> None:
    file = repository / path
    file.write_text(example.changed(file.read_text(), front, body))
    assert found(repository) == []
    for_audience(repository, "green")
    assert found(repository)
    assert {where for where, _ in found(repository)} <= {path, README}


def test_a_draft_is_read_too(repository: Path) -> None:
    file = repository / README
    file.write_text(example.changed(file.read_text(), "status: draft\ntlp: amber"))
    for_audience(repository, "green")
    assert [path for path, _ in found(repository)] == [README]


def test_what_they_may_see_is_none(repository: Path) -> None:
    file = repository / README
    file.write_text(example.changed(file.read_text(), "tlp: amber"))
    for_audience(repository, "amber")
    assert found(repository) == []


@pytest.mark.parametrize(("private", "visibility", "errors"), [(False, "public", 1), (True, "private", 0)])
def test_a_public_repository_is_for_clear_whatever_the_configuration_says(
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    postmortem: Run,
    *,
    private: bool,
    visibility: str,
    errors: int,
) -> None:
    file = repository / README
    file.write_text(example.changed(file.read_text(), "tlp: green"))
    for_audience(repository, "red")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"repository": {"private": private, "visibility": visibility}}))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    result = postmortem("check")
    assert result.exit_code == errors, result.output
    assert ("this is green, but this repository is only for clear" in result.output) is bool(errors)


def test_an_event_that_says_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postmortem: Run
) -> None:
    event = tmp_path / "event.json"
    event.write_text("{}")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    assert "does not say whether the repository is public" in postmortem("check").stderr


def test_a_level_within_a_list_is_reported_where_it_stands(repository: Path) -> None:
    file = repository / README
    file.write_text(
        example.changed(file.read_text(), "external_parties: [{name: CERT, kind: cert, role: Told us., tlp: red}]")
    )
    for_audience(repository, "green")
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "tlp: red" in text)
    assert (README, line) in found(repository)
