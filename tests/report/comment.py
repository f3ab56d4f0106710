"""Reads a plan's comment as GitHub would: what it shows, and that all in it that is not ours is text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.report.plan_comment import MARKER

WORD_JOINER = "\u2060"
OURS = re.compile(r"</details>|<details(?: open)?><summary><b>([^<]*)</b>: ([0-9a-z ,]+)</summary>")
CALLING = re.compile(
    r"@\w|#\w|:\w+:|https?://|www\.|\bgh-\d|(?<![a-z0-9])[0-9a-f]{7,40}(?![a-z0-9])", re.IGNORECASE | re.ASCII
)
TEXT = {"text", "text_special", "html_inline", "softbreak"}


@dataclass
class Shown:
    """Something of the comment: whose (as it is labelled), and how many of each action it says there are."""

    heading: str
    label: str
    counts: Counter[str]
    incidents: int | None = None
    findings: list[tuple[str, str]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def read(comment: str) -> list[Shown]:
    """What the comment shows, in its order."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(comment)
    assert tokens[0].content.strip() == MARKER
    return list(_Reader(tokens[1:]).shown())


class _Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.heading = ""
        self.section: Shown | None = None
        self.columns: list[str] = []
        self.row: list[str] = []

    def shown(self) -> Iterator[Shown]:
        before = ""
        for token in self.tokens:
            if token.type == "html_block":
                self.section = self.opened(token)
                if self.section:
                    yield self.section
            elif token.type == "tr_open":
                self.row = []
            elif token.type == "tr_close":
                yield from self.closed()
            elif token.type == "inline":
                self.text(plain(token, within=self.section), before)
            before = token.type

    def text(self, text: str, before: str) -> None:
        if before == "heading_open":
            self.heading = text
        elif before in {"th_open", "td_open"}:
            self.row.append(text)
        elif self.section:
            self.section.findings += numbers(text)

    def closed(self) -> Iterator[Shown]:
        """At the end of a row: the head of a table, a change with its reason, or counts."""
        if self.row[0] in {"", "repository"}:
            self.columns = self.row
        elif self.section:
            assert self.columns == ["", "issue", "finding", "why"]
            self.section.rows.append(self.row)
            self.section.findings.append((self.row[0], self.row[2]))
        else:
            yield self.counted(self.columns, self.row)

    def opened(self, token: Token) -> Shown | None:
        ours = OURS.fullmatch(token.content.strip())
        assert ours, token.content
        if ours[1] is None:
            return None
        assert not CALLING.search(ours[1])
        totals = re.findall(r"(\d+) (?:to ([a-z]+)|needs? attention)", ours[2])
        counts = Counter({action or "needs attention": int(number) for number, action in totals})
        return Shown(self.heading, ours[1].replace(WORD_JOINER, ""), counts)

    def counted(self, columns: list[str], row: list[str]) -> Shown:
        assert len(columns) == len(row)
        counts = Counter(
            {action: int(number) for action, number in zip(columns[1:-1], row[1:-1], strict=True) if number}
        )
        return Shown(self.heading, row[0], counts, int(row[-1]))


def plain(token: Token, within: Shown | None) -> str:
    """The text of an inline token; in what is not ours there is nothing else, but for links to issues."""
    children = token.children or []
    if within is not None:
        for child in children:
            if child.type == "link_open":
                within.links.append(str(child.attrs["href"]))
            else:
                assert child.type in TEXT | {"link_close"}, child
        tags = [child.content for child in children if child.type == "html_inline"]
        assert set(tags) <= {"<code>", "</code>", "<span>", "</span>"}
        text = "".join(child.content for child in children)
        assert not CALLING.search(text), text
        assert text.count("$") == text.count("<span>$</span>")
        assert tags.count("<code>") == tags.count("</code>")
    return "".join(child.content for child in children if child.type != "html_inline").replace(WORD_JOINER, "")


def numbers(line: str) -> Iterator[tuple[str, str]]:
    """`2026-01-10-x: create 01, 03-05; close 02`: each action with each finding."""
    incident, _, said = line.partition(": ")
    for part in said.split("; "):
        found = re.fullmatch(r"([a-z ]+) ([\d, -]+)", part)
        assert found is not None, line
        action, listed = found.groups()
        for run in listed.split(", "):
            first, _, last = run.partition("-")
            for number in range(int(first), int(last or first) + 1):
                yield action, f"{incident}/{number:0{len(first)}}"
