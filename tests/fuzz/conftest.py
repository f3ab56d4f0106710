"""One process that checks what the tests here write."""

from collections.abc import Iterator

import pytest

from tests.fuzz.measure import Checker


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checker]:
    made = Checker(tmp_path_factory.mktemp("cache"))
    yield made
    made.close()
