"""Imports files one after the other into a repository: reads them, and writes the drafts."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pipeline.check.other_incidents import Repository
from pipeline.diagnostic import Diagnostic, Location, Severity, UsageError
from pipeline.documents.document import read_document, read_text, read_yaml
from pipeline.exchange.incoming.checking import DraftCheck
from pipeline.exchange.incoming.draft import SOURCE_KEY
from pipeline.exchange.incoming.house import FOLDER, STYLES, House, house
from pipeline.exchange.incoming.importer import File, Outcome, draft_of
from pipeline.exchange.incoming.pictures import LARGEST
from pipeline.exchange.incoming.reading import Setting
from pipeline.host.paths import follow, is_link, read_bytes
from pipeline.host.writing import add_folder
from pipeline.layout import INCIDENTS, README
from pipeline.operations.workspace import Workspace
from pipeline.repository.corpus import incident_names, sop_names
from pipeline.time import moment
from pipeline.validation.validate import validate

_BASE = "common.yml"


class Importer:
    """Takes files into a workspace; what it took before, it knows."""

    def __init__(self, workspace: Workspace, timezone: str = "", *, dry_run: bool = False) -> None:
        """Raises UsageError for an unknown zone, a house style with errors, or a repository that cannot be used."""
        try:
            moment.zone_named(timezone or "UTC")
        except moment.MomentError as error:
            raise UsageError(f"--timezone: {error}") from error
        self._root, self._dry = workspace.root, dry_run
        self._setting = Setting(read_house(workspace.root), workspace.config, workspace.today, timezone)
        names, _ = incident_names(workspace.root)
        self._taken = set(names)
        self._sources = dict(_sources(workspace.root, names))
        self._check = DraftCheck(
            workspace.config, sop_names(workspace.root), Repository(workspace.root, names), workspace.today
        )

    def take(self, file: Path) -> Outcome:
        """Import one file. What keeps it from being imported is in the outcome."""
        name = file.name
        try:
            folder = follow(file).path.parent
            text = read_text(folder, name)
        except UsageError as error:
            return Outcome(name, refused=str(error))
        if isinstance(text, Diagnostic):
            return Outcome(name, refused=f"{text.message}: {text.hint}")
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest in self._sources:
            return Outcome(name, id=self._sources[digest])
        outcome = draft_of(File(name, str(file), text, partial(_read, folder)), self._setting, self._taken, self._check)
        if not outcome.refused:
            self._taken.add(outcome.id)
            self._sources[digest] = outcome.id
            if not self._dry:
                self._write(outcome)
        return outcome

    def _write(self, outcome: Outcome) -> None:
        add_folder(self._root / INCIDENTS / outcome.id, outcome.draft.files)


def read_house(root: Path | None) -> House:
    """The house styles of the package and of the repository, if there is one. Raises UsageError if one has errors."""
    found = []
    if root is not None and is_link(root / FOLDER):
        raise UsageError(f"{FOLDER} is a symbolic link: replace it with a folder")
    for folder, base in ((STYLES, STYLES), *([(root / FOLDER, root)] if root is not None else [])):
        if os.path.lexists(folder):
            names = sorted((path.name for path in folder.glob("*.yml")), key=lambda name: (name != _BASE, name))
            for name in names:
                document = read_yaml(base, (folder / name).relative_to(base).as_posix())
                wrong = [*document.diagnostics, *validate("house-style", document)]
                wrong += [] if wrong else _bad_patterns(document.data or {}, name)
                if wrong:
                    raise UsageError(
                        f"{wrong[0].location.path}:{wrong[0].location.line}: {wrong[0].message}: {wrong[0].hint}"
                    )
                found.append(document.data or {})
    return house(found)


def styles_of(root: Path | None) -> Iterator[str]:
    """The names of the house styles of the package, and the paths of those of the repository."""
    yield from sorted(path.stem for path in STYLES.glob("*.yml"))
    if root is not None:
        yield from sorted(f"{FOLDER}/{path.name}" for path in (root / FOLDER).glob("*.yml"))


def _read(folder: Path, path: str) -> bytes | None:
    """A file below the folder, through no link; None if it cannot be read or is too large."""
    try:
        if (folder / path).lstat().st_size > LARGEST:
            return None
        return read_bytes(folder, path)
    except (OSError, ValueError):
        return None


def _sources(root: Path, names: list[str]) -> dict[str, str]:
    """The incidents that were imported, by the digest of their source."""
    found = {}
    for name in names:
        data = read_document(root, f"{INCIDENTS}/{name}/{README}").data or {}
        told = data.get(SOURCE_KEY)
        if isinstance(told, dict) and isinstance(told.get("sha256"), str):
            found[told["sha256"]] = name
    return found


def _bad_patterns(style: dict[str, object], name: str) -> list[Diagnostic]:
    """The patterns of a house style that are not regular expressions."""
    found = []
    listed = [(key, words) for key, words in style.items() if key.endswith("_words")]
    listed += [(key, one) for key, words in listed if isinstance(words, dict) for one in words.values()]
    for key, words in listed:
        for word in words if isinstance(words, list) else ():
            try:
                re.compile(str(word))
            except re.error as error:
                message = f"`{word}` in `{key}` is not a valid regular expression ({error})"
                hint = "write a word, or a regular expression in Python's syntax"
                found.append(Diagnostic(Location(f"{FOLDER}/{name}"), "house-style", Severity.ERROR, message, hint))
    return found
