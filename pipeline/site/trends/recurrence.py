"""What keeps coming back: what several incidents share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Incident
from pipeline.site.data import newest_first


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What several incidents share, the latest first: a `kind` of thing and its `names`."""

    kind: str
    names: tuple[str, ...]
    incidents: tuple[Incident, ...]


def recurrences(incidents: Sequence[Incident]) -> tuple[Recurrence, ...]:
    """What two or more of these incidents share, the most frequent first, then the latest."""
    shared: dict[tuple[str, tuple[str, ...]], list[Incident]] = {}
    for incident in incidents:
        for key in dict.fromkeys(_traits(incident)):
            shared.setdefault(key, []).append(incident)
    found = [Recurrence(kind, names, tuple(newest_first(those))) for (kind, names), those in shared.items()]
    found += [*_asked_again(incidents), *_related(incidents)]
    repeated = sorted((one for one in found if len(one.incidents) > 1), key=lambda one: (one.kind, one.names))
    repeated.sort(key=lambda one: one.incidents[0].id, reverse=True)
    return tuple(sorted(repeated, key=lambda one: -len(one.incidents)))


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
    known = {finding.key: finding for incident in incidents for finding in incident.findings}
    pairs = ((key, finding.duplicate_of) for key, finding in known.items())
    for group in _connected(pair for pair in pairs if pair[1] in known):
        first = next((key for key in group if not known[key].duplicate_of), group[0])
        those = {known[key].incident for key in group}
        yield Recurrence("finding", (known[first].title,), _of(incidents, those))


def _related(incidents: Sequence[Incident]) -> Iterator[Recurrence]:
    for group in _connected((incident.id, other.incident) for incident in incidents for other in incident.related):
        those = _of(incidents, group)
        yield Recurrence("related", (those[-1].title,), those)


def _of(incidents: Iterable[Incident], ids: Collection[str]) -> tuple[Incident, ...]:
    return tuple(newest_first(incident for incident in incidents if incident.id in ids))


def _connected(pairs: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """The groups that these pairs join, each in order."""
    beside: dict[str, set[str]] = {}
    for one, other in pairs:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    while beside:
        group, reached = set[str](), {next(iter(beside))}
        while reached:
            one = reached.pop()
            group.add(one)
            reached |= beside.pop(one) - group
        yield sorted(group)
