"""What a build takes from the last one: the outputs of the incidents for which they would be the same.

The outputs are where the last build left them, in its folders. Beside that, the user's cache folder keeps what each was
made of and which content it had, as digests: what holds anything else, whoever wrote it, is made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.cache.program import program_digest
from pipeline.cache.record_digest import record_digest
from pipeline.host.cache_file import CacheFile
from pipeline.host.paths import read_bytes
from pipeline.layout import incident_address
from pipeline.site.outputs import IncidentOutputs, OutputsCache, output_files
from pipeline.site.page.record import BuiltPage
from pipeline.site.tree import encoded


class LastBuild(OutputsCache):
    """The outputs that a build left in the folder of its tree and in that of its site, and nobody has changed since."""

    def __init__(self, tree: Path, site: Path) -> None:
        """Read them; those of another version of the program count as none, and so does what cannot be read."""
        super().__init__()
        self._tree, self._site = tree, site
        self._file = CacheFile("site", (tree, site), program_digest())
        with suppress(ValueError):
            self.shared, incidents = json.loads(self._file.load())
            self.outputs = dict(self._read(incidents))

    def key(self, inputs: object) -> object:
        """The digest of the inputs."""
        return record_digest(inputs)

    def save(self) -> None:
        """Keep what there is now, once it is in its folders; nothing where somebody has removed it already."""
        with suppress(OSError):
            incidents = {
                id_: [key, output.page.updated.isoformat(), output.page.scripts, self._digests(id_, output)]
                for id_, (key, output) in self.outputs.items()
            }
            self._file.save(json.dumps([self.shared, incidents], separators=(",", ":")).encode())

    def _read(self, incidents: dict[str, Any]) -> Iterator[tuple[str, tuple[object, IncidentOutputs]]]:
        for id_, (key, updated, scripts, digests) in incidents.items():
            try:
                page, document, searched = (read_bytes(self._tree, path) for path in output_files(id_))
                built = read_bytes(self._site, _page_file(id_))
            except OSError:
                continue
            if list(map(_digest, (page, document, searched, built))) == digests:
                markdown, day = page.decode(), date.fromisoformat(updated)
                kept = BuiltPage("", "", day, (), scripts=tuple(scripts), markdown=markdown, built=built)
                yield id_, (key, IncidentOutputs(kept, document.decode(), searched.decode()))

    def _digests(self, id_: str, output: IncidentOutputs) -> list[str]:
        page = output.page
        built = page.built if isinstance(page, BuiltPage) else read_bytes(self._site, _page_file(id_))
        return [_digest(content) for content in (*map(encoded, output.files(id_).values()), built)]


def _page_file(id_: str) -> str:
    return f"{incident_address(id_)}index.html"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
