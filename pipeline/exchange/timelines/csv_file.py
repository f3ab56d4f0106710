"""Events as CSV, with the columns of Timesketch and those of a timeline; and CSV of others as events.

A spreadsheet runs a cell that begins with `=` or its like as a formula: such a cell has an apostrophe before it, which
is taken away when the file comes in again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.exchange.timelines.rows import Table, cell, parsed
from pipeline.vocabulary import property_schema

KEYS = tuple(property_schema("timeline", "events")["items"]["properties"])
TIMESKETCH = ("datetime", "timestamp_desc", "message")
"""The columns that Timesketch needs."""
_FORMULA_STARTS = tuple("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_BYTE_ORDER_MARK = "\ufeff"
ALSO = {
    "at": ("at", "datetime", "timestamp", "time", "date", "when", "event time"),
    "what": ("what", "message", "description", "event", "activity", "summary"),
}
"""What columns of other programs are called, the best first."""


def as_csv(table: Table) -> str:
    """The events as CSV (RFC 4180), each with its earliest instant for Timesketch and with its exact values."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*TIMESKETCH, "timezone", *KEYS])
    for event in table.events:
        values = {key: cell(key, event.get(key)) for key in KEYS}
        kind = str(event.get("milestone") or event.get("phase") or "event")
        row = [_instant(event["at"], table.timezone), kind, event["what"], table.timezone, *values.values()]
        writer.writerow(map(_harmless, row))
    return _BYTE_ORDER_MARK + text.getvalue()


def _instant(value: Any, zone: str) -> str:
    """The first instant that a time may be, "" if there is none."""
    text = value.get("after") if isinstance(value, Mapping) else value
    return parsed(str(text), zone).earliest.isoformat() if text else ""


def _harmless(value: Any) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its line, its cells by the keys of an event, and the zone that it names."""

    line: int
    cells: Mapping[str, str]
    timezone: str


def read_csv(text: str, names: Mapping[str, str]) -> tuple[list[Row], list[str]]:
    """The rows of a file, and the columns that are not part of an event.

    `names` are the columns of the file by the keys that they are. Raises ValueError if it has no column for a key that
    every event has, or is not CSV.
    """
    reader = csv.reader(io.StringIO(text.removeprefix(_BYTE_ORDER_MARK), newline=""), strict=True)
    head: list[str] = []
    rows = []
    try:
        for number, values in enumerate(reader):
            if number == 0:
                head = [_read(value).strip() for value in values]
                columns = _columns(head, names)
            elif any(value.strip() for value in values):
                by_name = dict(zip(head, map(_read, values), strict=False))
                cells = {key: by_name.get(column, "") for key, column in columns.items()}
                rows.append(Row(reader.line_num, cells, by_name.get("timezone", "").strip()))
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: this is not CSV: {error}") from error
    if not head:
        raise ValueError("the file is empty")
    used = {*columns.values(), "timezone", *(TIMESKETCH if "at" in head else ())}
    return rows, [name for name in head if name and name not in used]


def _columns(head: list[str], names: Mapping[str, str]) -> dict[str, str]:
    """The column of each key."""
    lower = {name.casefold(): name for name in reversed(head)}
    found = {}
    for key in KEYS:
        if key in names:
            if names[key] not in head:
                raise ValueError(f"there is no column `{names[key]}`: there are {', '.join(map(repr, head))}")
            found[key] = names[key]
        else:
            called = [lower[name] for name in ALSO.get(key, (key,)) if name in lower]
            found |= {key: called[0]} if called else {}
    for key in ("at", "what"):
        if key not in found:
            raise ValueError(f"no column has `{key}`: add --column {key}=NAME, where NAME is one of {', '.join(head)}")
    return found


def _read(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if re.match("'['=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", text) else text
