"""The records of a repository's incidents, read again only where something in an incident's folder changed."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from pipeline import model
from pipeline.cache.folder_digest import folder_digest
from pipeline.cache.program import program_digest
from pipeline.host.cache_file import CacheFile
from pipeline.markdown.prose import Prose
from pipeline.model import Corpus, Incident
from pipeline.repository.corpus import incident_names, read_corpus
from pipeline.time.moment import Moment, Precision, Window
from pipeline.time.span import Span
from pipeline.time.unnamed_zone import Clocks

_RECORDS = tuple(kind for kind in vars(model).values() if isinstance(kind, type))
_KINDS = {
    (kind.__module__, kind.__name__): kind
    for kind in (*_RECORDS, Prose, Span, Moment, Precision, Window, Clocks, date, datetime, timedelta, timezone)
}
"""What records are made of."""


class Records:
    """The records of the incidents below `root`, as they were when they were last read."""

    def __init__(self, root: Path) -> None:
        """Nothing has been read yet."""
        self.root = root
        self.read: dict[str, tuple[str, Incident]] = {}

    def corpus(self) -> Corpus:
        """The incidents and procedures as they are now. Raises UsageError if they cannot be listed."""
        names, _ = incident_names(self.root)
        digests = {name: folder_digest(self.root, name) for name in names}
        same = {name for name, (digest, _) in self.read.items() if digest and digest == digests.get(name)}
        fresh = read_corpus(self.root, [name for name in names if name not in same])
        read = {incident.id: incident for incident in fresh.incidents}
        self.read = {
            name: self.read[name] if name in same else (digests[name], read[name])
            for name in names
            if name in same or name in read
        }
        return replace(fresh, incidents=tuple(incident for _, incident in self.read.values()))


def cached_corpus(root: Path) -> Corpus:
    """The incidents and procedures below `root`, with the help of what the last run read, which this one keeps."""
    file, records = CacheFile("records", (root,), program_digest()), Records(root)
    records.read = before = unpacked(file.load())
    corpus = records.corpus()
    if records.read != before:
        file.save(pickle.dumps(records.read, protocol=5))
    return corpus


class _RecordsOnly(pickle.Unpickler):
    """Makes records of bytes, and calls nothing else, whatever they say."""

    def find_class(self, module: str, name: str) -> type:
        """What the name stands for. Raises UnpicklingError if records are not made of it."""
        try:
            return _KINDS[module, name]
        except KeyError as error:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a record") from error


def unpacked(content: bytes) -> dict[str, tuple[str, Incident]]:
    """What was kept; nothing of what is not like that."""
    try:
        read: dict[str, tuple[str, Incident]] = _RecordsOnly(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, AttributeError, EOFError, IndexError, TypeError, ValueError):
        return {}
    return read
