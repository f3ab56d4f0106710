"""The check of a repository: each incident by itself, then what depends on others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pipeline.check.incident import check_incident
from pipeline.check.lookup import Lookup
from pipeline.config import Config
from pipeline.corpus import incident_names, read_folder, sop_names
from pipeline.diagnostic import Diagnostic, Severity


def check(root: Path, config: Config, today: date) -> tuple[Diagnostic, ...]:
    """Everything that is wrong, sorted by file, line and column, each thing once.

    Raises OSError where there is no incidents folder.
    """
    names, found = incident_names(root)
    sops, lookup = sop_names(root), Lookup(root)
    for name in names:
        found.extend(lookup.settle(check_incident(read_folder(root, name), config, sops, today)))
    return tuple(sorted(set(found)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything in the list is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
