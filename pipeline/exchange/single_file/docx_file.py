"""Blocks → a DOCX file, by python-docx, which the extra `documents` installs."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.util import find_spec
from typing import Any

from pipeline.diagnostic import UsageError
from pipeline.exchange.single_file.flow import Block, Code, Paragraph, Picture, Run, Table

_WIDEST = 6.0
_DEEPEST = 3
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif"})
"""The pictures that every word processor shows."""


def docx_file(blocks: Iterable[Block], title: str, remark: str, today: date) -> bytes:
    """The file's bytes; `remark` says below it for whom it was made. Raises UsageError if python-docx is missing."""
    if find_spec("docx") is None:
        raise UsageError(
            "DOCX needs python-docx: install the extra with `pip install 'postmortem-pipeline[documents]'`, "
            "or export --format html"
        )
    from docx import Document  # noqa: PLC0415  # the extra may not be installed

    document: Any = Document()
    # python-docx goes through all styles for each paragraph.
    document.part.get_style_id = cache(document.part.get_style_id)
    made = datetime.combine(today, time(), UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:255], "", ""
    properties.created = properties.modified = made
    numbering: dict[int, Any] = {}
    for block in blocks:
        added = _add(document, block)
        if isinstance(block, Paragraph) and block.number and not block.continues:
            _number(document, added, block, numbering)
    _fill(document.add_paragraph(style="Intense Quote"), (Run(remark),))
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _add(document: Any, block: Block) -> Any:
    """Add the block; the paragraph, if it is one."""
    if isinstance(block, Code):
        _fill(document.add_paragraph(style="No Spacing"), (Run(block.text, code=True),))
    elif isinstance(block, Picture):
        _add_picture(document, block)
    elif isinstance(block, Table):
        _add_table(document, block)
    else:
        paragraph = document.add_paragraph(style=_style(block))
        _fill(paragraph, block.runs)
        return paragraph
    return None


def _number(document: Any, paragraph: Any, block: Paragraph, numbering: dict[int, Any]) -> None:
    """Give an item its number: the items of a style go on counting from list to list unless each list counts anew.

    `numbering` has what counts the items of the current list of each depth, and the number that it gives next.
    """
    depth = min(block.depth, _DEEPEST)
    current, following = numbering.get(depth, (None, 0))
    if block.number != following:
        of_style = paragraph.style.element.pPr.numPr.numId.val
        definitions = document.part.numbering_part.element
        current = definitions.add_num(definitions.num_having_numId(of_style).abstractNumId.val)
        current.add_lvlOverride(ilvl=0).add_startOverride(block.number)
    paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = current.numId  # noqa: SLF001  # it has no other way to number
    numbering[depth] = current, block.number + 1


def _style(block: Paragraph) -> str:
    if block.level:
        return "Title" if block.level == 1 else f"Heading {block.level - 1}"
    if not block.depth:
        return "Quote" if block.quoted else "Normal"
    kind = "List Continue" if block.continues else "List Number" if block.number else "List Bullet"
    depth = min(block.depth, _DEEPEST)
    return f"{kind} {depth}" if depth > 1 else kind


def _fill(paragraph: Any, runs: Iterable[Run]) -> None:
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold, added.italic = run.bold or None, run.italic or None
        if run.code:
            added.font.name = "Consolas"
        # The address in words: a word processor may ask for the target of a link before anybody clicks.
        if run.address and not run.address.startswith("#") and run.address != run.text.strip():
            paragraph.add_run(f" <{run.address}>")


def _add_picture(document: Any, block: Picture) -> None:
    from docx.shared import Inches  # noqa: PLC0415  # as above

    if block.kind in _SHOWN:
        try:
            shape = document.add_picture(io.BytesIO(block.content))
        except Exception:  # noqa: BLE001  # python-docx has no one error for a picture that it cannot read
            document.add_paragraph(block.words)
            return
        if shape.width > Inches(_WIDEST):
            shape.height = int(shape.height * Inches(_WIDEST) / shape.width)
            shape.width = Inches(_WIDEST)
    if block.words:
        document.add_paragraph(block.words, style="Caption")


def _add_table(document: Any, block: Table) -> None:
    width = max(map(len, block.rows), default=0)
    if not width:
        return
    table = document.add_table(rows=len(block.rows), cols=width, style="Table Grid")
    for at, row in enumerate(block.rows):
        for column, runs in enumerate(row):
            _fill(table.cell(at, column).paragraphs[0], runs)
