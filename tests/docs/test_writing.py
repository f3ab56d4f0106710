"""docs/writing.md: its commands work one after the other, in a repository that `init` made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.running import follow, reader
from tests.needs import ROOT

RUNS_UNTIL_STOPPED = ("postmortem serve",)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A reader who has a command `postmortem` that runs this checkout."""
    command = tmp_path / "bin" / "postmortem"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m pipeline --today 2026-11-28 "$@"\n')
    command.chmod(0o755)
    return reader(tmp_path, tmp_path)


def test_its_commands_make_a_draft_without_problems(tmp_path: Path, environment: dict[str, str]) -> None:
    made = tmp_path / "postmortems"
    subprocess.run(["postmortem", "init", made, "--yes"], env=environment, check=True, capture_output=True)
    said = dict(follow(ROOT / "docs" / "writing.md", made, environment, without=RUNS_UNTIL_STOPPED))
    assert said["postmortem check"] == "1 incident checked, no problems found\n"
