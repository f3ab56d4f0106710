"""Imports point one way, and the libraries at the edges stay at the edges (`tool.importlinter` in pyproject.toml)."""

import subprocess
import sys

from tests.needs import ROOT


def test_imports_point_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
