"""Whether a file is a postmortem at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.exchange.incoming.facts import is_notice
from pipeline.exchange.incoming.house import House
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
_NO_SIGN = (
    "it does not look like a postmortem: it has no timeline, no section of a postmortem, and no incident in its title"
)
_HOST = re.compile(r"https?://\S+|(?<!\S)[\[(\"]?(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)


def why_not(source: Source, title: str, parts: Sequence[Part], entries: int, house: House) -> str:
    """Why a file is not a postmortem; "" if it is one."""
    if not re.search(r"[^\W_]", re.sub(r"<!--.*?(?:-->|\Z)", "", source.body, flags=re.DOTALL)):
        return "it has no text"
    placeholders = len(_PLACEHOLDER.findall(source.body))
    if placeholders >= _MANY and entries < _MANY:
        return f"it is a template: {placeholders} placeholders are not filled in"
    named = title or source.name
    # The name of a host is no word of a title: issues.example.com has no issues.
    said = _HOST.sub(" ", title or source.name.partition(".")[0])
    if house.no_report.search(said) and not house.report.search(said) and not _tells(source, parts, entries, house):
        return f"by its title, `{named}`, it is not an account of an incident"
    of_trouble = house.incident.search(said) or house.trouble.search(said)
    planned = house.planned.search(said) or house.plans.search(source.body)
    announced = is_notice(source, house) and not of_trouble and entries < _ENOUGH
    if planned and (announced or _is_planned_outage(source, said, parts, house)):
        return "it announces planned work, and does not say that anything went wrong"
    return "" if _signs(source, said, parts, entries, house) >= _ENOUGH else _NO_SIGN


def _is_planned_outage(source: Source, said: str, parts: Sequence[Part], house: House) -> bool:
    """Whether a title such as `Scheduled outage` is of work that is still to be done: nothing tells how it went."""
    word = house.planned.search(said)
    named = house.incident.match(said, word.end() + 1) if word else None
    told = _roles(parts) - {"timeline", "what-happened"}
    return named is not None and not told and not house.report.search(said) and bool(house.intents.search(source.body))


def _tells(source: Source, parts: Sequence[Part], entries: int, house: House) -> bool:
    """Whether a file tells of an incident, whatever its title: minutes have times and action items as well."""
    shaped = entries >= _ENOUGH or len(_roles(parts)) >= _ENOUGH
    return shaped and bool(house.incident.search(source.body[:_READ]))


def _signs(source: Source, said: str, parts: Sequence[Part], entries: int, house: House) -> int:
    """How much tells that it is a postmortem; `said` is its title."""
    read = source.body[:_READ]
    spoken = {match.group().casefold() for match in house.incident.finditer(read)}
    signs = (
        bool(house.report.search(said)) * _ENOUGH,
        bool(house.incident.search(said)) * _ENOUGH,
        min(_ENOUGH, len({match.group().casefold() for match in house.trouble.finditer(said)})),
        is_notice(source, house) * _ENOUGH,
        len(_roles(parts)),
        (entries >= _ENOUGH) * _ENOUGH,
        bool(house.measures.search(read)) * _ENOUGH,
        len(spoken) >= _MANY,
    )
    return sum(signs)


def _roles(parts: Sequence[Part]) -> set[str]:
    return {part.role for part in parts if part.role} - {"references"}
