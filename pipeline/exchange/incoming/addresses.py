"""The links and pictures of a source: what a draft can hold stays, the rest is kept as text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from pipeline.exchange.incoming.text import Edit, edited
from pipeline.markdown.places import source_offset
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import tree

_SENT = re.compile(r"(?:https?://\S|mailto:\S)", re.IGNORECASE)
_TARGET = re.compile(
    r"\]\(\s*(?:<[^<>\n]*>|(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))*)(?:\s+(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|\([^)]*\)))?\s*\)"
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\]\n]{1,200})\]:[ \t]*<?(?P<target>[^\s>]+)>?.*$", re.MULTILINE)

Picture = Callable[[str, str], str]
"""Gives the Markdown of a picture by its address and its words, "" where it cannot be taken over."""


@dataclass(slots=True)
class Addresses:
    """The text with its links as a draft can have them, the links that it has, and what was changed."""

    text: str
    links: dict[str, str] = field(default_factory=dict)
    changes: Counter[str] = field(default_factory=Counter)


def with_own_addresses(text: str, picture: Picture) -> Addresses:
    """The text without links that would lead nowhere, and with pictures as evidence or as links."""
    result = Addresses(text)
    result.text = _DEFINITION.sub(lambda match: _definition(match, result), text)
    edits = list(_edits(result, picture))
    result.text = edited(result.text, edits)
    return result


def _definition(match: re.Match[str], result: Addresses) -> str:
    """A link's definition; one that leads to a file that is not here becomes code."""
    if _SENT.match(match["target"]) or match["label"].startswith("^"):
        return match.group()
    result.changes["link to a file that is not here"] += 1
    return f"`{match.group().strip().replace('`', '')}`"


def _edits(result: Addresses, picture: Picture) -> Iterator[Edit]:
    for block in tree(Prose(result.text)).tokens:
        children = block.children or []
        for at, child in enumerate(children):
            if child.type == "link_open":
                end = next(i for i in range(at, len(children)) if children[i].type == "link_close")
                target = str(child.attrs.get("href", ""))
                words = " ".join(one.content for one in children[at + 1 : end] if one.content).strip()
                if _SENT.match(target):
                    if target.lower().startswith("http"):
                        result.links.setdefault(target, words)
                    continue
                span = _span(result.text, block, child, children[end].meta.get("at", 0))
                if span:
                    result.changes["link to a file that is not here"] += 1
                    inner = result.text[span[0] + 1 : span[2]]
                    yield span[0], span[1], _as_text(inner, target)
            elif child.type == "image":
                yield from _picture(result, block, child, picture)


def _picture(result: Addresses, block: Token, child: Token, picture: Picture) -> Iterator[Edit]:
    target = str(child.attrs.get("src", ""))
    label_end = int(child.meta.get("at", 0)) + 2 + len(child.content)
    span = _span(result.text, block, child, label_end)
    if span is None or span[0] >= span[2]:
        return
    words = result.text[span[0] + 2 : span[2]].strip()
    if re.match(r"https?://", target):
        result.changes["picture elsewhere, linked"] += 1
        result.links.setdefault(target, words)
        yield span[0], span[1], f"[{words or 'picture'}]({target})"
        return
    taken = picture(target, words)
    if taken:
        yield span[0], span[1], taken
    else:
        result.changes["picture that is not here"] += 1
        yield span[0], span[1], _as_text(words, target)


def _as_text(words: str, target: str) -> str:
    """The words of a link with its address as code."""
    shown = target.replace("`", "").replace("|", "%7C")
    return f"{words} (`{shown}`)" if shown and words else words or (f"`{shown}`" if shown else "")


def _span(text: str, block: Token, child: Token, label_end: int) -> tuple[int, int, int] | None:
    """Where a link or a picture begins and ends, and where its label ends; None if it is of another form."""
    start = source_offset(block, int(child.meta.get("at", 0)))
    middle = source_offset(block, label_end)
    if start is None or middle is None:
        return None
    target = _TARGET.match(text, middle)
    if target is None or text[start : start + 1] not in ("[", "!"):
        return None
    return start, target.end(), middle
