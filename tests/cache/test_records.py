"""Records that are kept are those that would be read, and a file that says anything else makes nothing."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cache.record_digest import record_digest
from pipeline.cache.records import cached_corpus, unpacked
from pipeline.repository.corpus import read_corpus
from tests.leaks.test_leaks import chance_of, planted
from tests.needs import ROOT


def test_records_with_every_field_are_kept_as_they_were_read() -> None:
    with planted(chance_of(18)) as (root, _, corpus):
        assert cached_corpus(root) == corpus
        assert unpacked(_kept().partition(b"\n")[2]).keys() == {incident.id for incident in corpus.incidents}
        assert cached_corpus(root) == corpus


def test_what_changed_is_read_again(repository: Path) -> None:
    cached_corpus(repository)
    (report,) = repository.glob("incidents/*/README.md")
    report.write_text(report.read_text().replace("tlp: clear", "tlp: red"))
    assert cached_corpus(repository) == read_corpus(repository)


@pytest.mark.parametrize("content", [b"", b"\x80", pickle.dumps({"a": os.system}), b"cos\nsystem\n(S'false'\ntR."])
def test_nothing_but_records_is_unpacked(content: bytes) -> None:
    assert unpacked(content) == {}


def test_a_digest_is_the_same_in_every_process() -> None:
    words = frozenset(["postmortem", "verified", "blocked"])
    code = f"from pipeline.cache.record_digest import record_digest; print(record_digest(frozenset({sorted(words)})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == record_digest(words)


def _kept() -> bytes:
    (path,) = Path(os.environ["XDG_CACHE_HOME"]).rglob("records-*")
    return path.read_bytes()
