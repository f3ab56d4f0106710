"""The marker in an issue's body: a fenced block, which is all of the body that the pipeline owns.

The first line of the fence has the finding's key; the decision that the issue was last updated for, which tells a
changed decision from an issue that its team closed; and the repository that the issue was filed in, which tells a copy
or a transfer from a changed owner.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.vocabulary import pattern

NEW = "new"
"""Stands in place of the decision on an issue that is created only to be closed at once, until it is closed."""
DUPLICATE = "duplicate"
"""Stands there once the issue is a duplicate: of another finding's issue, or of another issue of its finding."""
MOVED = "moved"
"""Stands there once the finding has an issue in another repository."""
GONE = "gone"
"""Stands there once the finding's file was deleted."""

RETIRED = frozenset({DUPLICATE, MOVED, GONE})
"""What stands in place of the decision on an issue that its finding has given up."""

_KEY = pattern("finding")
_BEGIN = rf"<!-- postmortem:begin (?P<key>{_KEY}) (?P<decision>[a-z-]+)(?: (?P<filed_in>[\w.-]+/[\w.-]+))? -->"
_END = "<!-- postmortem:end -->"
_BLOCK = re.compile(
    rf"{_BEGIN}\n(?P<content>(?:(?!<!-- postmortem:begin ).)*?)\n?{re.escape(_END)}", re.DOTALL | re.ASCII
)
_OPENING = re.compile(_BEGIN, re.ASCII)
_FENCE = re.compile(r"^<!-- postmortem:(?:begin|end)\b[^\n]*-->\n?", re.MULTILINE)
_ITEM = r"(?:[-*]|\d+[.)])"
_BOX = re.compile(rf"^({_ITEM} )\[[xX]\] ", re.MULTILINE)
_TICKED = re.compile(rf"^{_ITEM} \[[xX]\] (.+)$", re.MULTILINE)
_TASK = re.compile(rf"^({_ITEM} )\[ \] (.+)$", re.MULTILINE)
_COMMIT_IN_LINK = re.compile(r"/blob/(?:HEAD|[0-9a-f]{40})/")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its finding's key, the decision recorded, the Markdown in it, and where it was filed.

    `filed_in` is a repository, "" where the fence does not say. `whole` is False where the end of the fence was edited
    away; the content is then unknown, and "".
    """

    key: str
    decision: str
    content: str
    filed_in: str = ""
    whole: bool = True

    def __str__(self) -> str:
        """The block as it is written in a body."""
        filed_in = f" {self.filed_in}" if self.filed_in else ""
        return f"<!-- postmortem:begin {self.key} {self.decision}{filed_in} -->\n{self.content}\n{_END}"


def find_block(body: str) -> Block | None:
    """The first complete block of a body, else the first beginning of one, else None."""
    text = _unix(body)
    match = _BLOCK.search(text)
    if match is not None:
        return Block(match["key"], match["decision"], match["content"], match["filed_in"] or "")
    match = _OPENING.search(text)
    return Block(match["key"], match["decision"], "", match["filed_in"] or "", whole=False) if match else None


def with_block(body: str, block: Block) -> str:
    """The body with its block replaced, or added, and everything else as it was, with LF line endings.

    Where the fence is broken, it is put around the same text again; where that text was edited as well, the block is
    added at the end. Boxes that the team has ticked stay ticked where the words of the task are the same.
    """
    text = _unix(body)
    match = _BLOCK.search(text)
    start, end = match.span() if match else (-1, -1)
    if match is None:
        text = _FENCE.sub("", text)
        start = _BOX.sub(r"\1[ ] ", text).find(block.content)
        end = start + len(block.content)
    ticked = frozenset(_TICKED.findall(text if start < 0 else text[start:end]))
    content = _TASK.sub(lambda task: f"{task[1]}[{'x' if task[2] in ticked else ' '}] {task[2]}", block.content)
    block = replace(block, content=content)
    return f"{text.rstrip()}\n\n{block}".lstrip() if start < 0 else f"{text[:start]}{block}{text[end:]}"


def same_text(first: str, second: str) -> bool:
    """Whether two bodies differ at most in line endings and in the commits that their links to files name."""
    return _COMMIT_IN_LINK.sub("/blob/HEAD/", _unix(first)) == _COMMIT_IN_LINK.sub("/blob/HEAD/", _unix(second))


def _unix(body: str) -> str:
    """The body with LF line endings: GitHub's editor writes CR LF."""
    return body.replace("\r\n", "\n")
