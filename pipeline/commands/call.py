"""How the command was called. Loads nothing, so that a command can begin before what it needs is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Call:
    """The options before the command: the repository, the day to reckon by, the tracker if it is not the configured."""

    root: Path
    today: date
    tracker: str | None
