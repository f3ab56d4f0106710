"""The example with anything done to it: the check ends, without a traceback, at places that there are."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.check.incident import Checked, check_incident
from pipeline.check.other_incidents import Repository
from pipeline.documents.document import parse_document
from pipeline.host.characters import harmless
from pipeline.report.annotations import step_summary, workflow_commands
from pipeline.report.diagnostics import as_json, as_text
from pipeline.report.sarif import as_sarif
from pipeline.repository.config import Config, build_config
from tests import example
from tests.fuzz.mutate import folder, mutated, parts

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
TODAY = date(2026, 2, 10)


@cache
def config() -> Config:
    data = parse_document("", f"---\n{example.CONFIG}\n---\n").data
    assert data is not None
    return build_config(data)


def check(raw: bytes) -> Checked:
    """Check the incident that these bytes are, and hold the answer against what every answer has."""
    made = folder(raw)
    checked = check_incident(made, config(), frozenset(["token-handling"]), Repository(Path(), ()), TODAY)
    texts = {document.path: document.source.text for _, document in made.documents}
    for artefact in made.artefacts:
        log = made.artefact_text(artefact.path)
        texts |= {log.path: log.text} if log else {}
    for item in checked.diagnostics:
        lines = texts.get(item.location.path, "").split("\n")
        assert item.message
        assert 1 <= item.location.line <= len(lines)
        assert 1 <= item.location.column <= len(lines[item.location.line - 1]) + 1
    return checked


def report(checked: Checked) -> None:
    found = checked.diagnostics
    assert as_json(found)
    assert as_sarif(found)
    assert all("\n" not in str(command) for command in workflow_commands(found))
    assert bool(step_summary(found)) is bool(found)
    assert all(harmless(line) == line for line in as_text(found, lambda _path, _line: "漏洩\t", width=80))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_was_interesting_once_is_checked(path: Path) -> None:
    report(check(path.read_bytes()))


def test_the_example_is_what_its_bytes_are() -> None:
    assert check(parts()).diagnostics == ()


@settings(max_examples=3 * settings().max_examples, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_a_mutant_is_checked_and_reported(source: random.Random, times: int) -> None:
    report(check(mutated(source, times)))


@settings(max_examples=settings().max_examples * 3 // 2)
@given(st.binary(max_size=400))
def test_any_bytes_are_checked(raw: bytes) -> None:
    check(raw)
