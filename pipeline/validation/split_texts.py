"""Texts that a comma split: in `{what: The token, which was old}`, YAML reads the second half as a key."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.diagnostic import Route
from pipeline.documents.document import Document
from pipeline.validation.shown_values import brief


@dataclass(frozen=True)
class SplitText:
    """A text of which YAML took all but the first part for keys."""

    key: str
    parts: tuple[str, ...]
    """The first part is the value of `key`; each other part became a key."""

    @property
    def hint(self) -> str:
        """What to write instead."""
        whole = json.dumps(brief(", ".join(self.parts)), ensure_ascii=False)  # a string in JSON is one in YAML
        return f"between braces, a text with a comma needs quotes: write `{self.key}: {whole}`"


def split_texts(document: Document, route: Route, mapping: dict[str, Any]) -> list[SplitText]:
    """The split texts of the mapping at `route`: those of whose parts one has several words."""
    names = list(mapping)
    begins = [i for i, name in enumerate(names) if not _has_no_colon(document, route, name)]
    texts = (
        SplitText(names[first], (mapping[names[first]], *names[first + 1 : end]))
        for first, end in pairwise([*begins, len(names)])
        if end > first + 1 and isinstance(mapping[names[first]], str)
    )
    return [text for text in texts if any(" " in part for part in text.parts[1:])]


def _has_no_colon(document: Document, route: Route, key: str) -> bool:
    text = document.source.text
    start = document.source.offset(document.locate((*route, key), key=True)) if text else 0
    return text.startswith(key, start) and bool(_ENDS.match(text, start + len(key)))


_ENDS = re.compile(r"\s*[,}]")
