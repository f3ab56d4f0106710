"""The evidence of an incident: the register of it, and the files in its folder."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.artefacts import TEXT
from pipeline.markdown.prose import Prose
from pipeline.time.moment import Moment


@dataclass(frozen=True, slots=True)
class Evidence:
    """An item of the evidence register."""

    id: str
    what: str
    source: str
    collected_at: Moment | None
    collected_by: str
    path: str
    url: str
    sha256: str
    tlp: str


@dataclass(frozen=True, slots=True)
class Register:
    """The evidence register of one incident, in the file's order."""

    path: str
    items: tuple[Evidence, ...]
    notes: Prose
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file in the incident's evidence/ folder; `path` is relative to the incident's folder.

    `media_type` is what its content is (`artefacts.media_type`).
    """

    path: str
    size: int
    sha256: str
    executable: bool
    media_type: str = TEXT
