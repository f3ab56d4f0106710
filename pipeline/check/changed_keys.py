"""Incidents and findings whose key changed since a revision: each would be filed a second time, or exchange its issue.

Git tells which files were renamed; titles tell findings that exchanged their files or numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.diagnostic import Diagnostic, Location, Severity, UsageError
from pipeline.documents.document import parse_document, read_document
from pipeline.host import git
from pipeline.layout import FINDINGS, INCIDENTS, README, finding_number
from pipeline.repository.corpus import incident_names

_README = re.compile(rf"{INCIDENTS}/([^/]+)/{README}")
_FINDING = re.compile(rf"{INCIDENTS}/([^/]+)/{FINDINGS}/([^/]+\.md)")

_SIMILAR = "80%"
"""How much of a renamed file's text is unchanged: two findings have the same headings, and are not the same."""

_MOST_FILES = 1000
"""With more new or deleted files than this, Git looks for renamed files only among those whose text is the same."""


@dataclass
class _Side:
    """The findings in the changed files, as they were or as they are: path and title of each, by its key."""

    paths: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)


def keys_that_changed(root: Path, revision: str) -> Iterator[Diagnostic]:
    """What changed its key since the branch left the revision. Raises UsageError if Git cannot tell."""
    try:
        base = git.run(root, "merge-base", revision, "HEAD").strip()
        changes = list(_changes(root, base))
        yield from _Renames(root, base, changes).diagnostics()
    except git.GitError as error:
        raise UsageError(f"--since: Git failed: {error}") from error


def _changes(root: Path, base: str) -> Iterator[tuple[str, str]]:
    """Each changed file of an incident as (path before, path now), "" if there is none; a renamed file has both."""
    command = ("diff", "--name-status", f"--find-renames={_SIMILAR}", f"-l{_MOST_FILES}", "-z", "--relative", base)
    output = git.run(root, *command, "--", INCIDENTS)
    fields = iter(output.split("\0"))
    for status in fields:
        if not status:
            break
        path = next(fields)
        if status[0] in "RC":
            yield (path if status[0] == "R" else ""), next(fields)
        else:
            yield ("" if status == "A" else path), ("" if status == "D" else path)
    untracked = git.run(root, "ls-files", "-z", "--others", "--exclude-standard", "--", INCIDENTS)
    yield from (("", path) for path in untracked.split("\0") if path)


class _Renames:
    def __init__(self, root: Path, base: str, changes: list[tuple[str, str]]) -> None:
        self.root, self.base, self.changes = root, base, changes
        self.names = frozenset(incident_names(root)[0])
        self.before, self.now = _Side(), _Side()
        for old, new in changes:
            self._enter(self.before, old, self._data_before)
            self._enter(self.now, new, self._data_now)

    def diagnostics(self) -> Iterator[Diagnostic]:
        folders = dict(self._folders())
        for new, old in sorted(folders.items()):
            yield self._folder(old, new)
        moved = {key: old for key, old in self._moved() if folders.get(_incident(key)) != _incident(old)}
        for key, old in sorted(moved.items()):
            yield self._finding(key, old)

    def _enter(self, side: _Side, path: str, read: Callable[[str], Mapping[str, Any]]) -> None:
        match = _FINDING.fullmatch(path)
        if match is None:
            return
        key = f"{match[1]}/{finding_number(match[2])}"
        title = read(path).get("title")
        side.paths[key] = path
        if isinstance(title, str):
            side.titles[key] = " ".join(title.casefold().split())

    def _folders(self) -> Iterator[tuple[str, str]]:
        """The new and the old name of each incident that was renamed without an alias, unless it was a draft."""
        for old_path, new_path in self.changes:
            old, new = _README.fullmatch(old_path), _README.fullmatch(new_path)
            if old and new and old[1] != new[1] and self._is_lost(old[1], new[1]):
                yield new[1], old[1]
        for key, old_key in self._same_titles():
            renamed_from, name = _incident(old_key), _incident(key)
            if _number(key) == _number(old_key) and renamed_from != name and self._is_lost(renamed_from, name):
                yield name, renamed_from

    def _is_lost(self, old: str, new: str) -> bool:
        """Whether the old incident is gone, was not a draft, and is not an alias of the new one."""
        if old in self.names or old in self._aliases(new):
            return False
        return bool(self._data_before(f"{INCIDENTS}/{old}/{README}").get("status") != "draft")

    def _moved(self) -> Iterator[tuple[str, str]]:
        """The new and the old key of each finding that is under another key now."""
        for old_path, new_path in self.changes:
            old, new = _key(old_path), _key(new_path)
            if old and new and old != new and not self._is_alias(old, new) and old not in self.now.paths:
                yield new, old
        yield from (pair for pair in self._same_titles() if not self._is_alias(pair[1], pair[0]))

    def _same_titles(self) -> Iterator[tuple[str, str]]:
        """The keys whose findings have the title now that another key's had, which has another one now or is gone."""
        former: dict[str, list[str]] = {}
        for old, title in self.before.titles.items():
            if self.now.titles.get(old) != title:
                former.setdefault(title, []).append(old)
        for key, title in self.now.titles.items():
            if self.before.titles.get(key) != title:
                yield from ((key, old) for old in former.get(title, ())[:1])

    def _is_alias(self, old: str, new: str) -> bool:
        known = _incident(old) in self._aliases(_incident(new)) and _number(old) == _number(new)
        draft = self._data_before(f"{INCIDENTS}/{_incident(old)}/{README}").get("status") == "draft"
        return known or draft

    def _aliases(self, incident: str) -> list[Any]:
        aliases = self._data_now(f"{INCIDENTS}/{incident}/{README}").get("aliases")
        return aliases if isinstance(aliases, list) else []

    def _folder(self, old: str, new: str) -> Diagnostic:
        readme = f"{INCIDENTS}/{new}/{README}"
        document = read_document(self.root, readme)
        aliases = ", ".join([*map(str, self._aliases(new)), old])
        message = (
            f"{INCIDENTS}/{old} was renamed without an alias: its findings would be filed again, and its page would"
            " disappear"
        )
        place = document.locate(("aliases",)) if self._aliases(new) else Location(readme, 2)
        return Diagnostic(place, "layout", Severity.ERROR, message, f"write `aliases: [{aliases}]`")

    def _finding(self, key: str, old: str) -> Diagnostic:
        name = self.now.paths[key].rpartition("/")[2]
        back = f"{_number(old)}-{name.partition('-')[2]}"
        if _incident(old) != _incident(key):
            back = f"{INCIDENTS}/{_incident(old)}/{FINDINGS}/{back}"
        message = f"this finding was {old}: its issue belongs to that number, which never changes"
        hint = f"rename the file to `{back}` again"
        if self.now.paths.get(key) == self.before.paths.get(key):
            hint = f"swap the contents of the files back, so that {old} has its own"
        return Diagnostic(Location(self.now.paths[key]), "layout", Severity.ERROR, message, hint)

    def _data_before(self, path: str) -> Mapping[str, Any]:
        try:
            text = git.run(self.root, "show", f"{self.base}:./{path}")
        except git.GitError:
            return {}  # it was not there
        return parse_document(path, text).data or {}

    def _data_now(self, path: str) -> Mapping[str, Any]:
        return read_document(self.root, path).data or {}


def _key(path: str) -> str:
    """The key of the finding in a file; "" for another file."""
    match = _FINDING.fullmatch(path)
    return f"{match[1]}/{finding_number(match[2])}" if match else ""


def _incident(key: str) -> str:
    return key.partition("/")[0]


def _number(key: str) -> str:
    return key.partition("/")[2]
