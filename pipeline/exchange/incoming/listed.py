"""What is listed: items of lists, and of paragraphs that are written like lists; and whether they are action items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.check.titles import known_verb
from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.text import Block, blocks, dedented, label, table

LISTS = ("bullet_list", "ordered_list")
LISTED = (*LISTS, "table")
"""The kinds of blocks that list things."""
BOX = re.compile(r"\[(?P<mark>[ xX])\]\s+")
CODE = re.compile(
    r"^\W*(?:[A-Z][A-Z0-9]+-\d+\b|[A-Z]{1,6}\d{1,7}(?=[.):：|]|\s+[(|–-])|\d{1,2}(?:\.\d{1,2}){1,2}(?=\.?\s)"
    r"|(?:AIs?|TODO|ACTION)\s*\d*(?=\s*[:：]))[\s:：.)|–-]*"
)
"""A name or number by which an item is referred to: SHOP-12, R1., 4.2, AI:"""
_ITEM = re.compile(rf"\[[ xX]\]\s|(?:\*\*|__)(?=\S)|\(?[a-z][).]\s|\(?\d{{1,2}}[).]\s|[•・●◦➡▪①-⑳]|{CODE.pattern[1:]}")
"""With what a line begins that is an item, where somebody wrote a list that Markdown does not know."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])|(?<=。)")
_LABELLED = re.compile(r"[*_]*[^:：\n]{2,40}[:：]")
"""`Time to detection: 3 hours` says no more than a label does."""
_LEAD_IN = re.compile(r"(?:\*\*|__)[^*_\n]{2,60}(?:\*\*|__)[ \t]*[^\s.]")
_REFERS_BACK = re.compile(r"\b(?:this|that|these|those|it|they|then)\b", re.IGNORECASE)
"""A sentence with one of these words is part of what the one before it says."""
_TO_READERS = re.compile(
    r"\b(?:you|your|users?|customers?|readers?|reproduce|how to|workarounds?|instructions?|usage)\b"
    r"|\b(?:can|should|do|may) (?:I|my)\b|\brelated\b|^(?:steps|procedure)$",
    re.IGNORECASE,
)
"""Headings of lists that say what to do as well, but not to those who have to prevent the next incident."""
_ASKS_READERS = re.compile(
    r"\b(?:can|should|could|must|do) (?:you|users?|customers?|readers?)\b"
    r"|\b(?:you|users|customers|readers) (?:can|should|could|must|need)\b|\bfor (?:users|customers|readers)$",
    re.IGNORECASE,
)
"""Headings of plans that are for others: `What customers can do to prevent this`."""
_TELLS_READERS = re.compile(
    r"\b(?:you|users?|customers?|readers?|administrators?|developers?)\b[^.\n]{0,60}[:：]\s*$", re.IGNORECASE
)
"""The end of a sentence above a list of what others are to do: `Users should:`."""
_ASKED = re.compile(r"\[[ xX]\]\s|\[?(?!CVE|CWE|CAPEC|GHSA|ISO|PEP|RFC)[A-Z][A-Z0-9]+-\d+(?:\]\([^)\s]*\))?[\s:：|–-]")
"""With what a line of a list of tasks begins: a box, or the number of a ticket."""
_ENOUGH = 2
_MOST = 0.6


def items_of_list(block: Block, lines: Sequence[str]) -> Iterator[str]:
    """The items of a list as Markdown, each with what is nested in it."""
    level = block.tokens[0].level + 1
    for token in block.tokens:
        if token.type == "list_item_open" and token.level == level and token.map:
            raw = lines[token.map[0] : token.map[1]]
            first = re.sub(r"^\s*(?:[-*+]|\d{1,9}[.)])(?:\s+|$)", "", raw[0])
            box = "[x] " if token.meta.get("checked") else ""
            text = "\n".join(dedented([first, *raw[1:]])).strip("\n")
            yield text if BOX.match(text) else f"{box}{text}"


def items_of_paragraph(raw: Sequence[str], house: House) -> list[str]:
    """The items of a paragraph: lines that begin like items, or sentences that all say what will be done.

    A paragraph that is not written like a list is one item.
    """
    starts = [at for at, line in enumerate(raw) if _ITEM.match(line.strip())]
    if len(starts) >= _ENOUGH and starts[0] == 0:
        return ["\n".join(raw[start:end]) for start, end in zip(starts, [*starts[1:], len(raw)], strict=True)]
    sentences = _SENTENCE_END.split(" ".join(line.strip() for line in raw))
    if all(map(house.intents.search, sentences)) and not any(map(_REFERS_BACK.search, sentences[1:])):
        return sentences
    return ["\n".join(raw)]


def is_plan(text: str, house: House) -> bool:
    """Whether a paragraph says what will be done: it begins like an item, or has words for that and stands alone."""
    begin = text.strip()
    if begin.startswith(("**", "__")):
        begin = label(begin)
        if _LEAD_IN.match(text.strip()):
            return True
    elif _ITEM.match(begin):
        return True
    return _REFERS_BACK.match(begin) is None and house.intents.search(begin) is not None


def says_what_to_do(markdown: str, own: frozenset[str] = frozenset()) -> bool:
    """Whether an item begins with a verb in its base form; `own` are verbs that a team adds."""
    first = re.match(r"[A-Za-z'-]+", CODE.sub("", label(BOX.sub("", markdown.strip()))))
    return bool(first and known_verb(first.group(), own))


def suggests_actions(heading: str, text: str, house: House) -> bool:
    """Whether what is below a heading that only suggests plans are action items."""
    held = list(blocks(text))
    if _ASKS_READERS.search(heading):
        return False
    if any(block.kind in LISTED for block in held):
        return True
    by_heading = not house.role(heading) and says_what_to_do(heading)
    return says_plans(text, house) or (by_heading and any(block.kind == "paragraph" for block in held))


def says_plans(text: str, house: House) -> bool:
    """Whether a paragraph of a text says what will be done."""
    lines = text.split("\n")
    paragraphs = ("\n".join(lines[block.start : block.end]) for block in blocks(text) if block.kind == "paragraph")
    return any(is_plan(one, house) for one in paragraphs)


def looks_like_actions(heading: str, text: str, house: House) -> bool:
    """Whether what is below a heading that does not say so are action items, by how they are written."""
    if _TO_READERS.search(heading) or _tells_readers(text):
        return False
    held = list(blocks(text))
    if any(block.kind == "table" and is_table_of_actions(block, house) for block in held):
        return True
    items = _items(text)
    verbs = sum(says_what_to_do(item) and not _LABELLED.match(item) for item in items)
    return lists_tasks(heading, text) or (len(items) >= _ENOUGH and verbs > _MOST * len(items))


def lists_tasks(heading: str, text: str) -> bool:
    """Whether a text lists tasks: items with a box to tick or the number of a ticket."""
    if _TO_READERS.search(heading):
        return False
    lines = text.split("\n")
    for block in blocks(text):
        if block.kind == "paragraph" and all(map(_ASKED.match, raw := lines[block.start : block.end])):
            return len(raw) >= _ENOUGH
    items = _items(text)
    boxes = sum(BOX.match(item) is not None for item in items)
    return boxes >= _ENOUGH or (len(items) >= _ENOUGH and all(map(_ASKED.match, items)))


def _items(text: str) -> list[str]:
    lines = text.split("\n")
    return [item for block in blocks(text) if block.kind in LISTS for item in items_of_list(block, lines)]


def _tells_readers(text: str) -> bool:
    """Whether a paragraph above a list says that it is for others."""
    held = list(blocks(text))
    lines = text.split("\n")
    return any(
        above.kind == "paragraph" and below.kind in LISTS and _TELLS_READERS.search(lines[above.end - 1])
        for above, below in pairwise(held)
    )


def is_table_of_actions(block: Block, house: House) -> bool:
    """Whether a table has a column for what to do, or says who does it and by when."""
    head = [label(cell) for cell in table(block.tokens)[0]]
    columns = {house.column(name) for name in head}
    events = house.columns.get("event", frozenset())
    if any(house.role(name) in ("actions", "plans") and bare(name) not in events for name in head):
        return True
    return "owner" in columns and "time" not in columns and bool(columns & {"due", "status", "priority"})
