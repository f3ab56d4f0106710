"""MITRE ATT&CK Enterprise: its techniques and groups, and which were withdrawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline import vocabulary

TECHNIQUE_ID = re.compile(vocabulary.property_schema("incident", "techniques", "id")["pattern"], re.ASCII)
GROUP_ID = re.compile(vocabulary.property_schema("incident", "actors", "group")["pattern"], re.ASCII)
"""What the schema of an incident takes for an id; to be used with `fullmatch`."""

_DATA = Path(__file__).with_name("attack.tsv")


@dataclass(frozen=True, slots=True)
class Entry:
    """A technique or group. `successor` replaces a withdrawn one; "" if nothing does."""

    id: str
    name: str
    withdrawn: bool = False
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Attack:
    """One version of ATT&CK, by id."""

    version: str
    entries: dict[str, Entry]

    def near(self, name: str) -> list[Entry]:
        """The current entries whose id differs in one character, or has two adjacent characters swapped."""
        similar = [entry for entry in self.entries.values() if not entry.withdrawn and _is_near(entry.id, name)]
        return similar[:_NEAR]


_NEAR = 4


def _is_near(known_id: str, written_id: str) -> bool:
    if len(known_id) != len(written_id):
        return known_id == written_id.partition(".")[0]
    differ = [index for index, (mine, yours) in enumerate(zip(known_id, written_id, strict=True)) if mine != yours]
    return len(differ) == 1 or (len(differ) == _SWAPPED and sorted(known_id) == sorted(written_id))


_SWAPPED = 2


@cache
def attack() -> Attack:
    """The version that comes with the pipeline; `generate_attack.py` made it."""
    first, *lines = _DATA.read_text(encoding="utf-8").splitlines()
    version = first.partition("\t")[0].removeprefix("# ")
    return Attack(version, {entry.id: entry for entry in map(_entry, lines)})


def _entry(line: str) -> Entry:
    name, title, *gone = line.split("\t")
    return Entry(name, title, bool(gone), "".join(gone).removeprefix("-"))
