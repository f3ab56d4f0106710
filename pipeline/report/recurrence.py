"""The incidents of a plan that repeat earlier ones, as text, as a section of a comment, and for JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.analysis.precedents import Precedent, Precedents, Trait
from pipeline.model import Corpus, Finding, Incident
from pipeline.report.escaping import escape_markdown
from pipeline.report.terminal import printable, wrapped
from pipeline.text.pluralize import pluralize
from pipeline.tracking.lifecycle import FindingState

MOST = 3
"""How many earlier incidents are shown for one, and how many open findings of each; the rest is counted."""

_MOST_INCIDENTS = 20
_TRAITS = {
    "technique": "technique {}",
    "service": "service `{}`",
    "procedure": "a finding on procedure `{}`",
    "tag": "tag `{}`",
}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """An incident, an earlier one that it repeats, and the findings of that one that are not settled."""

    incident: Incident
    precedent: Precedent
    unsettled: tuple[Finding, ...]


def recurrences(corpus: Corpus, ids: Collection[str], states: Mapping[str, FindingState]) -> tuple[Recurrence, ...]:
    """What the incidents with these ids repeat, from a corpus that may be redacted. `states` are by finding's key."""
    precedents = Precedents(corpus.incidents)
    return tuple(
        Recurrence(incident, precedent, tuple(_unsettled(precedent.incident, states)))
        for incident in corpus.incidents
        if incident.id in ids
        for precedent in precedents.of(incident)
    )


def as_text(found: Sequence[Recurrence], *, width: int = 0) -> Iterator[str]:
    """For a terminal, one line of output at a time; nothing if nothing recurs."""
    for incident, shown, more in _by_incident(found):
        yield from wrapped(
            printable(f"{incident} is like {'earlier incidents' if len(shown) > 1 else 'an earlier one'}:"), width, 0
        )
        for item in shown:
            yield from wrapped(printable(f"  {item.precedent.incident.id}  {item.precedent.incident.title}"), width, 4)
            yield from wrapped(printable(f"      {_why(item)}"), width, 6)
            for line in _open(item):
                yield from wrapped(printable(f"      {line}"), width, 8)
        if more:
            yield f"  {more}"
    if found:
        yield ""


def as_markdown(found: Sequence[Recurrence]) -> str:
    """The section of the comment; "" if nothing recurs."""
    lines = []
    for incident, shown, more in _by_incident(found):
        lines.append(f"- **{escape_markdown(incident)}** is like:")
        for item in shown:
            earlier, why = item.precedent.incident, escape_markdown(_why(item))
            lines.append(f"  - **{escape_markdown(earlier.title)}** ({escape_markdown(earlier.id)})<br>{why}")
            lines += [f"    - {escape_markdown(line)}" for line in _open(item)]
        if more:
            lines.append(f"  - {more}")
    return "\n".join(["### This has happened before", "", *lines]) if lines else ""


def as_data(found: Sequence[Recurrence]) -> list[dict[str, Any]]:
    """What schemas/plan.schema.json has under `recurrences`."""
    return [
        {
            "incident": item.incident.id,
            "earlier": item.precedent.incident.id,
            "title": item.precedent.incident.title,
            "shared": [{"kind": kind, "name": name} for kind, name in item.precedent.traits],
            "because": item.precedent.because,
            "open": [finding.key for finding in item.unsettled],
        }
        for item in found
    ]


def _by_incident(found: Sequence[Recurrence]) -> Iterator[tuple[str, Sequence[Recurrence], str]]:
    """Each incident's id with what is shown of it, and how much is not."""
    by_id: dict[str, list[Recurrence]] = {}
    for item in found:
        by_id.setdefault(item.incident.id, []).append(item)
    for incident, items in list(by_id.items())[:_MOST_INCIDENTS]:
        more = len(items) - MOST
        yield incident, items[:MOST], f"and {pluralize(more, 'more incident')}" if more > 0 else ""


def _why(item: Recurrence) -> str:
    shared = ", ".join(_words(trait) for trait in item.precedent.traits)
    because = item.precedent.because.rstrip(".")
    return "; ".join(part for part in (because, f"in common: {shared}" if shared else "") if part)


def _words(trait: Trait) -> str:
    kind, name = trait
    return _TRAITS[kind].format(name)


def _open(item: Recurrence) -> Iterator[str]:
    for finding in item.unsettled[:MOST]:
        yield f"still open: {finding.number} {finding.title} ({finding.owner})"
    more = len(item.unsettled) - MOST
    if more > 0:
        yield f"and {pluralize(more, 'more open finding')}"


def _unsettled(incident: Incident, states: Mapping[str, FindingState]) -> Iterator[Finding]:
    for finding in incident.findings:
        if finding.key in states and not states[finding.key].state.settled:
            yield finding
