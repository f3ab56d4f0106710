"""Every example, handed out to every audience in every format, and what must not stand in it.

    python -m tests.leaks.examples FOLDER [FORMAT…]

writes the files to the folder, and names each line of a record that the audience may not see and that stands in one.
"""

from __future__ import annotations

import dataclasses
import html
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.operations.workspace import Workspace
from pipeline.redaction.redact import redact
from pipeline.vocabulary import levels
from tests.leaks.test_handed_out import exported, unpacked
from tests.needs import ROOT

FORMS = ("html", "md", "docx", "pdf", "csv", "json", "mermaid")
TODAY = date(2026, 11, 24)
_FEWEST_WORDS = 3


def withheld(root: Path, audience: str) -> set[str]:
    """The lines of all records, drafts as well, that this audience may not see."""
    corpus = Workspace(root, TODAY).corpus
    return _lines(corpus) - _lines(redact(corpus, audience, TODAY))


def leaked(lines: set[str], files: dict[str, bytes]) -> list[tuple[str, str]]:
    """The lines that stand in a file, each with the file's name."""
    texts = {name: _plain(content.decode(errors="replace")) for name, content in unpacked(files).items()}
    return [(name, line) for line in lines for name, text in texts.items() if line in text]


def _lines(corpus: Any) -> set[str]:
    found = (_plain(line) for text in _texts(corpus) for line in text.split("\n"))
    return {line for line in found if len(line.split()) >= _FEWEST_WORDS}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _texts(one)


def _plain(text: str) -> str:
    """The words of a text: without markup, and as they are when they are read."""
    bare = re.sub(r"<[^>]*>|[*_`\\#|>\[\]]", " ", html.unescape(text))
    return " ".join(bare.split())


def main(folder: Path, forms: list[str]) -> int:
    """Write every file; the number of leaks."""
    folder.mkdir(parents=True, exist_ok=True)
    count = leaks = 0
    for audience in levels():
        lines = withheld(ROOT, audience)
        for form in forms:
            files = exported(ROOT, audience, form, TODAY)
            count += len(files)
            for name, content in files.items():
                (folder / f"{audience}.{name}").write_bytes(content)
            for name, line in leaked(lines, files):
                leaks += 1
                sys.stdout.write(f"{audience} {name}: {line}\n")
        sys.stdout.write(f"{audience}: {len(lines)} lines withheld\n")
    sys.stdout.write(f"{count} files, {leaks} leaks\n")
    return leaks


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]), sys.argv[2:] or list(FORMS))))
