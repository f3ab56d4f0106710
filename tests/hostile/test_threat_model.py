"""docs/threat-model.md names every attack and tests that exist."""

import re

from tests.hostile.attacks import ATTACKS
from tests.needs import ROOT
from tests.workflows.test_hostile_branch import BROUGHT, SAID

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")


def test_every_attack_stands_in_the_table() -> None:
    plain = PAGE.replace("\\", "")
    names = [*(attack.name.replace("\t", " ") for attack in ATTACKS), *BROUGHT, *SAID]
    assert [name for name in names if name not in plain] == []


def test_every_test_and_module_that_is_named_exists() -> None:
    tests = set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE))
    modules = set(re.findall(r"`((?!tests/|benchmarks/)[\w/]+\.py)`", PAGE))
    assert tests
    assert [path for path in sorted(tests) if not (ROOT / path).is_file()] == []
    assert [path for path in sorted(modules) if not (ROOT / "pipeline" / path).is_file()] == []


def test_every_row_has_a_defence_and_a_test() -> None:
    rows = [line for line in PAGE.split("\n") if line.startswith("| ") and "tests/" in line]
    assert len(rows) > 20
    assert all(len(re.split(r"(?<!\\)\|", row)) == 5 for row in rows)
