"""The fenced block of an issue's body: all of the body that the pipeline owns.

The fence's first line carries the finding's key and the decision that the issue was last brought in
line with, so that a later plan can tell a decision that changed from a team's own closing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FRESH = "new"
"""The decision recorded on an issue that is still to be closed for the first time."""
MERGED = "duplicate"
"""The decision recorded on an issue whose finding became a duplicate of another."""
MOVED = "moved"
"""The decision recorded on an issue whose finding went to another repository."""

_KEY = r"[0-9]{4}(?:-[0-9]{2}){0,2}(?:-[a-z0-9]+)+/[0-9]{2,3}"
_END = "<!-- postmortem:end -->"
_BLOCK = re.compile(
    rf"<!-- postmortem:begin (?P<key>{_KEY}) (?P<decision>[a-z-]+) -->\n(?P<content>.*?)\n?{re.escape(_END)}",
    re.DOTALL,
)
_TICKED = re.compile(r"^- \[[xX]\] (.+)$", re.MULTILINE)
_TASK = re.compile(r"^- \[ \] (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the finding it belongs to, the decision recorded, and the Markdown within."""

    key: str
    decision: str
    content: str

    def __str__(self) -> str:
        """The block as it stands in a body."""
        return f"<!-- postmortem:begin {self.key} {self.decision} -->\n{self.content}\n{_END}"


def find_block(body: str) -> Block | None:
    """The first fenced block of a body; None where there is none, or its fence is broken."""
    match = _BLOCK.search(_unix(body))
    return Block(match["key"], match["decision"], match["content"]) if match else None


def with_block(body: str, block: Block) -> str:
    """The body with its block replaced, or with the block below what stands there; the rest as it is.

    Boxes that the team has ticked stay ticked where the task's words are the same.
    """
    text = _unix(body)
    match = _BLOCK.search(text)
    if match is None:
        return f"{text.rstrip()}\n\n{block}".lstrip()
    done = frozenset(_TICKED.findall(match["content"]))
    kept = _TASK.sub(lambda task: f"- [{'x' if task[1] in done else ' '}] {task[1]}", block.content)
    return f"{text[: match.start()]}{Block(block.key, block.decision, kept)}{text[match.end() :]}"


def _unix(body: str) -> str:
    """GitHub's editor ends lines with CR LF."""
    return body.replace("\r\n", "\n")
