"""What Git knows of the files: when a file last changed. Where there is no Git, nothing is known."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path, PurePosixPath

from pipeline.form import SOPS


def sops_changed(root: Path) -> dict[str, date]:
    """The day on which each operating procedure was last committed, by its name."""
    command = ["git", "-C", str(root), "log", "--format=%x00%cs", "--name-only", "--relative", "--", SOPS]
    try:
        log = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return {}
    changed: dict[str, date] = {}
    for commit in log.split("\0")[1:]:
        day, *names = commit.split()
        for name in names:
            changed.setdefault(PurePosixPath(name).stem, date.fromisoformat(day))
    return changed
