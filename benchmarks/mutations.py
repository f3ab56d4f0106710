"""The changes to the code of which tests should notice each: cosmic-ray's, a sample of them drawn with a fixed seed."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
MUTATED = ("pipeline/check", "pipeline/tracking", "pipeline/redaction")


@dataclass(frozen=True)
class Mutant:
    """One change: cosmic-ray's operator, applied to its n-th place in the file."""

    path: str
    operator: str
    occurrence: int
    first_line: int
    last_line: int

    @property
    def kind(self) -> str:
        """What is changed, whatever it is changed into."""
        name = self.operator.removeprefix("core/")
        return "_".join(name.split("_")[:2]) if name.startswith("Replace") else name


def without_annotations(code: str) -> str:
    """The code as it runs: annotations are never evaluated, and docstrings say nothing."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if getattr(node, name, None) is not None:
                setattr(node, name, ast.Constant(None))
    return ast.dump(tree)


def mutated(root: Path, mutant: Mutant) -> str | None:
    """The file's text with the change; None where it changes nothing that runs, or is no Python."""
    plugins, mutating = import_module("cosmic_ray.plugins"), import_module("cosmic_ray.mutating")
    code = (root / mutant.path).read_text(encoding="utf-8")
    try:
        changed = mutating.mutate_code(code, plugins.get_operator(mutant.operator)(), mutant.occurrence)
        return None if changed is None or without_annotations(changed) == without_annotations(code) else changed
    except (SyntaxError, AttributeError):  # cosmic-ray cannot replace an exception of a dotted name
        return None


def places(path: str) -> Iterator[Mutant]:
    """Every change of the file that cosmic-ray knows."""
    trees, plugins = import_module("cosmic_ray.ast"), import_module("cosmic_ray.plugins")
    nodes = list(trees.ast_nodes(trees.get_ast((ROOT / path).read_text(encoding="utf-8"))))
    for name in sorted(plugins.operator_names()):
        # An object that is equal is mostly the same one too; and inserting names needs names to insert.
        if name.endswith(("_Is", "_IsNot")) or "Variable" in name:
            continue
        operator = plugins.get_operator(name)()
        found = (place for node in nodes for place in operator.mutation_positions(node))
        for occurrence, place in enumerate(found):
            yield Mutant(path, name, occurrence, place[0][0], place[1][0])


def sample(count: int, seed: int, only: str) -> list[Mutant]:
    """So many changes: of each place and kind one at most, drawn from all files alike."""
    paths = [
        path.relative_to(ROOT).as_posix()
        for part in MUTATED
        for path in sorted((ROOT / part).rglob("*.py") if (ROOT / part).is_dir() else [ROOT / part])
    ]
    chance = random.Random(seed)
    found: dict[tuple[str, int, int, str], list[Mutant]] = {}
    for path in paths:
        for mutant in places(path) if only in path else ():
            found.setdefault((path, mutant.first_line, mutant.last_line, mutant.kind), []).append(mutant)
    drawn = [chance.choice(group) for group in found.values()]
    chance.shuffle(drawn)
    print(f"{sum(map(len, found.values()))} changes at {len(drawn)} places")
    usable = (mutant for mutant in drawn if mutated(ROOT, mutant) is not None)
    return [mutant for mutant, _ in zip(usable, range(count), strict=False)]
