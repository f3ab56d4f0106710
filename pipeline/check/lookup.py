"""What other incidents hold, looked up when a condition asks for it: nothing is kept in memory for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.check.incident import Checked
from pipeline.check.rule import Condition, Kind, nearest
from pipeline.corpus import finding_paths
from pipeline.diagnostic import Diagnostic
from pipeline.document import read_document
from pipeline.layout import INCIDENTS


class Lookup:
    """The incidents below a root; `names` are those of all of them."""

    def __init__(self, root: Path, names: Iterable[str]) -> None:
        """Look below `root`."""
        self._root = root
        self._incidents = frozenset(names)

    def settle(self, checked: Checked) -> Iterator[Diagnostic]:
        """Everything that is wrong, once the conditions are looked up."""
        yield from checked.diagnostics
        for diagnostic, condition in checked.conditional:
            if self._holds(condition) == condition.holds:
                hint = diagnostic.hint or nearest(condition.name, self._names(condition))
                yield replace(diagnostic, hint=hint)

    def _holds(self, condition: Condition) -> bool:
        match condition.kind:
            case Kind.INCIDENT:
                return condition.name in self._incidents
            case Kind.FINDING:
                return condition.name in self._findings(condition.name)
            case Kind.DUPLICATE:
                path = self._findings(condition.name).get(condition.name)
                document = read_document(self._root, path) if path else None
                return bool(document and document.data and document.data.get("duplicate_of"))

    def _names(self, condition: Condition) -> frozenset[str]:
        if condition.kind is Kind.INCIDENT:
            return self._incidents
        return frozenset(self._findings(condition.name)) or self._incidents

    def _findings(self, key: str) -> dict[str, str]:
        """The findings of the incident in a finding's key: key → path."""
        incident = key.partition("/")[0]
        if incident not in self._incidents:
            return {}
        paths = finding_paths(self._root, f"{INCIDENTS}/{incident}")
        return {f"{incident}/{path.rpartition('/')[2].partition('-')[0]}": path for path in paths}
