"""What every test may use."""

import os
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from pipeline.cli import main
from tests import example
from tests.forked import forking
from tests.needs import emulate
from tests.tracking.server import Server, serve

# Hundreds of commands are started: without bytecode of it, each would compile the whole pipeline first.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A test's dependency installs it. Nothing checks an address against its grammar, which takes seconds to prepare.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # what `import` takes for a missing module

# Property tests try the same examples on every machine, however slow it is; `pytest --hypothesis-profile long` tries
# many that nobody has tried.
settings.register_profile("sample", deadline=None, derandomize=True, database=None, max_examples=50)
settings.register_profile("long", settings.get_profile("sample"), derandomize=False, max_examples=3000)
settings.load_profile("sample")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is seen now into tests/golden/expected")


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that nobody has made yet, one for each test: to make three thousand takes many seconds."""
    parent = tmp_path_factory.mktemp("caches")
    return (parent / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_cache(caches: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins without what an earlier one found out."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(next(caches)))


@pytest.fixture(autouse=True)
def _no_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI too, the repositories of the tests are not the one that the workflow runs in."""
    monkeypatch.delenv("GITHUB_EVENT_PATH", raising=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The example repository, on disk, with nothing wrong in it."""
    return example.write(tmp_path / "repository")


@pytest.fixture(scope="session")
def github_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One GitHub for all tests of a process: make a new repository in each."""
    with serve(emulate(), tmp_path_factory.mktemp("github")) as running:
        yield running


@pytest.fixture
def empty_server(github_server: Server) -> Server:
    """The same GitHub, in which the teams' repositories hold nothing yet."""
    github_server.reset()
    return github_server


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The address of a process that forks commands, for `write_program`."""
    with forking(tmp_path_factory.mktemp("commands")) as address:
        yield address


Run = Callable[..., Result]


@pytest.fixture
def postmortem(repository: Path) -> Run:
    """The command `postmortem`, run on the example repository on 2026-02-10."""

    def run(*arguments: str, root: Path = repository) -> Result:
        result = CliRunner().invoke(main, ["--root", str(root), "--today", "2026-02-10", *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
