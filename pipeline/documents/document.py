"""A file → its front matter with places, and its body.

What cannot be read is a diagnostic, not an exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.diagnostic import Diagnostic, Location, Route, Severity
from pipeline.documents import strict_yaml
from pipeline.documents.strict_yaml import Fault, Places, Position
from pipeline.host.paths import file_status, first_link, read_unlinked
from pipeline.markdown.prose import Prose

MAX_BYTES = 1_000_000
MAX_BODY = {
    "characters": 200_000,
    "lines": 5_000,
    "table cells": 5_000,
    "headings": 1_000,
    "marks of Markdown": 10_000,
    "marks of quotations": 2_000,
}
"""The longest body: several times as much of everything as the longest of 358 real reports, and parsed in a second."""

_FENCE = re.compile(r"---[ \t]*\n")
_HEADING = re.compile(r"^ {0,3}(?:#{1,6}(?:[ \t]|$)|(?:=+|-+)[ \t]*$)", re.MULTILINE)
_BODY = re.compile(r"^##[ \t]", re.MULTILINE)
"""The first heading that documents have below their front matter, where it is a comment of two marks."""

_QUOTED = re.compile(r"^[ \t>*+-]*>", re.MULTILINE)
_MARKS = "*_[]<&`~!\\"
_FENCE_END = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A file as read: `data` is None if there is no readable front matter.

    `places` gives the place of each key and each value by its route, counted from the first line of the
    front matter, which is `first_line` of the file. `source` is the whole text as read.
    """

    path: str
    data: dict[str, Any] | None
    body: Prose
    diagnostics: tuple[Diagnostic, ...] = ()
    first_line: int = 1
    places: Callable[[], Places] = Places
    source: Prose = field(default_factory=lambda: Prose(""))

    def locate(self, route: Route, *, key: bool = False) -> Location:
        """The place of the value at `route` (of its key with `key`), or of the nearest that exists."""
        places = self.places()
        first, second = (places.keys, places.values) if key else (places.values, places.keys)
        for length in range(len(route), -1, -1):
            position = first.get(route[:length]) or second.get(route[:length])
            if position is not None:
                return _located(self.path, self.first_line, position)
        return Location(self.path)


def read_document(root: Path, path: str) -> Document:
    """Read the Markdown file at `path` below `root`."""
    text = read_text(root, path)
    return unreadable(path, text) if isinstance(text, Diagnostic) else parse_document(path, text)


def unreadable(path: str, why: Diagnostic) -> Document:
    """A document that cannot be read."""
    return Document(path, None, Prose("", path), (why,))


def parse_document(path: str, text: str) -> Document:
    """Read a Markdown document with front matter from its text."""
    return replace(_parse(path, text), source=Prose(text, path))


def has_front_matter(text: str) -> bool:
    """Whether the text begins with a line that opens front matter."""
    return _FENCE.match(text) is not None


def _parse(path: str, text: str) -> Document:
    opening = _FENCE.match(text)
    if opening is None:
        wrong = _error(
            "front-matter", Location(path), "the file has no front matter", "start the file with a `---` line"
        )
        return Document(path, None, Prose(text, path), (wrong,))
    ending = _FENCE_END.search(text, opening.end() - 1)
    if ending is None:
        first = _BODY.search(text)
        place = Prose(text, path).located(first.start()) if first else Location(path)
        hint = "add a `---` line above this one" if first else "add a `---` line after the front matter"
        wrong = _error("front-matter", place, "the front matter is not closed", hint)
        return Document(path, None, Prose("", path), (wrong,))
    rest = text[ending.end() :].removeprefix("\n")
    body = Prose(rest, path, text[: len(text) - len(rest)].count("\n") + 1)
    for unit, size in sizes(rest).items() if len(rest) > min(MAX_BODY.values()) else ():
        most = MAX_BODY[unit]
        if size > most:
            hint = "shorten it: move data into evidence/ and cite it"
            wrong = _error(
                "readable", Location(path, body.line), f"the text has {size:,} {unit}, more than {most:,}", hint
            )
            return Document(path, None, Prose("", path), (wrong,))
    return _parse_yaml(path, text[opening.end() : ending.start() + 1], 2, body)


def front_matter_span(text: str) -> tuple[int, int] | None:
    """Where the front matter of a text begins and ends, without the lines around it; None if there is none."""
    opening = _FENCE.match(text)
    ending = _FENCE_END.search(text, opening.end() - 1) if opening else None
    return (opening.end(), ending.start() + 1) if opening and ending else None


def sizes(text: str) -> dict[str, int]:
    """How much a body has of each thing that `MAX_BODY` bounds."""
    return {
        "characters": len(text),
        "lines": text.count("\n"),
        "table cells": text.count("|") + sum("|" in line for line in text.split("\n")) if "|" in text else 0,
        "headings": sum(1 for _ in _HEADING.finditer(text)),
        "marks of Markdown": sum(map(text.count, _MARKS)),
        "marks of quotations": sum(begin.count(">") for begin in _QUOTED.findall(text)),
    }


def read_yaml(root: Path, path: str) -> Document:
    """Read the YAML file at `path` below `root`, by the same rules as front matter."""
    text = read_text(root, path)
    return unreadable(path, text) if isinstance(text, Diagnostic) else parse_yaml(path, text)


def parse_yaml(path: str, text: str) -> Document:
    """Read a YAML file from its text."""
    return replace(_parse_yaml(path, text, 1, Prose("", path)), source=Prose(text, path))


_REFUSED = (
    ("\0", "the file contains a NUL byte", "remove it"),
    (
        "\r",
        "a carriage return without a line feed: YAML begins a new line here, and reviewers may not see that",
        "end each line with a line feed (LF or CRLF)",
    ),
)
"""Characters that no text may contain, with what is wrong with them and what to do."""


def read_text(root: Path, path: str) -> str | Diagnostic:
    """The text of a file, lines ended by a newline, or what keeps it from being read."""
    location = Location(path)
    link = first_link(root, path)
    if link:
        hint = "replace the link with the file itself"
        return _error("layout", Location(link), "symbolic links are not allowed", hint)
    try:
        status = file_status(root, path)
        if status is None and not (root / path).exists():
            return _error("readable", location, "there is no such file", "correct the path")
        if status is None:
            return _error("readable", location, "not a regular file", "replace it with a text file")
        if status.st_size > MAX_BYTES:
            return _too_large(location)
        raw = read_unlinked(root, path)
    except OSError as error:
        return _error("readable", location, f"the file cannot be read: {error.strerror}", "check its permissions")
    return decoded(path, raw)


def decoded(path: str, raw: bytes) -> str | Diagnostic:
    """The text of a file of this content, lines ended by a newline, or what keeps it from being read."""
    location = Location(path)
    if len(raw) > MAX_BYTES:
        return _too_large(location)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        what = f"the file is not UTF-8: byte 0x{raw[error.start]:02x}"
        return _error("encoding", Location(location.path, line, column), what, "save the file as UTF-8")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    for character, what, hint in _REFUSED:
        found = text.find(character)
        if found >= 0:
            return _error("encoding", Prose(text, location.path).located(found), what, hint)
    return text


def _too_large(location: Location) -> Diagnostic:
    hint = f"keep it below {MAX_BYTES:,} bytes; store large evidence elsewhere and give its `url` and `sha256`"
    return _error("readable", location, "the file is too large to read", hint)


def _parse_yaml(path: str, text: str, first_line: int, body: Prose) -> Document:
    parsed = strict_yaml.parse(text)
    problems = tuple(_problem(path, first_line, fault) for fault in parsed.faults)
    return Document(path, parsed.data, body, problems, first_line, lambda: parsed.places)


def _problem(path: str, first_line: int, fault: Fault) -> Diagnostic:
    first = f", first used on line {first_line + fault.first.line}" if fault.first else ""
    return _error("yaml", _located(path, first_line, fault.position), f"{fault.message}{first}", fault.hint)


def _located(path: str, first_line: int, position: Position) -> Location:
    return Location(path, first_line + position.line, position.column + 1)


def _error(rule: str, location: Location, message: str, hint: str) -> Diagnostic:
    return Diagnostic(location, rule, Severity.ERROR, message, hint)
