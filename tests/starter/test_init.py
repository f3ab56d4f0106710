"""`postmortem init`: a repository of one's own, which passes every command at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.documents.document import read_yaml
from pipeline.repository.config import build_config, read_config
from pipeline.validation.validate import validate

Init = Callable[..., Result]
OPTIONS = ("--yes", "--name", "Example Org", "--team", "Build=example-org/build,public")
CONFIG = "postmortem.yml"


def run(*arguments: str, answers: str = "") -> Result:
    result = CliRunner().invoke(main, arguments, input=answers)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["check", "plan", "review", "run"])
def test_what_it_makes_passes_at_once(command: str) -> None:
    assert run("init", *OPTIONS).exit_code == 0
    assert run(command).exit_code == 0


def test_defaults_pass_too() -> None:
    run("init", "--yes")
    assert run("check").exit_code == 0


def test_answers_become_settings() -> None:
    given = ("--response-team", "CSIRT", "--response-repository", "https://github.com/example-org/csirt")
    more = ("--team", "Legal=example-foundation/legal,organisation=Example Foundation", "--language", "ja")
    run("init", *OPTIONS, *given, *more, "--site-url", "https://example.org/postmortems", "--tracker", "github")
    config = build_config(read_config(Path()).data or {})
    assert (config.tracker, config.response_team, config.response_repository) == (
        "github",
        "csirt",
        "example-org/csirt",
    )
    assert {team.id: (team.organisation, team.audience) for team in config.teams.values()} == {
        "csirt": ("Example Org", "red"),
        "build": ("Example Org", "clear"),
        "legal": ("Example Foundation", "amber"),
    }
    assert (config.site.url, config.site.language) == ("https://example.org/postmortems/", "ja")


def test_a_person_at_a_terminal_is_asked_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.commands.asking.can_ask", lambda: True)
    answers = ["Example Org", "", "", "Web Shop", "shop", "example-shop/shop", "y", "Shop Inc", "", "github", "", "en"]
    result = run("init", "ours", answers="\n".join([*answers, ""]))
    assert result.exit_code == 0
    assert "`shop` is not a repository: write owner/name, such as example-org/identity" in result.stderr
    settings = yaml.safe_load(Path("ours", CONFIG).read_text())
    assert settings["security_response"] == {"team": "security-response", "repository": "example-org/security-response"}
    assert settings["teams"]["web-shop"]["audience"] == "clear"
    assert settings["teams"]["web-shop"]["organisation"] == "Shop Inc"
    assert settings["tracker"] == "github"


def test_a_response_team_of_several_organisations_has_a_repository_of_its_own(tmp_path: Path) -> None:
    teams = ("--team", "Payments=acme-bank/payments", "--team", "Identity=acme-cloud/identity")
    run("init", "--yes", "--name", "Acme Group", *teams)
    config = build_config(read_config(tmp_path).data or {})
    assert config.response_repository == "acme-group/security-response"


def test_nobody_is_asked_where_nobody_can_answer(tmp_path: Path) -> None:
    result = run("init")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "add --yes" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--team", "Build"),
        ("--team", "Build=build"),
        ("--team", "Build=example-org/build,private"),
        ("--team", "Security Response=example-org/other"),
        ("--response-repository", "csirt"),
        ("--site-url", "example.org"),
    ],
)
def test_a_wrong_option_makes_nothing(tmp_path: Path, option: str, value: str) -> None:
    assert run("init", "--yes", option, value).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_every_setting_in_a_comment_can_be_used() -> None:
    run("init", *OPTIONS)
    text = Path(CONFIG).read_text()
    used = (
        re.sub(r"^( *)#(?! )", r"\1", text, flags=re.MULTILINE)
        .replace("#  ", "  ")
        .replace("owner: build", "owner: build")
    )
    Path(CONFIG).write_text(used)
    document = read_yaml(Path(), CONFIG)
    assert [*document.diagnostics, *validate("config", document)] == []
    assert document.data is not None
    assert {"limits", "github", "review", "words", "routing", "repository"} <= document.data.keys()


def test_each_setting_says_what_it_means() -> None:
    run("init", *OPTIONS)
    lines = Path(CONFIG).read_text().splitlines()
    first_team = lines[: lines.index("  build:")]
    settings = [number for number, line in enumerate(first_team) if re.match(r" *#?[a-z_]+: [^ ]", line)]
    assert settings
    assert [first_team[at] for at in settings if not first_team[at - 1].lstrip("# ").strip()] == []


def test_nothing_that_is_there_is_overwritten() -> None:
    Path("README.md").write_text("ours")
    result = run("init", *OPTIONS)
    assert "README.md already exists and was not changed" in result.stderr
    assert Path("README.md").read_text() == "ours"
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    again = run("init", *OPTIONS, "--name", "Another")
    assert (again.exit_code, again.stdout) == (0, "")
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_a_file_that_is_gone_is_made_again_from_the_settings() -> None:
    run("init", *OPTIONS)
    Path("README.md").unlink()
    assert run("init").stdout == "README.md\n"
    assert Path("README.md").read_text().startswith("# Example Org postmortems\n")


def test_diff_shows_what_would_be_different_and_writes_nothing() -> None:
    run("init", *OPTIONS)
    assert run("init", "--diff").stdout == ""
    ignore = Path(".gitignore")
    ignore.write_text("/site/\n")
    shown = run("init", "--diff").stdout
    assert "+/.postmortem/" in shown.splitlines()
    assert ignore.read_text() == "/site/\n"


def test_diff_keeps_what_a_team_has_set() -> None:
    run("init", *OPTIONS)
    config = Path(CONFIG)
    config.write_text(config.read_text().replace("p0: 7", "p0: 3", 1))
    assert run("init", "--diff").stdout == ""


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "incidents").symlink_to(tmp_path / "elsewhere")
    result = run("init", "ours", "--yes")
    assert result.exit_code == 2
    assert "incidents is a link" in result.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert [path.name for path in (tmp_path / "ours").iterdir()] == ["incidents"]


def test_a_file_where_a_folder_has_to_be_is_said_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / ".github").touch()
    result = run("init", "--yes")
    assert result.exit_code == 2
    assert ".github is not a folder" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [".github"]


def test_a_folder_that_cannot_be_made_is_said() -> None:
    Path("ours").touch()
    result = run("init", "ours/postmortems", "--yes")
    assert result.exit_code == 2
    assert "ours is not a folder" in result.stderr


def test_a_repository_is_not_made_in_another(tmp_path: Path) -> None:
    run("init", *OPTIONS)
    result = run("init", "incidents/ours", "--yes")
    assert result.exit_code == 2
    assert f"is in the repository {tmp_path}" in result.stderr


def test_workflows_install_the_package() -> None:
    run("init", *OPTIONS)
    for name in ("pull-request.yml", "plan.yml", "main.yml", "site.yml", "reports.yml"):
        jobs = yaml.safe_load(Path(".github/workflows", name).read_text())["jobs"].values()
        steps = [step for job in jobs for step in job.get("steps", ())]
        commands = [step["run"] for step in steps if "pip install" in step.get("run", "")]
        assert commands
        assert all("postmortem-pipeline==" in command for command in commands)
