"""`postmortem new`: a draft that passes `check`, with what is known and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from pipeline.cli import main
from tests.conftest import Run

TITLE = "A token of the build was readable in a public image"
ID = "2026-02-10-a-token-of-the-build"


def front(repository: Path, incident: str, name: str = "README.md") -> dict[str, Any]:
    text = (repository / "incidents" / incident / name).read_text()
    return dict(yaml.load(text.split("---\n")[1], yaml.BaseLoader))  # noqa: S506  # times stay text


def errors(postmortem: Run) -> list[object]:
    return list(json.loads(postmortem("check", "--format", "json").stdout)["diagnostics"])


def test_what_is_not_said_is_unknown(postmortem: Run, repository: Path) -> None:
    made = postmortem("new", TITLE).stdout.splitlines()
    assert [Path(path).name for path in made] == ["README.md", "timeline.md", "evidence.md"]
    assert front(repository, ID)["impact"] == {"customers": "unknown", "data_breach": "unknown"}
    assert errors(postmortem) == []


def test_what_is_said_is_written(postmortem: Run, repository: Path) -> None:
    facts = ("--severity", "sev2", "--customers", "confirmed", "--data-breach", "none", "--when", "2026-01-31T09:00Z")
    postmortem("new", TITLE, *facts, "--service", "api", "--service", "mail")
    incident = "2026-01-31-a-token-of-the-build"
    assert front(repository, incident) | {"severity": "sev2", "services": ["api", "mail"]} == front(
        repository, incident
    )
    (event,) = front(repository, incident, "timeline.md")["events"]
    assert event == {"at": "2026-01-31T09:00Z", "what": "The incident started.", "milestone": "started"}
    assert errors(postmortem) == []


def test_a_brief_incident_gets_only_what_the_policy_asks_for(postmortem: Run, repository: Path) -> None:
    made = postmortem("new", TITLE, "--severity", "sev4", "--customers", "none", "--data-breach", "none").stdout
    assert made == f"{repository / 'incidents' / ID / 'README.md'}\n"
    assert "## Technical summary" not in Path(made.strip()).read_text()
    assert errors(postmortem) == []


@pytest.mark.parametrize(
    ("options", "incident"),
    [
        (("--date", "2023-03"), "2023-03-a-token-of-the-build"),
        (("--id", "2023-leaked-token"), "2023-leaked-token"),
        (("--when", "2025"), "2025-a-token-of-the-build"),
    ],
)
def test_the_id_can_be_chosen(postmortem: Run, repository: Path, options: tuple[str, str], incident: str) -> None:
    postmortem("new", TITLE, *options)
    assert (repository / "incidents" / incident / "README.md").is_file()
    assert errors(postmortem) == []


def test_a_time_without_an_offset_is_in_the_zone_that_is_named(postmortem: Run, repository: Path) -> None:
    postmortem("new", TITLE, "--when", "2026-01-31T09:00", "--timezone", "Europe/Copenhagen")
    assert front(repository, "2026-01-31-a-token-of-the-build", "timeline.md")["timezone"] == "Europe/Copenhagen"
    assert errors(postmortem) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "TITLE is missing"),
        (("漏洩",), "--id 2026-02-10-leaked-admin-token"),
        ((TITLE, "--date", "yesterday"), "such as 2026-11-24 or 2026-11"),
        ((TITLE, "--id", "Leaked"), "such as 2024-06-28-leaked-admin-token"),
        ((TITLE, "--when", "2026-02-31"), "2026-02-31"),
        ((TITLE, "--timezone", "Mars"), "Mars"),
        ((TITLE, "--service", "Web Shop"), "write `web-shop`"),
    ],
)
def test_what_cannot_be_used_is_said_with_what_to_write(
    postmortem: Run, repository: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = postmortem("new", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(list((repository / "incidents").iterdir())) == 1


def test_a_person_at_a_terminal_is_asked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.commands.asking.can_ask", lambda: True)
    answers = ["漏洩", "sev3", "none", "none", "soon", "2026-01-31", "Mail", "mail", "leaked mail", ""]
    arguments = ["--root", str(repository), "--today", "2026-02-10", "new"]
    result = CliRunner().invoke(main, arguments, input="\n".join(answers))
    assert result.exit_code == 0, result.stderr
    written = front(repository, "2026-01-31-leaked-mail")
    assert (written["title"], written["services"]) == ("漏洩", ["mail"])
    assert "write `mail`" in result.stderr
    assert "then run `postmortem check`" in result.stderr
