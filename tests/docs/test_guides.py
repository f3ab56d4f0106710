"""The guides for owners, the response team, operators, importing and exporting: their commands work in order."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import example
from tests.docs.running import follow, forked
from tests.needs import ROOT, chromium

TODAY = "2026-02-10"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory, commands: Path) -> dict[str, str]:
    """What each command printed; of one that is there several times, the last."""
    home = tmp_path_factory.mktemp("guides")
    environment = forked(home, commands, TODAY)
    root = example.write(home / "postmortems")
    for begin in ("git init --quiet", "git add --all", "git commit --quiet --message Begin", "postmortem apply"):
        subprocess.run(begin.split(), cwd=root, env=environment, check=True, capture_output=True)
    pages = (ROOT / "docs" / name for name in ("owning.md", "responding.md"))
    return dict(line for page in pages for line in follow(page, root, environment))


def test_an_owner_sees_the_issue_and_closes_it(said: dict[str, str]) -> None:
    assert "Expire tokens after 30 days" in said["postmortem issue list example-org/identity"]
    assert "completed" in said["postmortem issue close example-org/identity#1"]


def test_the_response_team_sees_that_it_has_to_verify_and_the_incident_is_closed(said: dict[str, str]) -> None:
    assert f"{example.INCIDENT}/01" in said["postmortem review"]
    assert "by state: resolved 1" in said["postmortem run"]
    assert said["postmortem check"] == "1 incident checked, no problems found\n"


def test_an_operator_makes_a_repository_without_problems(tmp_path: Path, commands: Path) -> None:
    environment = forked(tmp_path, commands, TODAY)
    said = dict(follow(ROOT / "docs" / "operating.md", tmp_path, environment, without=("pip install",)))
    assert "0 incidents checked, no problems found" in said["postmortem check"]
    assert said["postmortem init --diff"] == ""


def test_reports_and_timelines_are_imported_and_a_timeline_exported(tmp_path: Path, commands: Path) -> None:
    root = example.write(tmp_path / "postmortems")
    (root / "wiki").mkdir()
    (root / "wiki" / "outage.md").write_text(
        "# Mail was delayed on 2025-03-04\n\n## Summary\n\nMail was delayed for an hour.\n\n"
        "## Timeline\n\n- 2025-03-04 10:00 UTC: The queue grew.\n\n## Action items\n\n- Alert on the queue's length\n"
    )
    (root / "sketch.csv").write_text("datetime,message\n2026-01-10T12:00:00Z,The token was used again.\n")
    (root / "log.csv").write_text("Time,Action\n2026-01-10 14:00,The team was called.\n")
    list(follow(ROOT / "docs" / "importing.md", root, forked(tmp_path, commands, TODAY)))
    assert (root / "events.csv").read_text().count("\n") > 2  # the header, and what was imported
    assert len(list((root / "incidents").glob("2025-03-04-*"))) == 1


def test_an_incident_is_exported(tmp_path: Path, commands: Path) -> None:
    chromium()
    root = example.write(tmp_path / "postmortems")
    list(follow(ROOT / "docs" / "exporting.md", root, forked(tmp_path, commands, TODAY)))
    assert (root / "report.pdf").read_bytes().startswith(b"%PDF")
