"""A report shows no live indicator: terminals and logs turn addresses into links, and somebody may follow one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.check.rule import RuleContext
from pipeline.check.rules.safety import hostile_addresses
from pipeline.diagnostic import Diagnostic, Location
from pipeline.model import Incident
from pipeline.text.defanging import defanged

_AROUND = 2_000
"""How many characters of a long line are kept before and after the column: more than a terminal shows."""


def without_live_indicators(
    diagnostics: Iterable[Diagnostic], incident: Incident, context: RuleContext
) -> Iterator[Diagnostic]:
    """The diagnostics of an incident with its indicators defanged, in the source line too."""
    found = tuple(diagnostics)
    live = _live(incident, context) if found else None
    yield from found if live is None else (_defanged(item, live, context) for item in found)


def _live(incident: Incident, context: RuleContext) -> re.Pattern[str] | None:
    """What finds the incident's indicators as addresses that can be followed; None if it has none."""
    values = {item.value for item in incident.indicators if defanged(item.value, item.type) != item.value}
    hosts = hostile_addresses(incident, context)
    exact = [re.escape(value) for value in sorted(values, key=len, reverse=True)]
    below = [
        rf"(?:https?://)?(?:[\w-]{{1,63}}\.){{0,20}}{re.escape(host)}" for host in sorted(hosts, key=len, reverse=True)
    ]
    if not exact and not below:
        return None
    return re.compile(rf"(?<![\w.-])(?:{'|'.join([*exact, *below])})(?![\w-]|\.\w)", re.IGNORECASE)


def _defanged(diagnostic: Diagnostic, live: re.Pattern[str], context: RuleContext) -> Diagnostic:
    message, hint = (live.sub(_without, text) for text in (diagnostic.message, diagnostic.hint))
    line, column = _line(diagnostic.location, context), diagnostic.location.column - 1
    around = (line[max(0, column - _AROUND) : column], line[column : column + _AROUND])
    shown = tuple(live.sub(_without, text) for text in around) if live.search("".join(around)) else ()
    return replace(diagnostic, message=message, hint=hint, shown=shown)


def _without(match: re.Match[str]) -> str:
    return defanged(match.group())


def _line(place: Location, context: RuleContext) -> str:
    document = context.documents.get(place.path)
    lines = document.source.text.splitlines() if document else []
    at = place.line - (document.source.line if document else 0)
    return lines[at] if 0 <= at < len(lines) else ""
