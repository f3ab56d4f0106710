"""An operating procedure: who keeps it, and which findings changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ProcedureChange:
    """What changed in a procedure because of a finding, which is named by its key."""

    on: date | None
    finding: str
    what: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """A file under docs/sops/. `name` is that of the file, without its ending; the rest is its front matter, if any."""

    name: str
    title: str = ""
    owner: str = ""
    reviewed: date | None = None
    changes: tuple[ProcedureChange, ...] = ()

    def names(self, keys: tuple[str, ...]) -> bool:
        """Whether one of its changes names the finding that has, or had, these keys."""
        return any(change.finding in keys for change in self.changes)
