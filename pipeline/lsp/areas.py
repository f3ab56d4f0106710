"""The parts of a repository that are checked on their own: an incident, an operating procedure, the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePosixPath

from pipeline.layout import CONFIG_FILE, INCIDENTS, SOPS, schema_of


class Kind(Enum):
    """What a part is."""

    INCIDENT = auto()
    PROCEDURE = auto()
    CONFIGURATION = auto()


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a repository by its name: an incident's id, or a procedure's name."""

    kind: Kind
    name: str = ""


def area_of(path: str) -> Area | None:
    """The part that a file belongs to; None if nothing checks it as a text."""
    parts = PurePosixPath(path).parts
    match parts:
        case (str() as only,) if only == CONFIG_FILE:
            return Area(Kind.CONFIGURATION)
        case (str() as first, str() as name, *_, str() as last) if first == INCIDENTS and last.endswith(".md"):
            return Area(Kind.INCIDENT, name)
    folder, name = "/".join(parts[:-1]), parts[-1] if parts else ""
    return Area(Kind.PROCEDURE, name.removesuffix(".md")) if folder == SOPS and name.endswith(".md") else None


def schema_for(path: str) -> str:
    """The name of the schema for the front matter of a file in one of these parts."""
    if path == CONFIG_FILE:
        return "config"
    if path.startswith(f"{SOPS}/"):
        return "sop"
    return schema_of(path.split("/", 2)[-1])
