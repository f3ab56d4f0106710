"""The package alone: built, put on an index, installed from there, and used where there are only incidents."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import example
from tests.needs import ROOT

NAME = "postmortem-pipeline"
Installed = Callable[..., str]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:  # the base class writes to standard error
        pass


@contextmanager
def index(folder: Path) -> Iterator[str]:
    """The address of a package index on this machine: a folder with one folder for each package."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def built(folder: Path) -> Path:
    """A package index with this package: the folder, in which the package is built."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / NAME)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Runs a script of the installed package in a folder; what it needs comes from the tests' own environment."""
    folder = tmp_path_factory.mktemp("package")
    target = folder / "target"
    with index(built(folder / "index")) as address:
        pip = [sys.executable, "-m", "pip", "--isolated", "--no-cache-dir", "--disable-pip-version-check", "install"]
        wanted = ["--index-url", address, "--no-deps", "--target", str(target), NAME]
        subprocess.run(
            [*pip, *wanted], check=True, capture_output=True, env={**os.environ, "PIP_CONFIG_FILE": os.devnull}
        )
    environment = {**os.environ, "PYTHONPATH": str(target), "XDG_CACHE_HOME": str(folder / "cache")}

    def run(root: Path, *arguments: str, script: str = NAME) -> str:
        command = [sys.executable, str(target / "bin" / script), *arguments]
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize("script", [NAME, "postmortem"])
def test_the_package_has_a_script_of_its_own_name_too(installed: Installed, tmp_path: Path, script: str) -> None:
    assert installed(tmp_path, "--version", script=script).startswith("postmortem, version ")


def test_the_package_alone_runs_the_whole_pipeline(installed: Installed, repository: Path) -> None:
    assert "findings filed: 1 of 1" in installed(repository, "run", "--today", "2026-02-10")
    assert (repository / "site" / "index.html").is_file()


def test_a_repository_of_ones_own_needs_nothing_else(installed: Installed, tmp_path: Path) -> None:
    made = installed(tmp_path, "init", "--yes").split()
    assert {"postmortem.yml", ".github/workflows/main.yml"} <= set(made)
    installed(tmp_path, "check")


def test_schemas_and_rules_come_along(installed: Installed, tmp_path: Path) -> None:
    example.write(tmp_path)
    assert "no problems found" in installed(tmp_path / "incidents", "check", "--today", "2026-02-10")
    assert installed(tmp_path, "explain", "--format", "markdown") == (ROOT / "docs/rules.md").read_text()
