"""The check of a repository: each incident by itself, with what it asks about others.

One incident is in memory at a time. What has not changed since the last check is not checked again,
and many incidents are distributed over as many processes as there are processors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cache.folder_digest import folder_digest
from pipeline.check.attributes import attribute_problems
from pipeline.check.cache import Cache, fingerprint
from pipeline.check.code_owners import code_owner_problems
from pipeline.check.masking import masked
from pipeline.check.other_incidents import Repository
from pipeline.diagnostic import Diagnostic, Severity
from pipeline.host.parallel import shared_out
from pipeline.host.paths import read_bytes
from pipeline.layout import CONFIG_FILE
from pipeline.repository.config import Config
from pipeline.repository.corpus import incident_names, other_case_problems, read_folder, sop_names, sop_problems

if TYPE_CHECKING:
    from pipeline.check.incident import Checked

Choose = Callable[[], Collection[str] | None]
"""Gives the names of the incidents to check, None for all. Asked late: Git may still be looking."""

BATCH = 50
"""How many incidents a process is given at a time; fewer are checked in this one."""


def check(
    root: Path, config: Config, today: date, only: Choose | None = None, *, use_cache: bool = True
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong, sorted by file, line and column, each thing once.

    `only` chooses the incidents to check; without `use_cache`, no results of the last check are taken.
    Raises UsageError if the incidents cannot be listed.
    """
    names, others = incident_names(root)
    # Anything hidden, or that hides texts from reviewers, is reported whatever the branch changed.
    others += beside_incidents(root, config)
    job = _Job(root, config, sop_names(root), Repository(root, names), today)
    known = f"{today.isoformat()} {config.repository_audience}"
    kept_for = fingerprint(read_bytes(root, CONFIG_FILE), job.sops, known) if use_cache else ""
    cache = Cache(root, kept_for, job.repository)
    chosen = only() if only else None
    if chosen is not None:
        names = [name for name in names if name in chosen]
    changed: list[str] = []
    diagnostics: list[Diagnostic] = []
    for name in names:
        cached = cache.get(name)
        if cached is None:
            changed.append(name)
        else:
            diagnostics.extend(cached)
    for name, digest, checked in shared_out(job.run, changed, BATCH):
        cache.put(name, digest, checked)
        diagnostics.extend(checked.diagnostics)
    cache.save(whole=chosen is None)
    if job.sops:
        others.extend(_in_procedures(job))
    return tuple(sorted({*diagnostics, *map(masked, others)}))


def beside_incidents(root: Path, config: Config) -> list[Diagnostic]:
    """What is wrong with files that belong to no incident and to no operating procedure that can be read."""
    places = (*sop_problems(root), *other_case_problems(root))
    return [*places, *attribute_problems(root), *code_owner_problems(root, config)]


def _in_procedures(job: _Job) -> Iterator[Diagnostic]:
    """What is wrong with the operating procedures."""
    from pipeline.check.other_files import check_procedures  # noqa: PLC0415  # as the rules
    from pipeline.check.procedures import check_front_matter  # noqa: PLC0415  # as the rules

    yield from check_procedures(job.root, job.sops)
    yield from check_front_matter(job.root, job.sops, job.config, job.repository, job.today)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything in the list is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


@dataclass(frozen=True, slots=True)
class _Job:
    """What a process needs to check incidents by name."""

    root: Path
    config: Config
    sops: frozenset[str]
    repository: Repository
    today: date

    def run(self, names: Iterable[str]) -> list[tuple[str, str, Checked]]:
        """Check these incidents: the name, the digest of the folder before it was read, and what was found."""
        return [(name, folder_digest(self.root, name), self._checked(name)) for name in names]

    def _checked(self, name: str) -> Checked:
        from pipeline.check.incident import check_incident  # noqa: PLC0415  # all rules: not for what is known already

        return check_incident(read_folder(self.root, name), self.config, self.sops, self.repository, self.today)
