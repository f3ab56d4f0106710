"""The command's contract: exit codes, streams, and formats that machines read. What people read is in tests/golden/."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.check.rules import RULES
from pipeline.host import terminal
from pipeline.validation.full_validator import full_validator
from tests import example
from tests.conftest import Run
from tests.needs import ROOT

FINDING = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"


@pytest.fixture
def broken(repository: Path) -> Path:
    """The finding belongs to a team that does not exist."""
    finding = repository / FINDING
    finding.write_text(example.changed(finding.read_text(), "owner: nobody"))
    return repository


def test_a_clean_repository_is_0(postmortem: Run) -> None:
    assert postmortem("check").exit_code == 0


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("command", ["check", "plan", "apply", "review", "build", "run"])
def test_errors_are_1(postmortem: Run, command: str) -> None:
    assert postmortem(command).exit_code == 1


@pytest.mark.usefixtures("broken")
def test_a_refused_command_writes_nothing_to_standard_output(postmortem: Run) -> None:
    result = postmortem("plan")
    assert result.stdout == ""
    assert FINDING in result.stderr


def test_a_folder_without_configuration_is_2(postmortem: Run, tmp_path: Path) -> None:
    result = postmortem("check", root=tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "postmortem.yml" in result.stderr


@pytest.mark.parametrize(("right", "wrong"), [("teams:\n", "team:\n"), ("  identity:", "\tidentity:")])
def test_a_configuration_with_errors_is_2(postmortem: Run, repository: Path, right: str, wrong: str) -> None:
    config = repository / "postmortem.yml"
    config.write_text(config.read_text().replace(right, wrong))
    result = postmortem("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "postmortem.yml" in result.stderr


def test_a_path_that_does_not_exist_is_2(postmortem: Run) -> None:
    assert postmortem("check", "no/such/file").exit_code == 2


def test_github_without_a_token_is_2(postmortem: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    result = postmortem("--tracker", "github", "plan")
    assert result.exit_code == 2
    assert "GITHUB_TOKEN" in result.stderr


@pytest.mark.usefixtures("broken")
def test_a_check_of_one_path_says_nothing_of_others(postmortem: Run, repository: Path) -> None:
    assert postmortem("check", str(repository / "incidents" / example.INCIDENT / "timeline.md")).exit_code == 0
    assert postmortem("check", str(repository / FINDING)).exit_code == 1


@pytest.mark.usefixtures("broken")
def test_checks_json_keeps_its_contract(postmortem: Run) -> None:
    content = json.loads(postmortem("check", "--format", "json").stdout)
    assert list(full_validator("check").iter_errors(content)) == []
    assert content["diagnostics"][0] == {
        "rule": "team-exists",
        "severity": "error",
        "path": FINDING,
        "line": 5,
        "column": 8,
        "message": "there is no team `nobody` in postmortem.yml",
        "hint": "there are: identity, partner, payments, security-response",
    }


@pytest.mark.usefixtures("broken")
def test_checks_annotations_are_workflow_commands(postmortem: Run) -> None:
    first = postmortem("check", "--format", "github").stdout.splitlines()[0]
    assert first.startswith(f"::error file={FINDING},line=5,col=8,title=team-exists::")


@pytest.mark.usefixtures("broken")
def test_what_annotations_cannot_hold_is_in_the_step_summary(
    postmortem: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    postmortem("check", "--format", "github")
    assert "<sub>team-exists</sub>" in summary.read_text()


@pytest.mark.usefixtures("broken")
def test_checks_sarif_names_rule_and_place(postmortem: Run) -> None:
    (result,) = json.loads(postmortem("check", "--format", "sarif").stdout)["runs"][0]["results"]
    assert result["ruleId"] == "team-exists"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 5, "startColumn": 8}


def test_plans_json_keeps_its_contract(postmortem: Run) -> None:
    content = json.loads(postmortem("plan", "--format", "json").stdout)
    assert list(full_validator("plan").iter_errors(content)) == []
    assert content["changes"] == [
        {
            "action": "create",
            "finding": f"{example.INCIDENT}/01",
            "target": "example-org/identity",
            "reason": "accepted, owned by identity, not filed yet",
            "title": "Expire tokens after 30 days",
            "rewrite": False,
            "narrows": False,
        }
    ]


def test_a_plan_is_written_to_a_file(postmortem: Run, tmp_path: Path) -> None:
    out = tmp_path / "plan.md"
    result = postmortem("plan", "--format", "markdown", "--out", str(out))
    assert result.stdout == ""
    assert out.read_text() == postmortem("plan", "--format", "markdown").stdout


def changes(postmortem: Run) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(postmortem("plan", "--format", "json").stdout)["changes"]
    return found


def test_a_plan_writes_no_issue(postmortem: Run) -> None:
    assert len(changes(postmortem)) == len(changes(postmortem)) == 1


def test_a_new_incident_passes_check_as_a_draft_and_files_nothing(postmortem: Run) -> None:
    assert postmortem("new", "A bucket was öpen").exit_code == 0
    assert postmortem("new", "Close the bucket", "--in", "2026-02-10-a-bucket-was-open").exit_code == 0
    assert json.loads(postmortem("check", "--format", "json").stdout)["diagnostics"] == []
    assert len(changes(postmortem)) == 1


def test_new_overwrites_nothing(postmortem: Run, repository: Path) -> None:
    postmortem("new", "A bucket was open")
    report = repository / "incidents" / "2026-02-10-a-bucket-was-open" / "README.md"
    report.write_text("ours")
    assert postmortem("new", "A bucket was open").exit_code == 2
    assert report.read_text() == "ours"


def test_a_title_without_a_latin_letter_is_refused(postmortem: Run) -> None:
    assert postmortem("new", "漏洩").exit_code == 2


def test_a_whole_run_ends_with_a_summary_and_files_nothing_twice(postmortem: Run, repository: Path) -> None:
    first = postmortem("run")
    assert first.exit_code == 0
    assert f"site: {repository / 'site' / 'index.html'}" in first.stdout
    assert (repository / "site" / "index.html").is_file()
    again = postmortem("run")
    assert changes(postmortem) == []
    assert again.stdout == first.stdout


@pytest.mark.parametrize("url", ["", 'url: "https://example.org/postmortems/"'])
def test_a_site_without_an_address_has_no_feed_and_says_so(postmortem: Run, repository: Path, url: str) -> None:
    config = repository / "postmortem.yml"
    config.write_text(config.read_text().replace('url: "https://example.org/postmortems/"', url))
    built = postmortem("run")
    assert built.stderr.count("`site.url`") == (url == "")
    assert (repository / "site" / "feed.xml").is_file() is bool(url)


def test_explain_shows_the_words_of_house_styles(postmortem: Run, repository: Path) -> None:
    (repository / "house-styles").mkdir()
    style = "name: Ours\nheadings: {timeline: [The story of the night]}\n"
    (repository / "house-styles/ours.yml").write_text(style, "utf-8")
    shown = postmortem("explain", "import").stdout
    assert "house-styles/ours.yml" in shown
    assert "the story of the night" in shown


@pytest.mark.parametrize(("command", "word"), [("timeline", "milestone"), ("export", "python-docx")])
def test_explain_shows_what_commands_know(command: str, word: str, postmortem: Run) -> None:
    assert word in postmortem("explain", command).stdout


def test_explain_lists_the_rules(postmortem: Run) -> None:
    assert len(postmortem("explain").stdout.splitlines()) == len(RULES)


def test_the_rules_reference_is_current(postmortem: Run) -> None:
    assert postmortem("explain", "--format", "markdown").stdout == (ROOT / "docs/rules.md").read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("check", "--format", "sarfi"),
        ("add", "event", "2026-01-01-nothing", "--at", "2026", "--what", "x"),
        ("explain", "incident.response.sufficient"),
        ("issue", "show", "example-org/build#99"),
        ("apply",),
    ],
)
def test_lines_end_between_words_on_a_narrow_terminal(
    postmortem: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(terminal, "columns", lambda _stream: 40)
    lines = postmortem(*arguments).output.splitlines()
    assert [line for line in lines if len(line) > 40 and " " in line.strip()] == []


def test_help_fits_a_narrow_terminal() -> None:
    command = [sys.executable, "-m", "pipeline", "add", "finding", "--help"]
    shown = subprocess.run(command, env={**os.environ, "COLUMNS": "40"}, capture_output=True, text=True, check=True)
    assert max(map(len, shown.stdout.splitlines())) <= 40


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "pipeline", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("postmortem, version ")
