"""Blocks → a Markdown file with its pictures in it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from pipeline.exchange.single_file.flow import Block, Code, Paragraph, Picture, Run, Table

_MARKS = re.compile(r"([\\`*_\[\]<>|~])|^(\s*)([#+-](?=\s)|\d+[.)](?=\s))", re.MULTILINE)


def markdown_file(blocks: Iterable[Block], remark: str) -> str:
    """The file's text; `remark` says below it for whom it was made."""
    text = ""
    tight = False
    for block in blocks:
        is_item = isinstance(block, Paragraph) and block.depth > 0 and not block.continues
        text += ("\n" if tight and is_item else "\n\n" if text else "") + _block(block)
        tight = is_item
    return f"{text}\n\n---\n\n{_plain(remark)}\n"


def _block(block: Block) -> str:
    if isinstance(block, Code):
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", block.text)), default=0))
        return f"{fence}\n{block.text}\n{fence}"
    if isinstance(block, Picture):
        data = base64.b64encode(block.content).decode()
        return f"![{_plain(block.words)}](data:{block.kind};base64,{data})"
    if isinstance(block, Table):
        return _table(block)
    return _paragraph(block)


def _paragraph(block: Paragraph) -> str:
    text = _runs(block.runs)
    if block.level:
        return f"{'#' * block.level} {' '.join(text.split())}"
    if not block.depth:
        return "\n".join(f"> {line}" for line in text.split("\n")) if block.quoted else text
    marker = f"{block.number}. " if block.number else "- "
    indent = "    " * (block.depth - 1)
    first = " " * len(marker) if block.continues else marker
    return "\n".join(
        f"{indent}{first if number == 0 else ' ' * len(marker)}{line}" for number, line in enumerate(text.split("\n"))
    )


def _runs(runs: Iterable[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    words = run.text.strip()
    if not words:
        return run.text.replace("\n", "  \n")
    before = run.text[: len(run.text) - len(run.text.lstrip())]
    behind = run.text[len(run.text.rstrip()) :]
    words = words.replace("\n", "  \n") if not run.code else words
    text = f"`` {words} ``" if run.code and "`" in words else f"`{words}`" if run.code else _plain(words)
    text = f"**{text}**" if run.bold else text
    text = f"*{text}*" if run.italic else text
    if run.address and not run.address.startswith("#"):
        text = f"[{text}](<{run.address.replace('>', '%3E').replace('<', '%3C')}>)"
    return f"{before}{text}{behind}"


def _plain(text: str) -> str:
    return _MARKS.sub(lambda match: f"{match[2] or ''}\\{match[1] or match[3]}", text)


def _table(block: Table) -> str:
    rows = [[" ".join(_runs(cell).split()) for cell in row] for row in block.rows]
    width = max(map(len, rows), default=0)
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([*lines[:1], f"|{' --- |' * width}", *lines[1:]])
