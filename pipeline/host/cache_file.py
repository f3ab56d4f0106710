"""What a run keeps for the next one, in the user's cache folder, where only its owner may read it.

Never in the repository: a pull request cannot bring along anything that is believed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from pipeline.diagnostic import UsageError
from pipeline.host.writing import own_file, replace


@dataclass(frozen=True, slots=True)
class CacheFile:
    """A file with what is kept of one `kind` about some folders, by one `version` of what makes it."""

    kind: str
    folders: tuple[Path, ...]
    version: str

    def load(self) -> bytes:
        """What is kept; nothing if it cannot be read, is damaged, or is of another version."""
        try:
            head, _, content = own_file(self._path).read_bytes().partition(b"\n")
        except (OSError, UsageError):
            return b""
        return content if head == self._head(content) else b""

    def save(self, content: bytes) -> None:
        """Keep this, whole or not at all. Where that is not possible, nothing is kept."""
        try:
            replace(self._path, self._head(content) + b"\n" + content)
        except (OSError, UsageError):
            return

    @property
    def _path(self) -> Path:
        name = hashlib.sha256("\0".join(str(folder.resolve()) for folder in self.folders).encode()).hexdigest()[:24]
        return user_cache_path("postmortem") / f"{self.kind}-{name}"

    def _head(self, content: bytes) -> bytes:
        return f"{self.version} {hashlib.sha256(content).hexdigest()}".encode()
