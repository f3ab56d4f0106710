"""A file → its front matter with places, and its body. The YAML is a strict, small part of YAML 1.2.

Booleans are `true` and `false`; times, dates, `yes`, `no` and `01` stay text; a key stands once;
anchors, aliases, tags and merge keys are refused. What cannot be read is a diagnostic, not an exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import yaml

from pipeline.diagnostic import Diagnostic, Location, Route, Severity
from pipeline.prose import Prose

MAX_BYTES = 1_000_000
MAX_NODES = 50_000
MAX_DEPTH = 20
MAX_BRACKETS = 200

_FENCE = re.compile(r"---[ \t]*\n")
_FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_QUOTED = ("'", '"', "|", ">")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: `data` is None where there is no readable front matter.

    `keys` and `values` hold the place of each key and each value by its route.
    """

    path: str
    data: dict[str, Any] | None
    body: Prose
    diagnostics: tuple[Diagnostic, ...] = ()
    keys: dict[Route, Location] = field(default_factory=dict)
    values: dict[Route, Location] = field(default_factory=dict)

    def locate(self, route: Route, *, key: bool = False) -> Location:
        """The place of the value at `route` (of its key with `key`), or of the nearest that exists."""
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        for length in range(len(route), -1, -1):
            found = first.get(route[:length]) or second.get(route[:length])
            if found is not None:
                return found
        return Location(self.path)


class _Refused(Exception):
    """Front matter that is not of the small YAML; carries the line and column (from 0) of the place."""

    def __init__(self, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.message, self.hint = line, column, message, hint


def read_document(root: Path, path: str) -> Document:
    """Read the Markdown file at `path` below `root`."""
    text = read_text(root, path)
    if isinstance(text, Diagnostic):
        return Document(path, None, Prose("", path), (text,))
    return parse_document(path, text)


def parse_document(path: str, text: str) -> Document:
    """Read a Markdown document with front matter from its text."""
    opening = _FENCE.match(text)
    if opening is None:
        wrong = _error("front-matter", Location(path), "there is no front matter", "begin the file with a line `---`")
        return Document(path, None, Prose(text, path), (wrong,))
    ending = _FENCE_END.search(text, opening.end())
    if ending is None:
        hint = "end the front matter with a line `---`, before the text"
        wrong = _error("front-matter", Location(path), "the front matter never ends", hint)
        return Document(path, None, Prose("", path), (wrong,))
    rest = text[ending.end() :].removeprefix("\n")
    body = Prose(rest, path, text[: len(text) - len(rest)].count("\n") + 1)
    return _parse_yaml(path, text[opening.end() : ending.start()], 2, body)


def read_yaml(root: Path, path: str) -> Document:
    """Read the YAML file at `path` below `root`, by the same rules as front matter."""
    text = read_text(root, path)
    if isinstance(text, Diagnostic):
        return Document(path, None, Prose("", path), (text,))
    return _parse_yaml(path, text, 1, Prose("", path))


def read_text(root: Path, path: str) -> str | Diagnostic:
    """The text of a file, lines ended by a newline, or what keeps it from being read."""
    location = Location(path)
    full = root / path
    try:
        if not full.is_file():
            return _error("readable", location, "this is not a regular file", "put a text file here")
        if full.stat().st_size > MAX_BYTES:
            hint = f"keep it below {MAX_BYTES:,} bytes; put large evidence elsewhere and give its `url` and `sha256`"
            return _error("readable", location, "the file is too large to read", hint)
        raw = full.read_bytes()
    except OSError as error:
        return _error("readable", location, f"the file cannot be read: {error.strerror}", "make it readable")
    return _decode(location, raw)


def _decode(location: Location, raw: bytes) -> str | Diagnostic:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        what = f"the file is not UTF-8: byte 0x{raw[error.start]:02x}"
        return _error("encoding", Location(location.path, line, column), what, "save the file as UTF-8")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    nul = text.find("\0")
    if nul >= 0:
        return _error("encoding", Prose(text, location.path).located(nul), "a NUL byte", "remove it")
    return text


def _parse_yaml(path: str, text: str, first_line: int, body: Prose) -> Document:
    keys: dict[Route, Location] = {}
    values: dict[Route, Location] = {}
    problems: list[Diagnostic] = []
    try:
        node = _compose(text)
        walk = _Walk(path, first_line, keys, values, problems)
        data = walk.mapping(node) if node is not None else {}
    except _Refused as wrong:
        location = Location(path, first_line + wrong.line, wrong.column + 1)
        return Document(path, None, body, (*problems, _error("yaml", location, wrong.message, wrong.hint)))
    return Document(path, data, body, tuple(problems), keys, values)


class _Loader(yaml.CSafeLoader):
    """Composes without guessing types: every scalar that has no tag is text."""

    # The stubs call it an instance's.
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]


def _compose(text: str) -> yaml.Node | None:
    _refuse_line_ends(text)
    try:
        _refuse_constructs(text)
        loader = _Loader(text)
        try:
            node: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        raise _Refused(line, column, *_explain(error, text, line, column)) from error
    except yaml.reader.ReaderError as error:
        # libyaml counts bytes.
        offset = error.position if isinstance(error.position, int) else 0
        at = Prose(text).located(len(text.encode()[:offset].decode(errors="ignore")))
        raise _Refused(at.line - 1, at.column - 1, "a character that YAML does not allow", "remove it") from error
    return node


def _explain(error: yaml.MarkedYAMLError, text: str, line: int, column: int) -> tuple[str, str]:
    lines = text.split("\n")
    here = lines[line] if line < len(lines) else ""
    problem = str(error.problem or error.context or "not YAML")
    if "\t" in here[: column + 1]:
        return "a tab stands where YAML wants spaces", "indent with spaces"
    if "mapping values are not allowed" in problem:
        return "a second `:` in this line", "put the value in quotes, or begin a new line"
    if "alias" in problem or "anchor" in problem:
        return "an alias or anchor", "write the value out; if it begins with * or &, put it in quotes"
    if "could not find expected ':'" in problem:
        return (
            "a line without `key: value`",
            "add the `:` after the key, or indent the line below the text it continues",
        )
    return f"this is not YAML: {problem}", "check the indentation, the quotes and the brackets up to here"


def _refuse_line_ends(text: str) -> None:
    """Refuse what ends a line for YAML 1.1 only: it would shift every line that is reported."""
    found = re.search("[\x85\u2028\u2029]", text)
    if found is not None:
        at = Prose(text).located(found.start())
        raise _Refused(
            at.line - 1, at.column - 1, "a line separator that is no line feed", "write a line feed or a space"
        )


def _refuse_constructs(text: str) -> None:
    """Refuse anchors, aliases, tags, and what is nested so deep that composing it would exhaust the stack."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        mark = event.start_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        if getattr(event, "anchor", None) is not None:
            hint = "write the value out; if it begins with * or &, put it in quotes"
            raise _Refused(line, column, "an alias or anchor", hint)
        tag = getattr(event, "tag", None)
        if tag is not None:
            hint = "leave the tag out; quote text that begins with !"
            raise _Refused(line, column, f"a tag: {tag}", hint)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_BRACKETS:
            raise _Refused(line, column, "nested too deep", "flatten it, or write the value in quotes")


class _Walk:
    """Turns composed nodes into plain data, and notes where each key and value stands."""

    def __init__(
        self,
        path: str,
        first_line: int,
        keys: dict[Route, Location],
        values: dict[Route, Location],
        problems: list[Diagnostic],
    ) -> None:
        self.path, self.first_line = path, first_line
        self.keys, self.values, self.problems = keys, values, problems
        self.seen: set[int] = set()

    def mapping(self, node: yaml.Node) -> dict[str, Any]:
        data = self.build(node, ())
        if not isinstance(data, dict):
            raise _Refused(0, 0, "this is not a list of keys and values", "write `key: value`, a line each")
        return data

    def build(self, node: yaml.Node, route: Route) -> Any:
        mark = node.start_mark
        if id(node) in self.seen:
            raise _Refused(mark.line, mark.column, "an alias to this value", "write the value out each time")
        self.seen.add(id(node))
        if len(self.seen) > MAX_NODES:
            raise _Refused(mark.line, mark.column, f"more than {MAX_NODES:,} values", "split the file")
        if len(route) > MAX_DEPTH:
            raise _Refused(mark.line, mark.column, f"nested more than {MAX_DEPTH} deep", "flatten it")
        self.values[route] = self._at(mark)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.SequenceNode):
            _refuse_tag(node, "tag:yaml.org,2002:seq")
            return [self.build(item, (*route, index)) for index, item in enumerate(node.value)]
        _refuse_tag(node, "tag:yaml.org,2002:map")
        return dict(self._pairs(node, route))

    def _pairs(self, node: yaml.Node, route: Route) -> Iterator[tuple[str, Any]]:
        found: dict[str, Location] = {}
        for key_node, value_node in node.value:
            mark = key_node.start_mark
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or not isinstance(key, str):
                raise _Refused(mark.line, mark.column, "a key that is not a word", "write `key: value`")
            if key == "<<":
                raise _Refused(mark.line, mark.column, "a merge key", "write the keys out")
            here = self._at(mark)
            if key in found:
                what = f"`{key}` stands twice: first in line {found[key].line}"
                self.problems.append(_error("yaml", here, what, "keep one of the two"))
                continue
            found[key] = here
            self.keys[*route, key] = here
            yield key, self.build(value_node, (*route, key))

    def _at(self, mark: yaml.Mark) -> Location:
        return Location(self.path, self.first_line + mark.line, mark.column + 1)


def _scalar(node: yaml.ScalarNode) -> Any:
    _refuse_tag(node, "tag:yaml.org,2002:str")
    text: str = node.value
    if node.style in _QUOTED:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _refuse_tag(node: yaml.Node, expected: str) -> None:
    if node.tag != expected:
        mark = node.start_mark
        raise _Refused(mark.line, mark.column, f"a tag: {node.tag}", "leave the tag out; quote text that begins with !")


def _error(rule: str, location: Location, message: str, hint: str) -> Diagnostic:
    return Diagnostic(location, rule, Severity.ERROR, message, hint)
