"""The check of a repository: each incident by itself, then what depends on others.

One incident is in memory at a time. What has not changed since the last check is not checked again,
and many incidents are shared out to as many processes as there are processors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.check.cache import Cache, fingerprint, folder_digest
from pipeline.check.incident import Checked, check_incident
from pipeline.check.lookup import Lookup
from pipeline.check.other_files import check_procedures
from pipeline.config import Config
from pipeline.corpus import incident_names, read_folder, sop_names
from pipeline.diagnostic import Diagnostic, Severity
from pipeline.layout import CONFIG_FILE
from pipeline.parallel import shared_out

Choose = Callable[[], Collection[str] | None]
"""Gives the names of the incidents to check, None for all. Asked late: Git may still be looking."""

BATCH = 50
"""How many incidents a process is given at a time; fewer are checked in this one."""


def check(root: Path, config: Config, today: date, only: Choose | None = None) -> tuple[Diagnostic, ...]:
    """Everything that is wrong, sorted by file, line and column, each thing once.

    `only` chooses the incidents to check. Raises UsageError where there is no incidents folder.
    """
    names, found = incident_names(root)
    lookup = Lookup(root, names)
    job = _Job(root, config, sop_names(root), today)
    cache = Cache(root, fingerprint((root / CONFIG_FILE).read_bytes(), job.sops, today.isoformat()))
    chosen = only() if only else None
    if chosen is not None:
        names, found = [name for name in names if name in chosen], []
    waiting = []
    for name in names:
        known = cache.get(name)
        if known is None:
            waiting.append(name)
        else:
            found.extend(lookup.settle(known))
    for name, digest, checked in shared_out(job.run, waiting, BATCH):
        cache.put(name, digest, checked)
        found.extend(lookup.settle(checked))
    cache.save(whole=chosen is None)
    found.extend(check_procedures(root, job.sops))
    return tuple(sorted(set(found)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything in the list is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


@dataclass(frozen=True, slots=True)
class _Job:
    """What a process needs to check incidents by name."""

    root: Path
    config: Config
    sops: frozenset[str]
    today: date

    def run(self, names: Iterable[str]) -> list[tuple[str, str, Checked]]:
        """Check these incidents: the name, the digest of the folder before it was read, and what was found."""
        return [(name, folder_digest(self.root, name), self._checked(name)) for name in names]

    def _checked(self, name: str) -> Checked:
        return check_incident(read_folder(self.root, name), self.config, self.sops, self.today)
