"""Blocks → a Markdown file with its pictures in it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence

from pipeline.exchange.single_file.flow import Block, Code, Paragraph, Picture, Run, Table

_MARKS = re.compile(r"[\\`*_\[\]<>|~&]|#(?=[\s#]|\Z)|!\Z")
"""What would begin something wherever it stands; `#` only where it could end a heading, `!` only before a link."""
_OPENING = re.compile(r"^(\s*)(\d{0,9})([#+=:.)-])", re.MULTILINE)
"""What could make a heading, an item, or the line below a table's head of a line that begins with it."""
_IN_ADDRESSES = {"<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C", "\n": ""}


def markdown_file(blocks: Iterable[Block], remark: str) -> str:
    """The file's text; `remark` says below it for whom it was made."""
    text = ""
    markers: list[str] = []
    tight = False
    for block in blocks:
        item = block if isinstance(block, Paragraph) and block.depth and not block.level else None
        above, markers = markers, _markers(markers, item) if item else []
        starts = item is not None and not item.continues
        inner = len(markers) > len(above) and markers[-1] not in ("- ", "1. ")  # needs an empty line above it
        text += ("\n" if tight and starts and not inner else "\n\n" if text else "") + _block(block, markers)
        tight = starts
    return f"{text}\n\n---\n\n{_plain(remark)}\n"


def _markers(above: Sequence[str], item: Paragraph) -> list[str]:
    """The markers of an item and of the items that it is in. An item can be one deeper than the one above it."""
    if item.continues:
        return list(above[: item.depth])
    return [*above[: item.depth - 1], f"{item.number}. " if item.number else "- "]


def _block(block: Block, markers: Sequence[str]) -> str:
    if isinstance(block, Code):
        fence = "`" * max(3, 1 + _longest_run(block.text))
        return f"{fence}\n{block.text}\n{fence}"
    if isinstance(block, Picture):
        data = base64.b64encode(block.content).decode()
        return f"![{_plain(' '.join(block.words.split()))}](data:{block.kind};base64,{data})"
    if isinstance(block, Table):
        return _table(block)
    return _paragraph(block, markers)


def _paragraph(block: Paragraph, markers: Sequence[str]) -> str:
    text = _OPENING.sub(r"\1\2\\\3", _runs(block.runs))
    if block.level:
        return f"{'#' * block.level} {' '.join(text.split())}"
    if not markers:
        return "\n".join(f"> {line}" for line in text.split("\n")) if block.quoted else text
    indent, marker = " " * sum(map(len, markers[:-1])), markers[-1]
    first = " " * len(marker) if block.continues else marker
    return "\n".join(
        f"{indent}{first if number == 0 else ' ' * len(marker)}{line}" for number, line in enumerate(text.split("\n"))
    )


def _runs(runs: Iterable[Run]) -> str:
    """The runs in one paragraph, without lines that would end it."""
    text = ""
    for run in runs:
        text += _run(run, text[-1:])
    return "  \n".join(line.strip() for line in text.split("\n") if line.strip())


def _run(run: Run, before: str) -> str:
    """A run after the character `before`. It stands out only where nobody can take the marks for characters."""
    words = run.text.strip()
    if not words:
        return run.text
    start, end = run.text.split(words)[0], run.text[len(run.text.rstrip()) :]
    is_code = run.code and "|" not in words and (start or before != "`")  # no table can hold a bar in code
    text = _code(words) if is_code else _plain(words)
    apart = words[0].isalnum() and words[-1].isalnum() and not is_code
    if (apart or run.address) and (start or run.address or before != "*"):
        mark = "*" * (2 * run.bold + run.italic)
        text = f"{mark}{text}{mark}"
    if run.address and not run.address.startswith("#"):
        address = "".join(_IN_ADDRESSES.get(character, character) for character in run.address)
        text = f"[{text}](<{address}>)"
    return f"{start}{text}{end}"


def _code(words: str) -> str:
    fence = "`" * (1 + _longest_run(words))
    space = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{space}{' '.join(words.split())}{space}{fence}"


def _longest_run(text: str) -> int:
    """How many backticks stand in a row at most."""
    return max(map(len, re.findall(r"`+", text)), default=0)


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def _table(block: Table) -> str:
    rows = [[" ".join(_runs(cell).split()) for cell in row] for row in block.rows]
    width = max(map(len, rows), default=0)
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([*lines[:1], f"|{' --- |' * width}", *lines[1:]])
