"""A long list on several pages, and the index by which assets/filters.js narrows and sorts all of it.

The index holds no text: the script takes the entries themselves from the list's pages.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.site.data import SiteData

T = TypeVar("T")

PAGE = 200
"""How many entries a page of a list has at most."""

INDEX = "index.json"
"""The name of a list's index, beside its first page."""


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that a list can be narrowed by.

    `name` is its parameter in the address, `label` what the page calls it; `options` are the values that some entry
    has, with what the page calls them, in the order to offer them; `values` are those of each entry.
    """

    name: str
    label: str
    options: Mapping[str, str]
    values: Sequence[Collection[str]]


def facet(name: str, label: str, known: Mapping[str, str], values: Iterable[Collection[str]]) -> Facet:
    """A facet with those of the `known` options that an entry has: a list never offers what it does not show."""
    listed = tuple(values)
    used = {value for one in listed for value in one}
    return Facet(name, label, {value: said for value, said in known.items() if value in used}, listed)


def index(
    pages: Iterable[tuple[str, int]], facets: Iterable[Facet], orders: Mapping[str, Sequence[int | None]] | None = None
) -> str:
    """The index as JSON.

    `pages` are the addresses of the list's pages, from its first one, with how many entries stand on each. `facets`
    are stored by value, as the gaps between the entries that have it. `orders` are each entry's rank by something that
    the list can be sorted by; what has none comes last.
    """
    stored = {
        "pages": list(pages),
        "facets": {one.name: {value: _gaps(one, value) for value in one.options} for one in facets},
        "orders": {name: list(ranks) for name, ranks in (orders or {}).items()},
    }
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n"


def team_names(site: SiteData) -> dict[str, str]:
    """The names of all teams by id, in the order of their names."""
    return {team.id: team.name for team in sorted(site.config.teams.values(), key=lambda team: team.name.casefold())}


def sheets(entries: Sequence[T]) -> list[Sequence[T]]:
    """The entries page by page."""
    return [entries[start : start + PAGE] for start in range(0, len(entries), PAGE)]


def _gaps(one: Facet, value: str) -> list[int]:
    gaps, before = [], -1
    for place, values in enumerate(one.values):
        if value in values:
            gaps.append(place - before)
            before = place
    return gaps
