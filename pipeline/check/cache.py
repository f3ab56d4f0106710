"""A cache of earlier results, so that an incident that has not changed is not checked again.

An entry counts only for the same files, configuration, operating procedures, day and program, and as long as what was
asked about other incidents has the same answers.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cache.folder_digest import folder_digest
from pipeline.cache.program import program_digest
from pipeline.check.other_incidents import Question, Repository
from pipeline.diagnostic import Diagnostic, Location, Severity
from pipeline.host.cache_file import CacheFile

if TYPE_CHECKING:
    from pipeline.check.incident import Checked


class Cache:
    """The results of one repository; `fingerprint` names all that they depend on beside the incidents.

    `repository` answers what was asked about other incidents once more.
    """

    def __init__(self, root: Path, fingerprint: str, repository: Repository) -> None:
        """Load what is there; a file that cannot be read, or has another fingerprint, counts as empty.

        Without a fingerprint nothing is loaded or saved.
        """
        self._root = root
        self._repository = repository
        self._file = CacheFile("check", (root,), fingerprint) if fingerprint else None
        self._before = self._load(self._file) if self._file else {}
        self._now: dict[str, Any] = {}

    def get(self, name: str) -> tuple[Diagnostic, ...] | None:
        """What an earlier check found in this incident, where its files and all answers are the same."""
        entry = self._before.get(name)
        if entry is None or entry[0] != folder_digest(self._root, name):
            return None
        _, rows, answers = entry
        if any(self._repository.answer(Question(question), about) != answer for question, about, answer in answers):
            return None
        self._now[name] = entry
        return tuple(_diagnostic(row) for row in rows)

    def put(self, name: str, digest: str, checked: Checked) -> None:
        """Store the result; a folder that cannot be read has the digest "", and is checked again."""
        if digest:
            self._now[name] = _entry(digest, checked)

    def save(self, *, whole: bool) -> None:
        """Write the entries that were asked for or put, and unless they are the `whole` repository's, the others.

        Where that is not possible, nothing is kept.
        """
        entries = self._now if whole else {**self._before, **self._now}
        if self._file and entries != self._before:
            self._file.save(json.dumps(entries, separators=(",", ":")).encode())

    @staticmethod
    def _load(file: CacheFile) -> dict[str, Any]:
        try:
            entries: dict[str, Any] = json.loads(file.load())
        except ValueError:
            return {}
        return entries


def fingerprint(config_text: bytes, sops: frozenset[str], known: str) -> str:
    """Names the program, the configuration, the operating procedures, and what else is `known`."""
    return hashlib.sha256(json.dumps([sorted(sops), known, program_digest()]).encode() + config_text).hexdigest()


def _entry(digest: str, checked: Checked) -> list[Any]:
    answers = [[question.value, name, answer] for (question, name), answer in checked.answers.items()]
    return [digest, [_row(diagnostic) for diagnostic in checked.diagnostics], answers]


def _row(diagnostic: Diagnostic) -> list[Any]:
    place = diagnostic.location
    text = [diagnostic.rule, diagnostic.severity.value, diagnostic.message, diagnostic.hint, diagnostic.hides_source]
    return [place.path, place.line, place.column, *text, *([diagnostic.shown] if diagnostic.shown else [])]


def _diagnostic(row: list[Any]) -> Diagnostic:
    path, line, column, rule, severity, message, hint, hides, *shown = row
    texts = tuple(shown[0]) if shown else ()
    return Diagnostic(Location(path, line, column), rule, Severity(severity), message, hint, hides, texts)
