"""The pictures of a source that become evidence: files from below its folder, and nothing else."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from pipeline import layout
from pipeline.artefacts import media_type
from pipeline.exchange.incoming.draft import Draft

LARGEST = 10_000_000

ReadFile = Callable[[str], bytes | None]
"""Reads a file by its path below the folder of the source; None if there is none, or it must not be read."""


@dataclass(slots=True)
class Pictures:
    """Those that were taken over, in order: the path in the draft, the content, and what it is called."""

    read: ReadFile
    taken: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)

    def take(self, target: str, words: str) -> str:
        """The Markdown of a picture as evidence; "" if it is none that may be taken over."""
        path = posixpath.normpath(unquote(target.partition("#")[0].partition("?")[0]))
        if not target or re.match(r"[A-Za-z][\w+.-]*:|[/\\.]", path) or "\\" in path or "\0" in path:
            return ""
        if path not in self.taken:
            content = self.read(path)
            if content is None or len(content) > LARGEST or not media_type(content).startswith("image/"):
                return ""
            name = self._name(path)
            self.taken[path] = (f"{layout.ARTEFACTS}/{name}", content, words or name)
        number = list(self.taken).index(path) + 1
        return f"![{words}]({self.taken[path][0]}) [E{number}]"

    def _name(self, path: str) -> str:
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", posixpath.basename(path)).strip("-.") or "picture"
        used = {held for held, _, _ in self.taken.values()}
        stem, dot, end = name.rpartition(".")
        names = (
            name if number == 1 else f"{stem or name}-{number}{dot}{end if stem else ''}" for number in range(1, 10_000)
        )
        return next(one for one in names if f"{layout.ARTEFACTS}/{one}" not in used)

    def register(self, draft: Draft, source: str) -> None:
        """Write the pictures into the draft's register of evidence, and add them to its files."""
        for number, (path, content, words) in enumerate(self.taken.values(), 1):
            draft.artefacts[path] = content
            digest = hashlib.sha256(content).hexdigest()
            item = {"id": f"E{number}", "what": words, "source": source, "path": path, "sha256": digest}
            draft.documents[layout.EVIDENCE].front["items"].append(item)
