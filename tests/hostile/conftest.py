"""A repository whose issues are kept in the embedded tracker."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.filing.conftest import Desk


@pytest.fixture
def desk(repository: Path, postmortem: Run) -> Desk:
    return Desk(repository, postmortem)
