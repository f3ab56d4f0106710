"""The time of a year: what the embedded tracker and the GitHub test server take for now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from unittest.mock import patch

from pipeline.tracking import local
from tests.needs import emulate
from tests.tracking.server import Server, serve

_PRELOADED = Path(__file__).parents[2] / "node" / "clock.cjs"


class Clock:
    """A clock that says what it was set to; the GitHub test server reads it in a file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set(date(2024, 1, 1))

    def set(self, day: date) -> None:
        """It is noon of this day, in UTC."""
        self.now = datetime.combine(day, time(12), UTC).isoformat(timespec="seconds")
        self.file.write_text(self.now, encoding="utf-8")

    @contextmanager
    def shown(self) -> Iterator[None]:
        """The embedded tracker goes by this clock."""
        with patch.object(local, "_now", lambda: self.now):
            yield


@contextmanager
def github_at(clock: Clock, folder: Path) -> Iterator[Server]:
    """A GitHub that goes by this clock."""
    node, *rest = emulate()
    with patch.dict("os.environ", CLOCK=str(clock.file)):
        running = serve([node, "--require", str(_PRELOADED), *rest], folder)
        with running as server:
            yield server
