"""The repository's own incidents as texts, with the place of every key and value, for mutations to change."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import yaml

from tests.fast_yaml import as_texts
from tests.needs import ROOT

SEED = 20261124

Route = tuple[str | int, ...]
Span = tuple[int, int]
Edit = tuple[int, int, str]
"""From where to where in the text, and what is there instead."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A Markdown file with front matter: the spans of its keys and values, and where its body begins."""

    path: str
    text: str
    data: dict[str, Any]
    keys: dict[Route, Span]
    values: dict[Route, Span]
    body: int

    @property
    def incident(self) -> str:
        return self.path.split("/")[1]

    @property
    def kind(self) -> str:
        return {"README.md": "incident", "timeline.md": "timeline", "evidence.md": "evidence"}.get(
            self.path.rpartition("/")[2], "finding"
        )

    def value(self, *route: str | int) -> str:
        start, end = self.values[route]
        return self.text[start:end]

    def data_at(self, route: Route) -> Any:
        here: Any = self.data
        for key in route:
            here = here[key]
        return here

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Behind the newline that ends the line."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end + 1

    def without(self, *route: str | int) -> Edit:
        """Takes a key with its value, or an item of a list, out; a `- ` stays for the item's other keys."""
        start = (self.keys.get(route) or self.values[route])[0]
        end = self.line_end(self.values[route][1])
        before = self.text[self.line_start(start) : start]
        if isinstance(route[-1], str) and before.strip() == "-":
            return (start, end + len(before), "")
        return (self.line_start(start), end, "")

    def with_value(self, new: str, *route: str | int) -> Edit:
        """Another value; one that stood below its key moves to the key's line."""
        start, end = self.values[route]
        if isinstance(route[-1], str):
            start = self.keys[route][1] + 1
            new = f" {new}" if new else ""
        return (start, end, new)

    def with_key(self, line: str, *route: str | int) -> Edit:
        """A further key before the last key of the mapping at `route`; before the only one where there is one."""
        own = [key for key in self.keys if key[:-1] == route]
        start = self.keys[own[-1]][0]
        indent = start - self.line_start(start)
        if self.text[self.line_start(start) : start].strip():
            return (start, start, f"{line}\n{' ' * indent}")
        return (self.line_start(start), self.line_start(start), f"{' ' * indent}{line}\n")

    def matches(self, pattern: Sequence[str | int]) -> Iterator[Route]:
        """The routes that fit a pattern, in which `*` is any index of a list."""
        for route in self.values:
            if len(route) == len(pattern) and all(
                want == part or (want == "*" and isinstance(part, int))
                for want, part in zip(pattern, route, strict=True)
            ):
                yield route


Site = tuple[Source, Route]


def applied(text: str, *edits: Edit) -> str:
    """The text with these edits, which do not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


@cache
def sources() -> tuple[Source, ...]:
    """Every file with front matter of the repository's incidents, sorted by path."""
    paths = sorted((ROOT / "incidents").glob("*/**/*.md"))
    return tuple(read(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


def of_kind(kind: str) -> tuple[Source, ...]:
    return tuple(source for source in sources() if source.kind == kind)


def named(path: str) -> Source:
    return next(source for source in sources() if source.path == path)


def readme(source: Source) -> Source:
    """The report of the incident that a file belongs to."""
    return named(f"incidents/{source.incident}/README.md")


def is_draft(source: Source) -> bool:
    return bool(readme(source).data["status"] == "draft")


def is_full(source: Source) -> bool:
    """Whether the policy asks for the full form."""
    data = readme(source).data
    touched = {data["impact"]["customers"], data["impact"]["data_breach"]} != {"none"}
    return not is_draft(source) and (touched or data["severity"] in ("sev1", "sev2"))


def sites(kind: str, *pattern: str | int) -> list[Site]:
    return [(source, route) for source in of_kind(kind) for route in source.matches(pattern)]


def pick(label: str, choices: Sequence[_T], count: int) -> list[_T]:
    """Some of the choices, the same ones at every run."""
    chosen = random.Random(f"{SEED} {label}").sample(range(len(choices)), min(count, len(choices)))  # noqa: S311  # the same at every run
    return [choices[index] for index in sorted(chosen)]


def misspelt(word: str, label: str) -> str:
    """The word with a letter left out or doubled, the same one at every run."""
    rng = random.Random(f"{SEED} {label} {word}")  # noqa: S311  # the same at every run
    letters = [index for index, letter in enumerate(word) if letter.isalpha() and index]
    index = rng.choice(letters or [0])
    doubled = len(word) < 5 or rng.random() < 0.5
    return word[:index] + (word[index] * 2 if doubled else "") + word[index + 1 :]


def read(path: str, text: str) -> Source:
    match = re.match(r"---\n(.*?\n)---\n?", text, re.DOTALL)
    assert match is not None, path
    front = match[1]
    starts = [4 + start.end() for start in re.finditer(r"^", front, re.MULTILINE)]
    node = yaml.compose(front, yaml.CSafeLoader)
    keys: dict[Route, Span] = {}
    values: dict[Route, Span] = {}

    def span(of: yaml.Node) -> Span:
        start = starts[of.start_mark.line] + of.start_mark.column
        end = starts[of.end_mark.line] + of.end_mark.column if of.end_mark.line < len(starts) else match.end(1)
        return start, start + len(text[start:end].rstrip())

    def walk(of: yaml.Node, route: Route) -> None:
        values[route] = span(of)
        if isinstance(of, yaml.MappingNode):
            for key, value in of.value:
                keys[*route, key.value] = span(key)
                walk(value, (*route, key.value))
        elif isinstance(of, yaml.SequenceNode):
            for index, item in enumerate(of.value):
                walk(item, (*route, index))

    assert node is not None, path
    walk(node, ())
    data = as_texts(front)
    return Source(path, text, data, keys, values, match.end())
