"""A mutation: one thing made wrong in a copy of an incident, with the place at which `check` has to say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.check.mutations.source import Edit, Source, applied


@dataclass(frozen=True, slots=True)
class Mutation:
    """`rule` is the one meant for it, at this line of this file, and at this column where one is meant.

    A mutation without a rule is one that `check` must not mind. `says` has to be in the message or its hint.
    `also` are rules whose diagnostics are consequences.
    `whole` mutations change more than the folder of their incident.
    """

    name: str
    rule: str
    incident: str
    path: str
    line: int
    apply: Callable[[Path], None]
    column: int | None = None
    says: str = ""
    also: tuple[str, ...] = ()
    whole: bool = False


def in_text(
    name: str,
    rule: str,
    source: Source,
    edits: Edit | list[Edit],
    at: int,
    *,
    says: str = "",
    also: tuple[str, ...] = (),
    column: bool = True,
) -> Mutation:
    """A mutation of a file's text; `at` is the offset in the new text at which it is meant to be reported."""
    made = applied(source.text, *([edits] if isinstance(edits, tuple) else edits))
    assert made != source.text, name
    line = made.count("\n", 0, at) + 1
    return Mutation(
        name=f"{name} [{source.path.removeprefix('incidents/')}:{line}]",
        rule=rule,
        incident=source.incident,
        path=source.path,
        line=line,
        apply=writes(source.path, made.encode()),
        column=at - (made.rfind("\n", 0, at) + 1) + 1 if column else None,
        says=says,
        also=also,
    )


def in_tree(
    name: str,
    rule: str,
    path: str,
    apply: Callable[[Path], None],
    *,
    line: int = 1,
    column: int | None = 1,
    says: str = "",
    also: tuple[str, ...] = (),
    whole: bool = False,
) -> Mutation:
    """A mutation of the files themselves; `path` is the file at which it is meant to be reported."""
    incident = path.split("/")[1]
    return Mutation(
        f"{name} [{path.removeprefix('incidents/')}]", rule, incident, path, line, apply, column, says, also, whole
    )


def writes(path: str, content: bytes) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)

    return apply


def removes(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).unlink()
