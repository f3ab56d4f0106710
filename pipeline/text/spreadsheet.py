"""Tables as CSV (RFC 4180, UTF-8), for spreadsheets.

It begins with a byte order mark, without which Excel does not read the file as UTF-8. A spreadsheet runs a cell that
begins with one of `= + - @`, a tab or a carriage return, or one of their full-width forms, as a formula
(OWASP, "CSV Injection"); such a cell, and one that begins with an apostrophe, has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

from pipeline.text.bidirectional import isolated

BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = tuple("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

Cell = str | int | date | None


def table(rows: Sequence[Mapping[str, Cell]]) -> str:
    """The rows, by column, below the names of the columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows[0] if rows else ())
    writer.writerows([cell(value) for value in row.values()] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


def cell(value: Cell) -> str:
    """A value as text that no spreadsheet runs, and that changes the order of no text beside it."""
    text = "" if value is None else str(value)
    return f"'{isolated(text)}" if text.startswith(_FORMULA_STARTS) else isolated(text)
