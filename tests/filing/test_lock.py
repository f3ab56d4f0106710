"""Two runs at once on one machine take turns: no issue is made twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.host.lock import lock
from tests import example
from tests.filing.conftest import IDENTITY, Desk

RUNS = 4


def start(root: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", "--root", str(root), "--today", "2026-02-10", "apply"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> str:
    """What it wrote to standard output, once it has ended well."""
    with process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def test_four_runs_at_once_file_each_finding_once(desk: Desk) -> None:
    for number in range(2, 12):
        path = desk.folder / "findings" / f"{number:02}-more.md"
        path.write_text(example.changed(example.FINDING, f"title: Expire tokens of kind {number}"))
    (desk.root / ".postmortem").mkdir()
    with lock(desk.root / ".postmortem" / "lock", lambda: None):
        processes = [start(desk.root) for _ in range(RUNS)]
        for process in processes:
            assert process.stderr is not None
            assert "another run is changing issues" in process.stderr.readline()
    said = [ended(process) for process in processes]
    assert len(desk.issues(IDENTITY)) == 11
    assert all(issue.open for issue in desk.issues(IDENTITY))
    assert sum("no changes" in out for out in said) == RUNS - 1


def test_a_run_that_is_killed_gives_up_its_lock(desk: Desk) -> None:
    path = desk.root / ".postmortem" / "lock"
    holder = "import sys, pathlib, time; from pipeline.host.lock import lock\n"
    holder += f"with lock(pathlib.Path({str(path)!r}), print): print('held', flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        process.kill()
    desk.apply()
    assert len(desk.issues(IDENTITY)) == 1
