"""The fenced block of an issue's body: all of the body that the pipeline owns.

The fence's first line carries the finding's key, the decision that the issue was last brought in line
with, so that a later plan can tell a decision that changed from a team's own closing, and the repository
that the issue was filed in, so that a copy or a transfer can be told from an owner who changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline import vocabulary

FRESH = "new"
"""The decision recorded on an issue that is still to be closed for the first time."""
MERGED = "duplicate"
"""The decision recorded on an issue that became a duplicate: of another finding, or of its finding's other issue."""
MOVED = "moved"
"""The decision recorded on an issue whose finding went to another repository."""
GONE = "gone"
"""The decision recorded on an issue whose finding is no longer in the repository."""

RETIRED = frozenset({MERGED, MOVED, GONE})
"""The decisions recorded on an issue that is its finding's no longer."""

_KEY = vocabulary.pattern("finding")
_BEGIN = rf"<!-- postmortem:begin (?P<key>{_KEY}) (?P<decision>[a-z-]+)(?: (?P<home>[\w.-]+/[\w.-]+))? -->"
_END = "<!-- postmortem:end -->"
_BLOCK = re.compile(
    rf"{_BEGIN}\n(?P<content>(?:(?!<!-- postmortem:begin ).)*?)\n?{re.escape(_END)}", re.DOTALL | re.ASCII
)
_OPENING = re.compile(_BEGIN, re.ASCII)
_FENCE = re.compile(r"^<!-- postmortem:(?:begin|end)\b[^\n]*-->\n?", re.MULTILINE)
_BOX = re.compile(r"^- \[[xX]\] ", re.MULTILINE)
_TICKED = re.compile(r"^- \[[xX]\] (.+)$", re.MULTILINE)
_TASK = re.compile(r"^- \[ \] (.+)$", re.MULTILINE)
_PIN = re.compile(r"/blob/(?:HEAD|[0-9a-f]{40})/")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the finding it belongs to, the decision recorded, the Markdown within, where it was filed.

    `home` is "" where the fence does not say. `whole` is False where the fence's end was edited away; the content
    is then unknown.
    """

    key: str
    decision: str
    content: str
    home: str = ""
    whole: bool = True

    def __str__(self) -> str:
        """The block as it stands in a body."""
        home = f" {self.home}" if self.home else ""
        return f"<!-- postmortem:begin {self.key} {self.decision}{home} -->\n{self.content}\n{_END}"


def find_block(body: str) -> Block | None:
    """The first fenced block of a body, or the first beginning of one; None where there is neither."""
    text = _unix(body)
    match = _BLOCK.search(text)
    if match is not None:
        return Block(match["key"], match["decision"], match["content"], match["home"] or "")
    match = _OPENING.search(text)
    return Block(match["key"], match["decision"], "", match["home"] or "", whole=False) if match else None


def with_block(body: str, block: Block) -> str:
    """The body with its block replaced; the rest as it is.

    Where its fence is broken it is put around the same text again, or, where that was changed too, the block goes
    below what stands there. Boxes that the team has ticked stay ticked where the task's words are the same.
    """
    text = _unix(body)
    match = _BLOCK.search(text)
    start, end = match.span() if match else (-1, -1)
    if match is None:
        text = _FENCE.sub("", text)
        start = _BOX.sub("- [ ] ", text).find(block.content)
        end = start + len(block.content)
    done = frozenset(_TICKED.findall(text if start < 0 else text[start:end]))
    kept = _TASK.sub(lambda task: f"- [{'x' if task[1] in done else ' '}] {task[1]}", block.content)
    block = replace(block, content=kept)
    return f"{text.rstrip()}\n\n{block}".lstrip() if start < 0 else f"{text[:start]}{block}{text[end:]}"


def same_but_for_the_commit(one: str, other: str) -> bool:
    """Whether two bodies differ in nothing but the commit at which they link to a file, and in ends of lines."""
    return _PIN.sub("/blob/HEAD/", _unix(one)) == _PIN.sub("/blob/HEAD/", _unix(other))


def _unix(body: str) -> str:
    """GitHub's editor ends lines with CR LF."""
    return body.replace("\r\n", "\n")
