"""What keeps coming back: what several incidents have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Incident
from pipeline.site.data import newest_first


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What several incidents share, the latest of them first.

    By `kind`, the `names` are: "service", the service and a category of its findings; "technique", its ATT&CK id or
    name; "finding", the title of a change that was asked for again; "related", the title of the first incident.
    """

    kind: str
    names: tuple[str, ...]
    incidents: tuple[Incident, ...]


def recurrences(incidents: Sequence[Incident]) -> tuple[Recurrence, ...]:
    """What two or more of these incidents share, the most frequent first, then the latest."""
    shared: dict[tuple[str, tuple[str, ...]], list[Incident]] = {}
    for incident in incidents:
        for key in dict.fromkeys(_traits(incident)):
            shared.setdefault(key, []).append(incident)
    candidates = [Recurrence(kind, names, tuple(newest_first(sharing))) for (kind, names), sharing in shared.items()]
    candidates += [*_asked_again(incidents), *_related(incidents)]
    repeated = [candidate for candidate in candidates if len(candidate.incidents) > 1]
    repeated.sort(key=lambda recurrence: (recurrence.kind, recurrence.names))
    repeated.sort(key=lambda recurrence: recurrence.incidents[0].id, reverse=True)
    return tuple(sorted(repeated, key=lambda recurrence: -len(recurrence.incidents)))


def _traits(incident: Incident) -> Iterator[tuple[str, tuple[str, ...]]]:
    for service in incident.services:
        for finding in incident.findings:
            if finding.category and not finding.duplicate_of:
                yield "service", (service, finding.category)
    for technique in incident.techniques:
        if technique.id or technique.name:
            yield "technique", (technique.id or technique.name,)


def _asked_again(incidents: Sequence[Incident]) -> Iterator[Recurrence]:
    """The findings that ask for the same change as one of another incident."""
    findings = {finding.key: finding for incident in incidents for finding in incident.findings}
    pairs = ((key, finding.duplicate_of) for key, finding in findings.items())
    for group in _connected(pair for pair in pairs if pair[1] in findings):
        first = next((key for key in group if not findings[key].duplicate_of), group[0])
        ids = {findings[key].incident for key in group}
        yield Recurrence("finding", (findings[first].title,), _with_ids(incidents, ids))


def _related(incidents: Sequence[Incident]) -> Iterator[Recurrence]:
    for group in _connected((incident.id, other.incident) for incident in incidents for other in incident.related):
        members = _with_ids(incidents, group)
        yield Recurrence("related", (members[-1].title,), members)


def _with_ids(incidents: Iterable[Incident], ids: Collection[str]) -> tuple[Incident, ...]:
    return tuple(newest_first(incident for incident in incidents if incident.id in ids))


def _connected(pairs: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """The groups that these pairs join, each in order."""
    neighbours: dict[str, set[str]] = {}
    for left, right in pairs:
        neighbours.setdefault(left, set()).add(right)
        neighbours.setdefault(right, set()).add(left)
    while neighbours:
        group, reached = set[str](), {next(iter(neighbours))}
        while reached:
            member = reached.pop()
            group.add(member)
            reached |= neighbours.pop(member) - group
        yield sorted(group)
