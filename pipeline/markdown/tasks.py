"""The tasks of a text: items of lists that begin with a box, such as `- [ ]`."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import tree

_BOXES = ("[ ]", "[x]", "[X]")


@dataclass(frozen=True, slots=True)
class Task:
    """A task: where in the text the mark within its box is, whether it is ticked, and the rest of its line."""

    box: int
    ticked: bool
    text: str


def tasks(prose: Prose) -> tuple[Task, ...]:
    """The tasks in order; a line of code is none, whatever it looks like."""
    text = prose.text
    if not any(box in text for box in _BOXES):
        return ()
    boxes = [token.meta for token in tree(prose).tokens if "box" in token.meta]
    return tuple(
        Task(meta["box"], meta["checked"], text[meta["box"] + 3 :].partition("\n")[0].rstrip()) for meta in boxes
    )
