"""docs/writing.md: its commands work one after the other, in a repository that `init` made."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.docs.running import follow, forked
from tests.needs import ROOT

RUNS_UNTIL_STOPPED = ("postmortem serve",)


def test_its_commands_make_a_draft_without_problems(tmp_path: Path, commands: Path) -> None:
    environment = forked(tmp_path, commands, "2026-11-28")
    made = tmp_path / "postmortems"
    subprocess.run(["postmortem", "init", made, "--yes"], env=environment, check=True, capture_output=True)
    said = dict(follow(ROOT / "docs" / "writing.md", made, environment, without=RUNS_UNTIL_STOPPED))
    assert said["postmortem check"] == "1 incident checked, no problems found\n"
