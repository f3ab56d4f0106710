"""Reports with anything done to them: the import ends, without a traceback, and each draft passes `check`."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.bodies import BODIES
from tests.fuzz.imports import imported, mutant


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_a_mutant_is_imported_or_refused(source: random.Random) -> None:
    imported(mutant(source))


@given(st.text(max_size=300))
def test_any_text_is_imported_or_refused(text: str) -> None:
    imported(f"# Outage\n\n## Timeline\n\n{text}\n")


@pytest.mark.parametrize(
    "name", ["a table of 10,000 columns", "brackets", "deep quotations, line by line", "list levels"]
)
def test_a_text_that_is_hard_to_read_is_imported_or_refused(name: str) -> None:
    imported(f"# Outage\n\n## Timeline\n\n{BODIES[name]}\n")
