"""The earlier incidents that an incident repeats: what they share, and how rare that is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pipeline.model import Incident

ENOUGH = 0.7
"""How much two incidents must have in common for the later one to repeat the earlier one."""

_WEIGHTS = {"technique": 1.0, "service": 0.5, "procedure": 0.5, "tag": 0.5}
"""How much each kind of trait counts where it is rare."""

_CAUSES = ("technique", "procedure")
"""Without one of these in common, nothing repeats: outages of one service are not a recurrence."""

_ROUNDED = 1e-9
"""By how much two sums of the same numbers may differ."""

Trait = tuple[str, str]
"""A kind of `_WEIGHTS`, and its name; a technique's name is its ATT&CK id, or its own where it has none."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier incident that another repeats, and the traits that both have, the most telling first.

    `because` is what its author wrote where it names the earlier one as related, else "".
    """

    incident: Incident
    traits: tuple[Trait, ...]
    because: str = ""


class Precedents:
    """Finds the precedents of the incidents of a corpus, which may be redacted."""

    def __init__(self, incidents: Iterable[Incident]) -> None:
        """Counts in how many incidents each trait is."""
        self._incidents = tuple(incidents)
        every = {incident.id: frozenset(_traits(incident)) for incident in self._incidents}
        counts = Counter(trait for traits in every.values() for trait in traits)
        shared = {trait: count for trait, count in counts.items() if count > 1}
        self._worth = {trait: _worth(trait, count, len(self._incidents)) for trait, count in shared.items()}
        self._traits = {id_: traits & shared.keys() for id_, traits in every.items()}
        self._having: dict[Trait, list[str]] = {}
        for id_, traits in self._traits.items():
            for trait in traits:
                if trait[0] in _CAUSES:
                    self._having.setdefault(trait, []).append(id_)
        self._by_id = {incident.id: incident for incident in self._incidents}

    def of(self, incident: Incident) -> tuple[Precedent, ...]:
        """The earlier incidents that this one repeats, those that share most first."""
        found = []
        named = {related.incident: related.because for related in incident.related}
        originals = {finding.duplicate_of.partition("/")[0] for finding in incident.findings if finding.duplicate_of}
        candidates = {
            *named,
            *originals,
            *(id_ for trait in self._telling(self._traits[incident.id]) for id_ in self._having[trait]),
        }
        for earlier in (self._by_id[id_] for id_ in candidates if id_ < incident.id and id_ in self._by_id):
            shared = self._traits[incident.id] & self._traits[earlier.id]
            weight = self._weight(shared)
            if weight >= ENOUGH or earlier.id in named or earlier.id in originals:
                traits = sorted(shared, key=lambda trait: (-self._worth[trait], trait))
                found.append((weight, Precedent(earlier, tuple(traits), named.get(earlier.id, ""))))
        found.sort(key=lambda item: item[1].incident.id, reverse=True)
        return tuple(precedent for _, precedent in sorted(found, key=lambda item: -item[0]))

    def _telling(self, traits: Collection[Trait]) -> Iterator[Trait]:
        """The causes among the traits that can be enough, if all the rest of them is shared too."""
        best = self._best(traits)
        for trait in traits:
            others = sum(worth for kind, worth in best.items() if kind != trait[0])
            if trait[0] in _CAUSES and self._worth[trait] + others > ENOUGH - _ROUNDED:
                yield trait

    def _weight(self, shared: Collection[Trait]) -> float:
        """What the traits come to: the rarest of each kind counts."""
        return sum(self._best(shared).values()) if any(kind in _CAUSES for kind, _ in shared) else 0

    def _best(self, traits: Collection[Trait]) -> dict[str, float]:
        """The most that a trait of each kind is worth."""
        best: dict[str, float] = {}
        for trait in traits:
            best[trait[0]] = max(best.get(trait[0], 0), self._worth[trait])
        return best


def _worth(trait: Trait, count: int, incidents: int) -> float:
    """What a trait is worth that so many of the incidents have: most for one of two, next to nothing for one of all."""
    among = incidents + 1
    rarity = math.log(among / count) / math.log(among / 2)
    return _WEIGHTS[trait[0]] * rarity


def _traits(incident: Incident) -> Iterator[Trait]:
    for technique in incident.techniques:
        if technique.id or technique.name:
            yield "technique", technique.id or technique.name
    yield from (("service", service) for service in incident.services)
    yield from (("procedure", finding.sop) for finding in incident.findings if finding.sop)
    yield from (("tag", tag) for tag in incident.tags)
