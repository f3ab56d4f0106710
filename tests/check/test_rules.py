"""Every rule, by its own examples: what it says fails does, what it says passes does."""

from pathlib import Path

import pytest

from pipeline.check.rule import Example, Rule
from pipeline.check.rules import RULES
from tests import example
from tests.check.checking import diagnostics

FOLDER = f"incidents/{example.INCIDENT}"


def with_example(root: Path, case: Example) -> Path:
    """The example repository with the case's keys and sections in place of its own."""
    tree = example.files()
    path = f"{FOLDER}/{case.file}"
    if case.file.endswith(".md"):
        base = tree.get(path, example.FINDING)
        start, _, last = case.body.rpartition("\n\n")
        tree[path] = example.changed(base, case.front, "\n\n".join([start, *[last] * case.times]))
    else:
        tree[path] = case.body
    tree.pop(f"{FOLDER}/{case.without}", None)
    beside = {"evidence.md": case.evidence, "timeline.md": case.timeline, example.FINDING_PATH: case.finding}
    for name, front in beside.items():
        if front:
            tree[f"{FOLDER}/{name}"] = example.changed(tree[f"{FOLDER}/{name}"], front)
    example.write(root, tree)
    if case.file.endswith(".sh"):
        (root / path).chmod(0o755)
    return root


def test_the_example_repository_is_clean(repository: Path) -> None:
    assert diagnostics(repository) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_fails_is_reported_in_the_file_that_is_wrong(rule: Rule, tmp_path: Path) -> None:
    reported = [item for item in diagnostics(with_example(tmp_path, rule.fails)) if item.rule == rule.id]
    assert reported
    assert {item.location.path for item in reported} == {f"{FOLDER}/{rule.fails.file}"}
    assert all(item.hint for item in reported)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_passes_is_not_reported(rule: Rule, tmp_path: Path) -> None:
    assert rule.id not in {item.rule for item in diagnostics(with_example(tmp_path, rule.passes))}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_wants(rule: Rule) -> None:
    assert rule.wants.endswith(".")
    assert rule.id.replace("-", "_").isidentifier()
