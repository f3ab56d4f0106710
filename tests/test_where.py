"""Which repository a command works on, where its options stand, and what it says where there is nothing to work on."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import COMMANDS, main
from pipeline.layout import CONFIG_FILE
from tests import example
from tests.needs import as_nobody

Here = Callable[..., Result]
TODAY = ("--today", "2026-02-10")
PASSING = ("check", "plan", "apply", "review", "build", "run")
HEAVY = ("pipeline.operations.workspace", "jsonschema", "markdown_it", "jinja2", "mkdocs", "github", "requests")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    """Runs the command in a folder, without --root."""

    def run(folder: Path, *arguments: str) -> Result:
        monkeypatch.chdir(folder)
        result = CliRunner().invoke(main, [*arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def click_command(name: str) -> click.Command:
    """The command of this name, as the group gives it."""
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


def test_the_repository_is_found_from_a_folder_in_it(here: Here, repository: Path) -> None:
    result = here(repository / "incidents" / example.INCIDENT, "check", *TODAY)
    assert (result.exit_code, result.stdout) == (0, "1 incident checked, no problems found\n")


def test_a_path_stays_relative_to_the_current_folder(here: Here, repository: Path) -> None:
    result = here(repository / "incidents" / example.INCIDENT, "check", *TODAY, "findings/gone.md")
    assert result.stderr == "postmortem: findings/gone.md does not exist\n"


def test_a_configuration_above_the_working_tree_is_another_repositorys(here: Here, repository: Path) -> None:
    inner = repository / "inner" / "folder"
    inner.mkdir(parents=True)
    assert here(inner, "check", *TODAY).exit_code == 0
    (repository / "inner" / ".git").mkdir()
    result = here(inner, "check", *TODAY)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no postmortem.yml here or in a folder above" in result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_options_of_all_commands_may_stand_after_each(command: str) -> None:
    names = {parameter.name for parameter in click_command(command).params}
    assert {"given_root", "tracker", "today"} <= names


def test_an_option_after_the_command_counts(here: Here, repository: Path, tmp_path: Path) -> None:
    result = here(tmp_path, "check", "--root", str(repository), "--today", "2026-01-05")
    assert "is in the future" in result.stdout


@pytest.mark.parametrize("command", [(name,) for name in PASSING] + [("new", "A bucket was open"), ("serve",)])
def test_nothing_is_made_outside_of_a_repository(here: Here, tmp_path: Path, command: tuple[str, ...]) -> None:
    for arguments in (command, ("--root", str(tmp_path), *command)):
        result = here(tmp_path, *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "`postmortem init`" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["missing", "empty", "kept"])
@pytest.mark.parametrize("command", PASSING)
def test_a_repository_without_incidents_is_fine(here: Here, tmp_path: Path, command: str, folder: str) -> None:
    (tmp_path / CONFIG_FILE).write_text(example.CONFIG)
    if folder != "missing":
        (tmp_path / "incidents").mkdir()
    if folder == "kept":
        (tmp_path / "incidents" / ".gitkeep").touch()
    result = here(tmp_path, command)
    assert result.exit_code == 0
    assert "there are no incidents yet: `postmortem new TITLE` creates the first one\n" in result.stderr


def test_incidents_that_cannot_be_listed_are_no_empty_repository(here: Here, tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_text(example.CONFIG)
    (tmp_path / "incidents").symlink_to(tmp_path / "gone")
    assert here(tmp_path, "check").exit_code == 2


def test_an_unknown_incident_is_answered_with_the_nearest(here: Here, repository: Path) -> None:
    result = here(repository, "new", "Close the bucket", "--in", "2026-01-10-leaked-tokens")
    assert "did you mean `2026-01-10-leaked-token`?" in result.stderr


def test_a_folder_that_may_not_be_written_to_is_one_line(here: Here) -> None:
    with TemporaryDirectory() as folder:  # not pytest's, which only its owner may enter
        (Path(folder) / CONFIG_FILE).write_text(example.CONFIG)
        Path(folder).chmod(0o555)
        with as_nobody():
            result = here(Path(folder), "new", "A bucket was open")
    assert result.exit_code == 2
    assert "incidents: Permission denied: work in a folder that you may write to" in result.stderr


def test_other_errors_of_the_system_are_bugs(here: Here, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(errno.EBADF, "Bad file descriptor", "somewhere")

    monkeypatch.setattr("pipeline.commands.check_report.report", broken)
    with pytest.raises(OSError, match="Bad file descriptor"):
        here(repository, "check")


def test_the_help_of_all_commands_waits_for_none_of_their_work() -> None:
    program = (
        "import sys; from click.testing import CliRunner; from pipeline.cli import main;"
        " assert CliRunner().invoke(main, ['--help']).exit_code == 0; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()).isdisjoint(HEAVY)
