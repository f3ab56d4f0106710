"""What a `.gitattributes` does to the files that the pipeline reads: reviewers have to see what it reads.

Git and GitHub show, change and hide files by these attributes. The harmless ones are listed; any other is an error
where it may apply to an incident, an operating procedure or the configuration.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.diagnostic import Diagnostic, Location, Severity
from pipeline.documents.document import MAX_BYTES
from pipeline.host.git import working_tree
from pipeline.host.paths import first_link, read_bytes
from pipeline.layout import CONFIG_FILE, INCIDENTS, SOPS

NAME = ".gitattributes"

_HARMLESS = frozenset(
    {"text", "eol", "whitespace", "linguist-detectable", "linguist-documentation", "linguist-vendored"}
)
"""Line ends are read alike whatever they are; the others change colours and counts."""

_FOR_BINARIES = frozenset({"binary", "diff", "merge", "text"})
"""Attributes that, unset or set to binary, change nothing for a file that is not text."""

_MOST = 50
_STARS = 8

_FIRST_BYTES = 8000
"""Where Git looks for a NUL byte to tell whether a file is text."""

_BLANKS = " \t\r"
_WORDS = re.compile(rf"[^{_BLANKS}]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DOCUMENTS = (".md", ".yml")
_HINT = "remove it: reviewers have to see the text that is checked, filed and published"


def attribute_problems(root: Path) -> Iterator[Diagnostic]:
    """The attributes that hide or change what is read, from the top of the Git repository down to what is read.

    A file within the incidents' or the procedures' folder is an error by its name alone, elsewhere.
    """
    top = working_tree(root) or root
    prefix = "".join(f"{part}/" for part in root.resolve().relative_to(top.resolve()).parts)
    for above, name in ((folder, name) for folder in _folders(prefix) for name in _names(top / folder)):
        path = f"{above}{name}"
        place = Location(os.path.relpath(f"/{path}", f"/{prefix}").replace(os.sep, "/"))
        if first_link(top, path):
            yield _error(place, "symbolic links are not allowed", "replace the link with the file itself")
        elif os.path.lexists(top / path):
            text = _text(top, path)
            if text is None:
                yield _error(place, "the file cannot be read", "use only short lines of printable UTF-8")
            else:
                yield from _lines(text, place.path, _Reach(root, tuple(_read(root)), prefix, above))


def _names(folder: Path) -> list[str]:
    """What Git may read attributes from there: on a Mac and on Windows, a file whose name is in capitals too."""
    try:
        found = {path.name for path in folder.iterdir() if path.name.casefold() == NAME}
    except OSError:
        found = set()
    return sorted(found | {NAME})


def _text(top: Path, path: str) -> str | None:
    """The file as Git reads it: a carriage return ends no line. None if nobody can tell what Git makes of it."""
    try:
        text = read_bytes(top, path).decode("utf-8").removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError):
        return None
    return None if len(text) > MAX_BYTES or _UNPRINTABLE.search(text) else text


def _folders(prefix: str) -> list[str]:
    """The folders above what is read, from the top of the Git repository, each "" or with a slash at its end."""
    found = {""}
    for name in (INCIDENTS, SOPS):
        above = PurePosixPath(f"{prefix}{name}").parents
        found |= {f"{folder.as_posix()}/" for folder in above if folder.parts}
    return sorted(found)


@dataclass(frozen=True, slots=True)
class _Reach:
    """What the file of attributes in this folder can be about; `prefix` leads from Git's top to the root."""

    root: Path
    paths: tuple[str, ...]
    prefix: str
    folder: str

    def read(self) -> Iterator[tuple[str, str]]:
        """The files that the pipeline reads there: each as seen from the folder, and from the root."""
        for path in self.paths:
            whole = f"{self.prefix}{path}"
            if whole.startswith(self.folder):
                yield whole.removeprefix(self.folder), path

    def is_met(self, pattern: str, odd: list[str]) -> bool:
        """Whether the pattern matches a file that is read. What is said of binary files is harmless of one that is."""
        from pathspec import GitIgnoreSpec  # noqa: PLC0415  # few repositories have such a file

        matches = GitIgnoreSpec.from_lines([pattern.casefold()]).match_file
        only_binary = all(_name(word) in _FOR_BINARIES and _switches_off(word) for word in odd)

        def is_harmed(path: str) -> bool:
            return not only_binary or path.endswith(_DOCUMENTS) or not _is_binary(self.root, path)

        return any(matches(seen.casefold()) and is_harmed(path) for seen, path in self.read())


def _lines(text: str, shown: str, reach: _Reach) -> Iterator[Diagnostic]:
    looked_at = 0
    for number, line in enumerate((line.strip(_BLANKS) for line in text.split("\n")), 1):
        place = Location(shown, number)
        if line.startswith("#") or not line:
            continue
        pattern, given = _split(line)
        if pattern.startswith("[attr]"):
            hint = "write out the attributes that it stands for"
            yield _error(place, f"`{pattern}` defines a macro of attributes", hint)
            continue
        odd = [word for word in given if _name(word) not in _HARMLESS]
        looked_at += bool(odd)
        if looked_at > _MOST:
            yield _error(
                place,
                f"more than {_MOST} lines set attributes that change what reviewers see",
                "keep only those that other files need",
            )
            return
        if odd and reach.is_met(pattern, odd):
            yield _error(place, f"`{odd[0]}` changes what reviewers see of files that the pipeline reads", _HINT)


def _split(line: str) -> tuple[str, list[str]]:
    """The pattern of a line and its attributes.

    A pattern that is quoted, or has a bracket, a backslash or many stars, is taken for one that matches everything: it
    would have to be read exactly as Git does, and may take for ever to be matched.
    """
    quoted = re.match(r'"(?:[^"\\]|\\.)*"', line)
    pattern, *given = ["*", *_WORDS.findall(line[quoted.end() :])] if quoted else _WORDS.findall(line)
    if pattern.startswith("[attr]"):
        return pattern, given
    is_plain = not re.search(r"[\[\\]", pattern) and len(pattern.split("*")) <= _STARS
    return (pattern if is_plain else "*"), given


def _name(word: str) -> str:
    return word.lstrip("-!").partition("=")[0]


def _switches_off(word: str) -> bool:
    return word == "binary" or word.startswith("-") or word.endswith("=binary")


def _is_binary(root: Path, path: str) -> bool:
    try:
        return b"\0" in read_bytes(root, path)[:_FIRST_BYTES]
    except OSError:
        return False


def _read(root: Path) -> Iterator[str]:
    """Every file that the pipeline reads; and where there may yet be one, as the next incident has them."""
    yield from (CONFIG_FILE, f"{INCIDENTS}/2000-01-01-any/README.md", f"{INCIDENTS}/2000-01-01-any/findings/01-any.md")
    yield f"{SOPS}/any.md"
    for folder in (INCIDENTS, SOPS):
        pending = [folder]
        while pending:
            here = pending.pop()
            try:
                entries = sorted(os.scandir(root / here), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                path = f"{here}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    pending.append(path)
                else:
                    yield path


def _error(place: Location, message: str, hint: str) -> Diagnostic:
    return Diagnostic(place, "layout", Severity.ERROR, message, hint)
