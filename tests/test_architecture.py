"""Imports point one way (`tool.importlinter` in pyproject.toml), and docs/architecture.md describes what is there."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

from tests.needs import ROOT

PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
PROSE = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
NAMES = sorted(set(re.findall(r"`([^`]+)`", PROSE)))
PICTURE = re.search(r"```mermaid\n(.*?)```", PAGE, flags=re.DOTALL)

CORE = "core"
"""The modules directly in pipeline/ that every room may import; one node of the picture."""


def has_code(module: Path) -> bool:
    """Whether there is more in it than a docstring."""
    body = ast.parse(module.read_text("utf-8")).body
    return any(not isinstance(statement, ast.Expr) for statement in body)


def test_imports_point_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_module_is_in_the_table_once() -> None:
    table = Counter(
        name for row in PROSE.splitlines() if row.startswith("| `") for name in re.findall(r"`([^`]+\.py)`", row)
    )
    package = ROOT / "pipeline"
    modules = Counter(
        module.relative_to(package).as_posix()
        for module in package.rglob("*.py")
        if module.name != "__init__.py" or has_code(module)
    )
    assert table == modules


@pytest.mark.parametrize("name", [name for name in NAMES if re.fullmatch(r"\w+(\.\w+)+", name) and "/" not in name])
def test_each_dotted_name_is_a_module_or_in_one(name: str) -> None:
    if Path(name).suffix in {".py", ".md", ".yml", ".toml", ".sqlite", ".json"}:
        assert any((base / name).exists() for base in (ROOT, ROOT / "pipeline", ROOT / "pipeline/site"))
    else:
        assert resolves(name)


@pytest.mark.parametrize("name", [name for name in NAMES if "/" in name])
def test_each_path_exists(name: str) -> None:
    assert any((base / name).exists() for base in (ROOT, ROOT / "pipeline", *(ROOT / "incidents").iterdir()))


def resolves(name: str) -> bool:
    """Whether `planner.plan` or `check.rules.RULES` is an object, or `check.run` a module, somewhere in pipeline/."""
    return any(found(f"{package}.{name}") for package in packages())


def found(name: str) -> bool:
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            value: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[cut:]:
            if not hasattr(value, attribute):
                return False
            value = getattr(value, attribute)
        return True
    return False


@cache
def packages() -> list[str]:
    """pipeline and the packages in it, by their dotted names."""
    folders = [init.parent.relative_to(ROOT) for init in (ROOT / "pipeline").rglob("__init__.py")]
    return sorted(".".join(folder.parts) for folder in folders)


@cache
def imports() -> set[tuple[str, str]]:
    """Each pair of rooms of which the first imports the second."""
    graph = grimp.build_graph("pipeline")
    found: set[tuple[str, str]] = set()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            found.add((room(module), room(imported)))
    return {(one, other) for one, other in found if one != other}


def room(module: str) -> str:
    """The node of the picture that a module belongs to."""
    first = module.split(".")[1] if "." in module else ""
    return first if first in nodes() else CORE


@cache
def nodes() -> set[str]:
    """The rooms in the picture."""
    assert PICTURE is not None
    return {name for arrow in re.findall(r"(\w+) --> (\w+)", PICTURE[1]) for name in arrow}


def reachable(arrows: set[tuple[str, str]], start: str) -> Iterator[str]:
    for one, other in arrows:
        if one == start:
            yield other
            yield from reachable(arrows, other)


def test_the_picture_shows_each_package() -> None:
    folders = {init.parent.name for init in (ROOT / "pipeline").glob("*/__init__.py")}
    assert folders - nodes() <= {"attack", "validation"}, "only what belongs to the core may be left out"


def test_each_arrow_of_the_picture_is_an_import_and_each_import_follows_arrows() -> None:
    assert PICTURE is not None
    arrows = set(re.findall(r"(\w+) --> (\w+)", PICTURE[1]))
    assert arrows <= imports()
    assert {(one, other) for one, other in imports() if other not in reachable(arrows, one)} == set()
