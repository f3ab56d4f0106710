"""What a shell completes: commands, options, and the ids of incidents."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from pipeline.cli import main
from tests import example


def completions(words: list[str], incomplete: str) -> list[str]:
    completed = ShellComplete(main, {}, "postmortem", "_POSTMORTEM_COMPLETE").get_completions(words, incomplete)
    return [item.value for item in completed]


def test_commands_are_completed() -> None:
    assert completions([], "pl") == ["plan"]
    assert completions(["add"], "ev") == ["event", "evidence"]


def test_values_of_options_are_completed() -> None:
    assert completions(["new", "--severity"], "sev1") == ["sev1"]


@pytest.mark.parametrize("words", [["add", "event"], ["new", "--in"]])
def test_incidents_are_completed(repository: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.chdir(repository / "incidents")
    assert completions(words, "2026-01") == [example.INCIDENT]
    assert completions(words, "2027") == []


def test_nothing_is_completed_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert completions(["add", "event"], "2026") == []
