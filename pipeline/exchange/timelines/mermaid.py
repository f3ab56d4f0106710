"""Events as a Mermaid timeline, a section for each day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from pipeline.exchange.timelines.rows import Table, cell

_SPECIAL = re.compile(r"[^\w\s.,()/'+-]|_")
_DAY = len("2024-06-28")


def as_mermaid(table: Table, title: str) -> str:
    """The diagram's text. What Mermaid would take for its own syntax is written as character codes."""
    lines = ["timeline", f"  title {_plain(title)}"]
    events = [(cell("at", event["at"]), event) for event in table.events]
    for day, group in groupby(events, key=lambda pair: _day(pair[1]["at"])):
        lines.append(f"  section {_plain(day)}")
        lines += [f"    {_plain(_time(at, day, table.timezone))} : {_plain(str(event['what']))}" for at, event in group]
    return "\n".join(lines) + "\n"


def _day(at: Any) -> str:
    text = next(iter(at.values())) if isinstance(at, Mapping) else str(at)
    return str(text)[:_DAY]


def _time(at: str, day: str, zone: str) -> str:
    """The time of day, with its zone; the whole where there is none."""
    clock = at[_DAY + 1 :] if at.startswith(day) else ""
    if not clock:
        return at
    return clock if re.search(r"Z$|[+-]\d\d:\d\d$", clock) or not zone else f"{clock} {zone}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", " ".join(text.split()))
