"""A cache of earlier results, so that an incident that has not changed is not checked again.

Lives in the user's cache folder, never in the repository: a pull request cannot add one that
claims that its incidents have no errors. An entry counts only for the same files, configuration, operating
procedures, day, schemas and code, and as long as what was asked about other incidents has the same answers.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from pipeline import __version__
from pipeline.check.others import Question, Repository
from pipeline.corpus import MAX_ARTEFACT_BYTES
from pipeline.diagnostic import Diagnostic, Location, Severity, UsageError
from pipeline.host.writing import own_file, replace
from pipeline.layout import INCIDENTS
from pipeline.vocabulary import schemas_folder

if TYPE_CHECKING:
    from pipeline.check.incident import Checked

CODE = Path(__file__).parent.parent
_OF_PROGRAM = (".py", ".tsv", ".txt", ".json")


class Cache:
    """The results of one repository; `fingerprint` names all that they depend on beside the incidents.

    `repository` answers what was asked about other incidents once more.
    """

    def __init__(self, root: Path, fingerprint: str, repository: Repository) -> None:
        """Load what is there; a file that cannot be read, or has another fingerprint, counts as empty."""
        self._root = root
        self._repository = repository
        name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:24]
        self._path = user_cache_path("postmortem") / f"check-{name}.json"
        self._fingerprint = fingerprint
        self._before = self._load()
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
        if entries == self._before:
            return
        try:
            replace(
                self._path,
                json.dumps({"fingerprint": self._fingerprint, "incidents": entries}, separators=(",", ":")),
            )
        except (OSError, UsageError):
            return

    def _load(self) -> dict[str, Any]:
        try:
            content = json.loads(own_file(self._path).read_text(encoding="utf-8"))
        except (OSError, ValueError, UsageError):
            return {}
        usable = isinstance(content, dict) and content.get("fingerprint") == self._fingerprint
        return content["incidents"] if usable else {}


def fingerprint(config_text: bytes, sops: frozenset[str], known: str) -> str:
    """Names the configuration, the operating procedures, what else is `known`, the schemas and the code.

    Of the program's own files the sizes and times count, as they do for what Python compiled: reading four hundred
    files takes as long as checking ten incidents.
    """
    digest = hashlib.sha256(json.dumps([sorted(sops), known, __version__]).encode() + config_text)
    for folder in (CODE, schemas_folder()):
        for path, entry in _walk(str(folder)):
            if entry.name.endswith(_OF_PROGRAM):
                status = entry.stat()
                digest.update(f"{folder}{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def folder_digest(root: Path, name: str) -> str:
    """A digest of all that a check looks at: names, kinds, permissions, contents; "" if something is unreadable."""
    try:
        return _digest(f"{root}/{INCIDENTS}/{name}")
    except OSError:
        return ""


def _digest(folder: str) -> str:
    digest = hashlib.sha256()
    for path, entry in _walk(folder):
        status = entry.stat(follow_symlinks=False)
        small = stat.S_ISREG(status.st_mode) and status.st_size <= MAX_ARTEFACT_BYTES
        digest.update(f"{path}\0{status.st_mode}\0{status.st_size}\0".encode("utf-8", "surrogateescape"))
        if small:
            with open(entry.path, "rb") as file:  # noqa: PTH123  # twice as fast as Path.open, 70,000 times
                digest.update(file.read())
    return digest.hexdigest()


def _walk(folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    pending = [folder]
    while pending:
        path = pending.pop()
        with os.scandir(path) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        for entry in listed:
            yield entry.path[len(folder) :], entry
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)


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
