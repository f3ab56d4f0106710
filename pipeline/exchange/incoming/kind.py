"""Whether a file is a postmortem at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.outline import Part
from pipeline.exchange.incoming.source import Source

_PLACEHOLDER = re.compile(
    r"YYYY-MM-DD|yyyy-mm-dd|\{\{[^}\n]{1,60}\}\}|<(?:insert|your|describe|date|name|title)\b[^>\n]{0,60}>"
    r"|\[(?:insert|describe|date|name|title|your|link to)\b[^\]\n]{0,60}\](?!\()|\bLorem ipsum\b|HH:MM\b",
    re.IGNORECASE,
)
_MANY = 3
_ENOUGH = 2


def why_not(source: Source, title: str, parts: Sequence[Part], entries: int, house: House) -> str:
    """Why a file is no postmortem; "" if it is one."""
    words = re.findall(r"[^\W_]+", re.sub(r"<!--.*?(?:-->|\Z)", "", source.body, flags=re.DOTALL))
    if not words and not source.front:
        return "the file is empty"
    placeholders = len(_PLACEHOLDER.findall(source.body))
    if placeholders >= _MANY and entries < _MANY:
        return f"it is a template: {placeholders} placeholders are not filled in"
    roles = {part.role for part in parts if part.role} - {"references"}
    named = title or source.name
    says_report = bool(house.report.search(named))
    if house.no_report.search(named) and not says_report and entries < _ENOUGH:
        return f"by its title, `{title or source.name}`, it is no account of an incident"
    is_notice = any(bare(key) in house.notices for key in source.front)
    of_incident = bool(house.incident.search(named))
    if is_notice and house.planned.search(named) and not of_incident and entries < _ENOUGH:
        return "it announces planned work: nothing went wrong that it tells of"
    tokens = says_report * 2 + of_incident + is_notice * 2 + len(roles) + (entries >= _ENOUGH) * 2
    if tokens < _ENOUGH:
        return "nothing tells that it is a postmortem: no timeline, no section of one, and no incident in its title"
    if not words:
        return "it has no text"
    return ""
