"""The marker in an issue's body: a fenced block, which is all of the body that the pipeline owns.

The first line of the fence has the finding's key; the decision that the issue was last updated for, which tells a
changed decision from an issue that its team closed; the repository that the issue was filed in, which tells a copy
or a transfer from a changed owner; and the version of the writer, which tells another way to write from a changed
finding.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from pipeline.markdown.prose import Prose
from pipeline.markdown.tasks import Task, tasks
from pipeline.vocabulary import pattern

NEW = "new"
"""Replaces the decision on an issue that is created only to be closed at once, until it is closed."""
DUPLICATE = "duplicate"
"""The same once the issue is a duplicate: of another finding's issue, or of another issue of its finding."""
MOVED = "moved"
"""The same once the finding has an issue in another repository."""
GONE = "gone"
"""The same once the finding's file was deleted."""

WITHDRAWN = "withdrawn"
"""The same once the issue's readers may no longer see the finding; the key is then an opaque one."""

RETIRED = frozenset({DUPLICATE, MOVED, GONE, WITHDRAWN})
"""What replaces the decision on an issue that its finding no longer uses."""

FIRST_WRITER = 1
"""The version of the writer where the fence names none."""

_KEY = pattern("finding")
_OPAQUE = "[0-9a-f]{32}"
_BEGIN = (
    rf"<!-- postmortem:begin (?P<key>(?:{_KEY})|{_OPAQUE}) (?P<decision>[a-z-]+)"
    r"(?: (?P<filed_in>[\w.-]+/[\w.-]+))?(?: v(?P<writer>[1-9][0-9]{0,8}))? -->"
)
_END = "<!-- postmortem:end -->"
_BLOCK = re.compile(
    rf"{_BEGIN}\n(?P<content>(?:(?!<!-- postmortem:begin ).)*?)\n?{re.escape(_END)}", re.DOTALL | re.ASCII
)
_OPENING = re.compile(_BEGIN, re.ASCII)
_FENCE = re.compile(r"^<!-- postmortem:(?:begin|end)\b[^\n]*-->\n?", re.MULTILINE)
_WORD = re.compile(r"\w+|[^\w\s]")
_COMMIT_IN_LINK = re.compile(r"/blob/(?:HEAD|[0-9a-f]{40})/")


def opaque_key(key: str) -> str:
    """What stands for the key in the marker of a withdrawn issue: its digest, 32 hexadecimal digits.

    It names no incident, and whoever has the key finds the issue by it.
    """
    return hashlib.sha256(f"postmortem:{key}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its finding's key, the decision recorded, the Markdown in it, and where it was filed.

    `filed_in` is a repository, "" if the fence does not say. `writer` is the version of what wrote the content.
    `whole` is False if the end of the fence was edited away; the content is then unknown, and "".
    """

    key: str
    decision: str
    content: str
    filed_in: str = ""
    writer: int = FIRST_WRITER
    whole: bool = True

    @property
    def is_opaque(self) -> bool:
        """Whether its key is an opaque one."""
        return re.fullmatch(_OPAQUE, self.key) is not None

    def __str__(self) -> str:
        """The block as it is written in a body."""
        filed_in = f" {self.filed_in}" if self.filed_in else ""
        writer = f" v{self.writer}" if self.writer != FIRST_WRITER else ""
        return f"<!-- postmortem:begin {self.key} {self.decision}{filed_in}{writer} -->\n{self.content}\n{_END}"


def find_block(body: str) -> Block | None:
    """The first complete block of a body, else the first beginning of one, else None."""
    text = _unix(body)
    match = _BLOCK.search(text)
    whole = match is not None
    match = match or _OPENING.search(text)
    if match is None:
        return None
    content, writer = match["content"] if whole else "", int(match["writer"] or FIRST_WRITER)
    return Block(match["key"], match["decision"], content, match["filed_in"] or "", writer, whole=whole)


def with_block(body: str, block: Block) -> str:
    """The body with its block replaced, or added, and everything else as it was, with LF line endings.

    Where the fence is broken, it is put around the same text again; where that text was edited as well, the block is
    added at the end. Of an issue that is withdrawn, all that follows the beginning of a broken fence is taken out.
    Boxes that the team has ticked stay ticked where the text of the task is the same; where another version of the
    writer may have written it, where its words are.
    """
    text = _unix(body)
    match = _BLOCK.search(text)
    start, end = match.span() if match else (-1, -1)
    if match is None:
        opening = _OPENING.search(text)
        if opening and block.decision == WITHDRAWN:
            return f"{text[: opening.start()]}{block}"
        text = _FENCE.sub("", text)
        start = _with_boxes(text, ()).find(_with_boxes(block.content, ()))
        end = start + len(block.content)
    before = text if start < 0 else text[start:end]
    old = find_block(body)
    rewritten = old is None or old.writer != block.writer
    block = replace(block, content=_ticked_as_in(before, block.content, by_words=rewritten))
    return f"{text.rstrip()}\n\n{block}".lstrip() if start < 0 else f"{text[:start]}{block}{text[end:]}"


def _ticked_as_in(before: str, content: str, *, by_words: bool) -> str:
    """The content with the boxes ticked that were ticked in the text before.

    With `by_words`, marks and spaces do not count, as long as no other task has the same words.
    """
    if "[x]" not in before.lower():
        return content
    old, new = tasks(Prose(before)), tasks(Prose(content))
    ticked = {task.text for task in old if task.ticked}
    words: set[str] = set()
    if by_words:
        words = _unique_words(task.text for task in old) & _unique_words(task.text for task in new)
        words &= set(map(_words, ticked))
    done = {task for task in new if task.ticked or task.text in ticked or _words(task.text) in words}
    return _with_boxes(content, done)


def _with_boxes(text: str, ticked: Collection[Task]) -> str:
    """The text with the boxes of these of its tasks ticked, and no others."""
    written = list(text)
    for task in tasks(Prose(text)):
        written[task.box] = "x" if task in ticked else " "
    return "".join(written)


def _words(task: str) -> str:
    """The letters and digits of a task's first line: what is left whichever way its marks are written."""
    return "".join(re.findall(r"[^\W_]+", html.unescape(task)))


def _unique_words(texts: Iterable[str]) -> set[str]:
    """The words of those tasks that no other one shares."""
    return {words for words, count in Counter(map(_words, texts)).items() if words and count == 1}


def same_text(first: str, second: str) -> bool:
    """Whether two bodies differ at most in line endings and in the commits that their links to files name."""
    return _COMMIT_IN_LINK.sub("/blob/HEAD/", _unix(first)) == _COMMIT_IN_LINK.sub("/blob/HEAD/", _unix(second))


def only_removes(before: str, after: str) -> bool:
    """Whether the second text has no word that the first has not, in the same order; `…` stands for what is gone."""
    words = iter(_WORD.findall(_COMMIT_IN_LINK.sub("/blob/HEAD/", before)))
    kept = _WORD.findall(_COMMIT_IN_LINK.sub("/blob/HEAD/", after))
    return all(word in words for word in kept if word != "…")


def _unix(body: str) -> str:
    """The body with LF line endings: GitHub's editor writes CR LF."""
    return body.replace("\r\n", "\n")
