"""A repository → documents → records, with all that cannot be read as diagnostics.

Nothing outside the root is read: symbolic links are refused, not followed.
"""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline import vocabulary
from pipeline.artefacts import TEXT, media_type
from pipeline.diagnostic import Diagnostic, Location, Severity, UsageError
from pipeline.documents.document import Document, has_front_matter, parse_document, read_document, read_text, unreadable
from pipeline.host.characters import harmless
from pipeline.host.git import is_submodule
from pipeline.host.paths import is_junction, read_bytes, refuse_links
from pipeline.layout import (
    ARTEFACTS,
    CONFIG_FILE,
    EVIDENCE,
    FINDINGS,
    INCIDENTS,
    README,
    SOPS,
    TIMELINE,
    is_finding_file,
)
from pipeline.markdown.prose import Prose
from pipeline.text.characters import without_case

if TYPE_CHECKING:
    from pipeline import model, records

MAX_ARTEFACT_BYTES = 10_000_000

_KEPT_TEXTS = 4
"""How many artefacts' texts an incident's folder keeps, for the next rule that asks."""

_DOCS = SOPS.partition("/")[0]
_KNOWN = (README, TIMELINE, EVIDENCE, ARTEFACTS, FINDINGS)


def read_corpus(root: Path, only: Collection[str] | None = None) -> model.Corpus:
    """Every incident below `root` as records, or `only` those of these names. Raises as `incident_names` does."""
    from pipeline import model, records  # noqa: PLC0415  # not where nothing is read: they take a while to load
    from pipeline.records.findings import procedure  # noqa: PLC0415  # as the records

    names, _ = incident_names(root)
    names = [name for name in names if only is None or name in only]
    sops = sop_names(root)
    procedures = tuple(procedure(name, read_procedure(root, name)) for name in sorted(sops))
    return model.Corpus(tuple(records.incident(read_folder(root, name)) for name in names), sops, procedures)


def incident_names(root: Path) -> tuple[list[str], list[Diagnostic]]:
    """The names of the incidents' folders, sorted, and problems with anything else in there.

    Git keeps no empty folder, so a repository without an incidents folder has no incidents. Raises UsageError if there
    is one that cannot be read.
    """
    problems: list[Diagnostic] = []
    entries = _entries(root, INCIDENTS, problems)
    return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)], problems


def read_folder(root: Path, name: str) -> records.Folder:
    """Read the folder of one incident; what cannot be read is among its problems."""
    from pipeline import records  # noqa: PLC0415  # as above

    path = f"{INCIDENTS}/{name}"
    problems: list[Diagnostic] = []
    if not re.fullmatch(vocabulary.pattern("incident"), name):
        hint = "rename it to a date and a few words, such as 2024-06-28-leaked-admin-token"
        problems.append(_layout(path, "the folder's name is not an incident id", hint))
    entries = {entry.name: entry for entry in _entries(root, path, problems)}
    for unknown in sorted(set(entries) - set(_KNOWN)):
        hint = f"move or remove it: an incident's folder contains only {', '.join(_KNOWN)}"
        problems.append(_layout(f"{path}/{unknown}", "unexpected file or folder", hint))
    artefacts = tuple(_artefacts(root, path, problems)) if ARTEFACTS in entries else ()
    findings = _finding_paths(root, path, problems) if FINDINGS in entries else []
    below = (finding.removeprefix(f"{path}/") for finding in findings)
    return records.Folder(
        id=name,
        path=path,
        readme=_readme(root, f"{path}/{README}", entries),
        timeline=read_document(root, f"{path}/{TIMELINE}") if TIMELINE in entries else None,
        register=read_document(root, f"{path}/{EVIDENCE}") if EVIDENCE in entries else None,
        findings=tuple(read_document(root, finding) for finding in findings),
        artefacts=artefacts,
        files=frozenset([*entries, *(artefact.path for artefact in artefacts), *below]),
        problems=tuple(problems),
        artefact_text=lru_cache(_KEPT_TEXTS)(partial(_artefact_text, root, path)),
    )


def _artefact_text(root: Path, folder: str, name: str) -> Prose | None:
    """The text of an artefact; None if it is not text. UTF-16 is read, and what is neither that nor UTF-8 replaced.

    NUL bytes are left out: one of them, or a text in UTF-16 that does not say so, hides no secret.
    """
    path = f"{folder}/{name}"
    try:
        raw = read_bytes(root, path)
    except OSError:
        return None
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Prose(raw.decode("utf-16", "replace"), path)
    seen = raw.replace(b"\0", b"")
    return None if seen != raw and media_type(seen) != TEXT else Prose(seen.decode("utf-8", "replace"), path)


def finding_paths(root: Path, folder: str) -> list[str]:
    """The paths of the findings of one incident's folder, by number."""
    return _finding_paths(root, folder, [])


def sop_names(root: Path) -> frozenset[str]:
    """The names of the operating procedures."""
    return frozenset(PurePosixPath(entry.name).stem for entry in _sops(root, []) if _is_sop(entry))


def read_procedure(root: Path, name: str) -> Document:
    """The operating procedure of that name. It need not have front matter: then its data is empty."""
    path = f"{SOPS}/{name}.md"
    text = read_text(root, path)
    return unreadable(path, text) if isinstance(text, Diagnostic) else parse_procedure(path, text)


def parse_procedure(path: str, text: str) -> Document:
    """Read an operating procedure from its text."""
    if not has_front_matter(text):
        return Document(path, {}, Prose(text, path), source=Prose(text, path))
    return parse_document(path, text)


def sop_problems(root: Path) -> list[Diagnostic]:
    """Problems with what is no regular file among the operating procedures, and with what the folders there hide."""
    problems: list[Diagnostic] = []
    entries = _sops(root, problems)
    folders = [f"{SOPS}/{entry.name}" for entry in entries if entry.is_dir(follow_symlinks=False)]
    while folders:
        folder = folders.pop()
        within = _entries(root, folder, problems)
        folders += [f"{folder}/{entry.name}" for entry in within if entry.is_dir(follow_symlinks=False)]
    odd = [entry for entry in entries if entry.name.endswith(".md") and not entry.is_file(follow_symlinks=False)]
    why = ("not a regular file", "replace it with a text file")
    unnamed = [entry for entry in entries if _is_text(entry) and not _is_sop(entry)]
    hint = "rename it to words in small letters joined by hyphens, such as token-handling.md"
    for entry in unnamed:
        wrong = _layout(f"{SOPS}/{entry.name}", "no finding can name this procedure, and it has no page", hint)
        problems.append(replace(wrong, severity=Severity.WARNING))
    return [*problems, *(_layout(f"{SOPS}/{entry.name}", *why) for entry in odd)]


def other_case_problems(root: Path) -> Iterator[Diagnostic]:
    """What would be the incidents, the procedures or the configuration on a disk that ignores case, but is not here."""
    for folder, own in (("", INCIDENTS), ("", CONFIG_FILE), ("", _DOCS), (_DOCS, SOPS.removeprefix(f"{_DOCS}/"))):
        for entry in os.scandir(root / folder) if (root / folder).is_dir() else ():
            if entry.name != own and without_case(entry.name) == own:
                path = f"{folder}/{entry.name}".lstrip("/")
                hint = "rename it, or remove it: on other computers, it is in the place of the other one"
                yield _layout(path, f"this differs from `{own}` only in case, or in a form of its letters", hint)


def _sops(root: Path, problems: list[Diagnostic]) -> list[os.DirEntry[str]]:
    return _entries(root, SOPS, problems) if os.path.lexists(root / SOPS) else []


def _is_sop(entry: os.DirEntry[str]) -> bool:
    name, end = os.path.splitext(entry.name)  # noqa: PTH122  # a name, no path
    is_named = re.fullmatch(vocabulary.pattern("short-name"), name) is not None
    return end == ".md" and is_named and entry.is_file(follow_symlinks=False)


def _is_text(entry: os.DirEntry[str]) -> bool:
    return entry.name.lower().endswith(".md") and entry.name != README and entry.is_file(follow_symlinks=False)


def _readme(root: Path, path: str, names: Collection[str]) -> Document:
    """The report; where there is none that may be read, a document that says so."""
    if README in names:
        return read_document(root, path)
    wrong = _layout(path, f"the folder has no {README}", f"add a {README} like the one that `postmortem new` creates")
    return Document(path, None, Prose("", path), (wrong,))


def _finding_paths(root: Path, path: str, problems: list[Diagnostic]) -> list[str]:
    paths = []
    for entry in _entries(root, f"{path}/{FINDINGS}", problems):
        if is_finding_file(entry.name):
            paths.append(f"{path}/{FINDINGS}/{entry.name}")
        else:
            hint = "rename it to a number and a few words, such as 01-expire-tokens.md, or move it out of findings/"
            problems.append(_layout(f"{path}/{FINDINGS}/{entry.name}", "this is not a file name for a finding", hint))
    return paths


def _artefacts(root: Path, folder: str, problems: list[Diagnostic]) -> Iterator[model.Artefact]:
    pending = [f"{folder}/evidence"]
    while pending:
        folder_path = pending.pop()
        for entry in _entries(root, folder_path, problems):
            path = f"{folder_path}/{entry.name}"
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
            problems.append(_layout(path, "not a regular file", "replace it with a file, or remove it"))
            return None
        if status.st_size > MAX_ARTEFACT_BYTES:
            hint = f"keep artefacts below {MAX_ARTEFACT_BYTES:,} bytes, or store this one elsewhere and give its `url`"
            problems.append(_layout(path, "the artefact is too large for Git", hint))
            return None
        content = Path(entry.path).read_bytes()
    except OSError as error:
        problems.append(_layout(path, f"the artefact cannot be read: {error.strerror}", "check its permissions"))
        return None
    from pipeline.model import Artefact  # noqa: PLC0415  # as above

    digest = hashlib.sha256(content).hexdigest()
    return Artefact(name, status.st_size, digest, bool(status.st_mode & 0o111), media_type(content))


def _entries(root: Path, path: str, problems: list[Diagnostic]) -> list[os.DirEntry[str]]:
    """The entries of a folder by name; what is hidden, leads elsewhere or has no printable name is reported."""
    kept = []
    try:
        refuse_links(root, path)
        with os.scandir(root / path) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if path == INCIDENTS and error.errno == errno.ENOENT:
            return []
        if path == INCIDENTS:
            raise UsageError(f"{root / path} cannot be read: {error.strerror}") from error
        problems.append(
            _layout(path, f"the folder cannot be read: {error.strerror}", "make it a folder, and check its permissions")
        )
        return []
    if not listed and is_submodule(root, path):
        problems.append(_layout(path, "submodules are not allowed", "replace the submodule with the files themselves"))
    for entry in listed:
        shown = entry.name.encode("utf-8", "replace").decode("utf-8")
        if entry.is_symlink() or is_junction(entry):
            hint = "replace the link with the file itself"
            problems.append(_layout(f"{path}/{shown}", "symbolic links are not allowed", hint))
        elif shown != entry.name or harmless(shown) != shown:
            problems.append(_layout(f"{path}/{shown!r}", "the name is not printable UTF-8", "rename it"))
        elif not entry.name.startswith("."):
            kept.append(entry)
        elif not _keeps_a_folder(entry):
            hint = "remove it: reviewers do not see hidden files"
            problems.append(_layout(f"{path}/{shown}", "hidden files are not allowed", hint))
    return kept


def _keeps_a_folder(entry: os.DirEntry[str]) -> bool:
    """Whether this is the empty file by which people keep an empty folder in Git."""
    status = entry.stat(follow_symlinks=False)
    return entry.name == ".gitkeep" and stat.S_ISREG(status.st_mode) and not status.st_size


def _layout(path: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Location(path), "layout", Severity.ERROR, message, hint)
