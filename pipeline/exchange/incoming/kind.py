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
_READ = 20_000
_HOST = re.compile(r"https?://\S+|(?<!\S)[\[(\"]?(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)


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
    # The name of a host is no word of a title: issues.example.com has no issues.
    said = _HOST.sub(" ", title or source.name.partition(".")[0])
    says_report = bool(house.report.search(said))
    if house.no_report.search(said) and not says_report and entries < _ENOUGH and len(roles) < _ENOUGH:
        return f"by its title, `{named}`, it is no account of an incident"
    is_notice = any(bare(key) in house.notices for key in source.front)
    of_incident, of_trouble = bool(house.incident.search(said)), bool(house.trouble.search(said))
    planned = house.planned.search(said) or house.plans.search(source.body)
    if is_notice and planned and not (of_incident or of_trouble) and entries < _ENOUGH:
        return "it announces planned work: nothing went wrong that it tells of"
    spoken = {match.group().casefold() for match in house.incident.finditer(source.body[:_READ])}
    signs = (
        says_report * _ENOUGH,
        of_incident * _ENOUGH,
        of_trouble,
        is_notice * _ENOUGH,
        len(roles),
        (entries >= _ENOUGH) * _ENOUGH,
        bool(house.measures.search(source.body[:_READ])) * _ENOUGH,
        len(spoken) >= _MANY,
    )
    if sum(signs) < _ENOUGH:
        return "nothing tells that it is a postmortem: no timeline, no section of one, and no incident in its title"
    if not words:
        return "it has no text"
    return ""
