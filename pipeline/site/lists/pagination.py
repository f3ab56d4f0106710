"""A long list on several pages, and the index with which assets/filters.js filters and sorts all of it.

The index holds no text: the script takes the entries themselves from the list's pages.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.site.data import SiteData

T = TypeVar("T")

PAGE_SIZE = 200
"""How many entries a page of a list has at most."""

INDEX = "index.json"
"""The name of a list's index, beside its first page."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Something that a list can be narrowed by.

    `name` is its parameter in the address, `label` what the page calls it; `options` are the values that some entry
    has, with what the page calls them, in the order to offer them; `values` are those of each entry.
    """

    name: str
    label: str
    options: Mapping[str, str]
    values: Sequence[Collection[str]]


def make_filter(name: str, label: str, options: Mapping[str, str], values: Iterable[Collection[str]]) -> Filter:
    """A filter with those of the `options` that an entry has: a list never offers what it does not show."""
    of_entries = tuple(values)
    used = {value for entry in of_entries for value in entry}
    return Filter(name, label, {value: text for value, text in options.items() if value in used}, of_entries)


def index(
    pages: Iterable[tuple[str, int]],
    filters: Iterable[Filter],
    orders: Mapping[str, Sequence[int | None]] | None = None,
) -> str:
    """The index as JSON.

    `pages` are the addresses of the list's pages, from its first one, with how many entries each has. `filters` are
    stored by value, as the gaps between the entries that have it. `orders` are each entry's rank by something that
    the list can be sorted by; what has none comes last.
    """
    stored = {
        "pages": list(pages),
        "facets": {item.name: {value: _gaps(item, value) for value in item.options} for item in filters},
        "orders": {name: list(ranks) for name, ranks in (orders or {}).items()},
    }
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n"


def team_names(site: SiteData) -> dict[str, str]:
    """The names of all teams by id, in the order of their names."""
    return {team.id: team.name for team in sorted(site.config.teams.values(), key=lambda team: team.name.casefold())}


def paginate(entries: Sequence[T]) -> list[Sequence[T]]:
    """The entries page by page."""
    return [entries[start : start + PAGE_SIZE] for start in range(0, len(entries), PAGE_SIZE)]


def _gaps(item: Filter, value: str) -> list[int]:
    """From one entry that has the value to the next; from before the first entry to the first that has it."""
    gaps, before = [], -1
    for position, values in enumerate(item.values):
        if value in values:
            gaps.append(position - before)
            before = position
    return gaps
