"""The check of a repository in a test: its configuration read, and everything that is wrong."""

from datetime import date
from pathlib import Path

from pipeline.check.run import check
from pipeline.diagnostic import Diagnostic
from pipeline.repository.config import build_config, read_config

TODAY = date(2026, 2, 10)


def diagnostics(root: Path, today: date = TODAY) -> tuple[Diagnostic, ...]:
    """What `check` reports of the repository at `root` on that day."""
    data = read_config(root).data
    assert data is not None
    return check(root, build_config(data), today)
