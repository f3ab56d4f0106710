"""Imports point one way (`tool.importlinter` in pyproject.toml), and docs/architecture.md describes what is there."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import grimp

from tests.needs import ROOT

PACKAGE = ROOT / "pipeline"
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
NAMES = sorted(set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))))
ARROWS = set(re.findall(r"^ +(\w+) --> (\w+)$", PAGE, flags=re.MULTILINE))
CORE = "core"
"""The node of the picture for the modules that have no node of their own."""


def test_imports_point_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_module_is_in_the_tables_once() -> None:
    assert Counter(re.findall(r"^\| `([^`]+\.py)` \|", PAGE, flags=re.MULTILINE)) == Counter(modules())


def modules() -> list[str]:
    """Every module of the pipeline, but for packages that hold nothing except a docstring."""
    return [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if path.name != "__init__.py"
        or any(not isinstance(statement, ast.Expr) for statement in ast.parse(path.read_text("utf-8")).body)
    ]


def test_each_path_that_is_named_exists() -> None:
    paths = [name for name in NAMES if "/" in name or Path(name).suffix in {".md", ".py", ".yml"}]
    assert paths
    assert [path for path in paths if not any((base / path).exists() for base in (ROOT, PACKAGE))] == []


def test_each_module_and_function_that_is_named_exists() -> None:
    dotted = [name for name in NAMES if re.fullmatch(r"\w+(\.\w+)+", name) and Path(name).suffix not in {".py", ".yml"}]
    assert dotted
    assert [name for name in dotted if not any(is_importable(f"{package}.{name}") for package in packages())] == []


def packages() -> list[str]:
    """pipeline and the packages in it, by their dotted names."""
    return [".".join(init.parent.relative_to(ROOT).parts) for init in PACKAGE.rglob("__init__.py")]


def is_importable(name: str) -> bool:
    """Whether this is a module, or an attribute of one."""
    module, _, attribute = name.rpartition(".")
    for path, attributes in ((name, ()), (module, (attribute,))):
        try:
            imported = importlib.import_module(path)
        except ModuleNotFoundError:
            continue
        return all(hasattr(imported, wanted) for wanted in attributes)
    return False


def test_each_arrow_of_the_picture_is_an_import() -> None:
    assert ARROWS
    assert ARROWS - imports() == set()


def test_each_import_follows_the_arrows() -> None:
    assert {(importer, imported) for importer, imported in imports() if imported not in below(importer)} == set()


@cache
def imports() -> set[tuple[str, str]]:
    """Each pair of nodes of which the first imports the second."""
    graph = grimp.build_graph("pipeline")
    pairs = {
        (node(module), node(imported))
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    }
    return {(importer, imported) for importer, imported in pairs if importer != imported}


def node(module: str) -> str:
    """The node of the picture that a module belongs to."""
    name = f"{module}.".split(".")[1]
    if name == "__main__":
        return "cli"
    return name if any(name in arrow for arrow in ARROWS) else CORE


def below(start: str) -> set[str]:
    """The nodes that arrows lead to from this one."""
    direct = {imported for importer, imported in ARROWS if importer == start}
    return direct.union(*map(below, direct))
