"""The server reports what `check` reports. Of the broken copies a few; `python -m tests.lsp.same` compares all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.check.mutations import sample
from tests.lsp.same import Both

_EVERY = 3
"""Which part of the sample of mutations is compared."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        both = Both(tmp_path_factory.mktemp("both"))
        yield both
        both.stop()


def test_of_each_incident_the_same_is_reported(both: Both) -> None:
    reported = [both.of_incident(incident) for incident in both.incidents]
    assert [by_server for _, by_server in reported] == [by_check for by_check, _ in reported]


def test_of_a_broken_copy_the_same_is_reported(both: Both) -> None:
    compared = list(both.of_mutations(sample()[::_EVERY]))
    assert [(mutation.name, by_server) for mutation, by_check, by_server in compared if by_server != by_check] == []
    assert any(by_check for _, by_check, _ in compared)
