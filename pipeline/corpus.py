"""A repository → documents → records, with all that cannot be read as diagnostics.

Nothing outside the root is read: symbolic links are refused, not followed.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import stat
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from pipeline import model, records, vocabulary
from pipeline.artefacts import media_type
from pipeline.diagnostic import Diagnostic, Location, Severity, UsageError
from pipeline.document import Document, read_document
from pipeline.layout import (
    ARTEFACTS,
    EVIDENCE,
    FINDINGS,
    INCIDENTS,
    README,
    SOPS,
    TIMELINE,
    is_finding_file,
)
from pipeline.prose import Prose

MAX_ARTEFACT_BYTES = 10_000_000

_KNOWN = (README, TIMELINE, EVIDENCE, ARTEFACTS, FINDINGS)


def read_corpus(root: Path) -> model.Corpus:
    """Every incident below `root` as records. Raises UsageError where there is no incidents folder."""
    names, _ = incident_names(root)
    return model.Corpus(tuple(records.incident(read_folder(root, name)) for name in names), sop_names(root))


def incident_names(root: Path) -> tuple[list[str], list[Diagnostic]]:
    """The names of the incidents' folders, sorted, and what else lies there that cannot be one.

    Raises UsageError where there is no incidents folder.
    """
    problems: list[Diagnostic] = []
    entries = _entries(root, INCIDENTS, problems)
    return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)], problems


def read_folder(root: Path, name: str) -> records.Folder:
    """Read the folder of one incident; what cannot be read is among its problems."""
    path = f"{INCIDENTS}/{name}"
    problems: list[Diagnostic] = []
    if not re.fullmatch(vocabulary.pattern("incident"), name):
        hint = "name it by a date and a few words, such as 2024-06-28-leaked-admin-token"
        problems.append(_layout(path, "the folder's name is no incident id", hint))
    found = {entry.name: entry for entry in _entries(root, path, problems)}
    for unknown in sorted(set(found) - set(_KNOWN)):
        hint = f"an incident's folder holds {', '.join(_KNOWN)}"
        problems.append(_layout(f"{path}/{unknown}", "no file of this name belongs here", hint))
    within = partial(posixpath.relpath, start=path)
    artefacts = tuple(_artefacts(root, path, problems)) if ARTEFACTS in found else ()
    findings = _finding_paths(root, path, problems) if FINDINGS in found else []
    return records.Folder(
        id=name,
        path=path,
        readme=_readme(root, f"{path}/{README}", found),
        timeline=read_document(root, f"{path}/{TIMELINE}") if TIMELINE in found else None,
        register=read_document(root, f"{path}/{EVIDENCE}") if EVIDENCE in found else None,
        findings=tuple(read_document(root, finding) for finding in findings),
        artefacts=artefacts,
        files=frozenset([*found, *(artefact.path for artefact in artefacts), *map(within, findings)]),
        problems=tuple(problems),
        artefact_text=partial(_artefact_text, root, path),
    )


def _artefact_text(root: Path, folder: str, name: str) -> Prose | None:
    """The text of an artefact; None where it is no text. Bytes that are not UTF-8 hide no secret."""
    path = f"{folder}/{name}"
    try:
        raw = (root / path).read_bytes()
    except OSError:
        return None
    return None if b"\0" in raw else Prose(raw.decode("utf-8", "replace"), path)


def finding_paths(root: Path, folder: str) -> list[str]:
    """The paths of the findings of one incident's folder, by number."""
    return _finding_paths(root, folder, [])


def sop_names(root: Path) -> frozenset[str]:
    """The names of the operating procedures."""
    folder = root / SOPS
    return frozenset(path.stem for path in folder.glob("*.md")) if folder.is_dir() else frozenset()


def _readme(root: Path, path: str, found: Collection[str]) -> Document:
    """The report; where there is none that may be read, a document that says so."""
    if README in found:
        return read_document(root, path)
    wrong = _layout(path, f"the folder has no {README}", f"add {README}, as `postmortem new` writes it")
    return Document(path, None, Prose("", path), (wrong,))


def _finding_paths(root: Path, path: str, problems: list[Diagnostic]) -> list[str]:
    paths = []
    for entry in _entries(root, f"{path}/{FINDINGS}", problems):
        if is_finding_file(entry.name):
            paths.append(f"{path}/{FINDINGS}/{entry.name}")
        else:
            hint = "name a finding by its number and words, such as 01-expire-tokens.md; nothing else belongs here"
            problems.append(_layout(f"{path}/{FINDINGS}/{entry.name}", "the file's name is no finding's", hint))
    return paths


def _artefacts(root: Path, folder: str, problems: list[Diagnostic]) -> Iterator[model.Artefact]:
    pending = [f"{folder}/evidence"]
    while pending:
        here = pending.pop()
        for entry in _entries(root, here, problems):
            path = f"{here}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
                continue
            artefact = _artefact(path, path.removeprefix(f"{folder}/"), entry, problems)
            if artefact is not None:
                yield artefact


def _artefact(path: str, name: str, entry: os.DirEntry[str], problems: list[Diagnostic]) -> model.Artefact | None:
    try:
        status = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode):
            problems.append(_layout(path, "this is not a regular file", "put a file here, or remove it"))
            return None
        if status.st_size > MAX_ARTEFACT_BYTES:
            hint = f"keep artefacts below {MAX_ARTEFACT_BYTES:,} bytes; give the `url` of one kept elsewhere"
            problems.append(_layout(path, "the artefact is too large for Git", hint))
            return None
        content = Path(entry.path).read_bytes()
    except OSError as error:
        problems.append(_layout(path, f"the artefact cannot be read: {error.strerror}", "make it readable"))
        return None
    digest = hashlib.sha256(content).hexdigest()
    return model.Artefact(name, status.st_size, digest, bool(status.st_mode & 0o111), media_type(content))


def _entries(root: Path, path: str, problems: list[Diagnostic]) -> list[os.DirEntry[str]]:
    """The entries of a folder by name; links out of it and names that are not UTF-8 are reported."""
    kept = []
    try:
        with os.scandir(root / path) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if path == INCIDENTS:
            raise UsageError(f"{root / path} cannot be read: {error.strerror}") from error
        problems.append(_layout(path, f"the folder cannot be read: {error.strerror}", "make it a readable folder"))
        return []
    for entry in found:
        shown = entry.name.encode("utf-8", "replace").decode("utf-8")
        if entry.is_symlink():
            hint = "put the file itself here: links are not followed"
            problems.append(_layout(f"{path}/{shown}", "a symbolic link", hint))
        elif shown != entry.name or "\n" in shown:
            problems.append(_layout(f"{path}/{shown!r}", "the name is not printable UTF-8", "rename it"))
        elif not entry.name.startswith("."):
            kept.append(entry)
    return kept


def _layout(path: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Location(path), "layout", Severity.ERROR, message, hint)
