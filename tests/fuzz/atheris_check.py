"""Fuzz the reader and the check, guided by coverage: `python -m tests.fuzz.atheris_check document|incident FOLDER`.

Needs the extra `fuzz`. FOLDER keeps what reached new code; begin with a copy of tests/fuzz/corpus. The
options of libFuzzer follow, such as `-runs=100000 -max_len=20000 -timeout=5 -rss_limit_mb=1024`.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["pipeline", "markdown_it"]):
    from pipeline.documents.document import parse_document
    from tests.fuzz.mutate import CUT, NAMES, decoded
    from tests.fuzz.test_mutants import check, report


def document(raw: bytes) -> None:
    """Read the bytes as one file."""
    read = parse_document("a.md", decoded(raw))
    if read.data is None and not read.diagnostics:
        raise AssertionError


def incident(raw: bytes) -> None:
    """Check the bytes as an incident's files, or as its README.md where they have no cut."""
    report(check(raw if CUT in raw else CUT.join([raw, *[b""] * (len(NAMES) - 1)])))


def main() -> None:
    """Run one of the two."""
    target = {"document": document, "incident": incident}[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
