"""Markdown of other houses: its words without their markup, edits by place, and its blocks as lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import tree

Edit = tuple[int, int, str]
"""Where a passage begins and ends, and what is there instead."""

_CODE = ("fence", "code_block")


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with these edits; of two that overlap, the first one."""
    pieces: list[str] = []
    at = 0
    for start, end, instead in sorted(edits):
        if start >= at:
            pieces += [text[at:start], instead]
            at = end
    return "".join([*pieces, text[at:]])


def plain(markdown: str) -> str:
    """The words of a text in Markdown: links with their addresses, code in backticks, items behind hyphens."""
    lines: list[str] = []
    marker = ""
    for token in tree(Prose(markdown)).tokens:
        if token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "- "
        elif token.type == "inline":
            lines.append(marker + inline(token))
            marker = ""
        elif token.type in _CODE:
            lines.append(marker + token.content.rstrip("\n"))
            marker = ""
    text = "\n".join(line for line in lines if line.strip())
    return text.removeprefix("- ") if len(lines) == 1 else text


def inline(token: Token) -> str:
    """The words of a paragraph's token, in one line."""
    pieces: list[str] = []
    links: list[tuple[str, int]] = []
    for child in token.children or ():
        if child.type == "link_open":
            links.append((str(child.attrs.get("href", "")), len(pieces)))
        elif child.type == "link_close" and links:
            address, start = links.pop()
            pieces.append(_behind("".join(pieces[start:]), address))
        else:
            pieces.append(_words(child))
    return " ".join("".join(pieces).split())


def _behind(words: str, address: str) -> str:
    """What comes after the words of a link: its address, unless they are the address."""
    if not words:
        return address
    return "" if address.endswith(words) else f" ({address})"


def _words(child: Token) -> str:
    match child.type:
        case "text":
            return child.content
        case "code_inline":
            return f"`{child.content}`"
        case "softbreak" | "hardbreak":
            return " "
        case "image":
            return f"{child.content} ({child.attrs.get('src', '')})".strip()
        case "footnote_ref":
            return f"[^{child.meta.get('label', '')}]"
    return ""


def label(markdown: str) -> str:
    """The words of a heading or a cell, without addresses."""
    text = re.sub(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])", r"\1", markdown)
    return " ".join(re.sub(r"[*_`~]+", "", text).split())


@dataclass(frozen=True, slots=True)
class Block:
    """A block at the top of a text: the name of its token, and its lines."""

    kind: str
    start: int
    end: int
    tokens: Sequence[Token]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text, in order; link definitions and what else has no token are in none."""
    tokens = tree(Prose(text)).tokens
    start = 0
    for at, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            found = tokens[start : at + 1]
            lines = [one.map for one in found if one.map]
            if lines:
                kind = found[0].type.removesuffix("_open")
                yield Block(kind, min(line[0] for line in lines), max(line[1] for line in lines), found)
            start = at + 1


def table(tokens: Iterable[Token]) -> list[list[str]]:
    """The rows of a table, each a list of the Markdown of its cells; the first is the head."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(token.content.strip())
    return rows


def longest(rows: Sequence[Sequence[str]], columns: Sequence[int]) -> int:
    """Of these columns of a table, the one with the most text."""
    return max(columns, key=lambda at: sum(len(row[at]) for row in rows if at < len(row)), default=0)


def protected(text: str) -> frozenset[int]:
    """The lines that are code, HTML or tables: no heading or label begins there."""
    return frozenset(
        line
        for token in tree(Prose(text)).tokens
        if token.map and token.type in (*_CODE, "html_block", "table_open")
        for line in range(*token.map)
    )


def dedented(lines: Sequence[str]) -> list[str]:
    """The lines without the space that all but the first begin with."""
    depth = min((len(line) - len(line.lstrip(" \t")) for line in lines[1:] if line.strip()), default=0)
    return [*lines[:1], *(line[depth:] for line in lines[1:])]
