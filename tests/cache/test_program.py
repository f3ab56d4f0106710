"""What one program made is not taken by another."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import ROOT


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program")
    for name in ("pipeline", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize(
    "path", ["pipeline/cli.py", "pipeline/site/templates/lead.html", "schemas/incident.schema.json"]
)
def test_a_change_of_any_file_of_it_makes_another_program(copy: Path, path: str) -> None:
    before = digest(copy)
    os.utime(copy / path, (0, 0))
    assert digest(copy) != before


def test_the_same_program_is_the_same_in_another_process(copy: Path) -> None:
    assert digest(copy) == digest(copy)


def digest(folder: Path) -> str:
    code = "from pipeline.cache.program import program_digest; print(program_digest())"
    command = [sys.executable, "-B", "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
