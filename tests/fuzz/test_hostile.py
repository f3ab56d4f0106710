"""Whatever is in a pull request gets its diagnostic, in little memory, and the others are still checked."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.check.rule import MOST
from pipeline.check.run import check
from pipeline.diagnostic import Location
from pipeline.operations.workspace import Workspace
from pipeline.repository.config import build_config, read_config
from tests import example
from tests.fuzz import hostile
from tests.fuzz.measure import Checker
from tests.needs import as_nobody

PEAK = 300  # MiB
FINDING = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The example with one error of its own, and an empty folder beside it."""
    tree = example.files()
    tree[FINDING] = example.changed(tree[FINDING], "owner: nobody")
    made = example.write(tmp_path / "repository", tree)
    (made / "incidents" / hostile.ID).mkdir()
    return made


@pytest.mark.parametrize("name", hostile.CASES)
def test_it_gets_its_diagnostic_and_the_others_are_checked(name: str, root: Path, checker: Checker) -> None:
    make, rule = hostile.CASES[name]
    make(root / "incidents" / hostile.ID)
    found = checker.check(root)
    assert (found.exit_code, found.errors) == (1, "")
    assert found.peak < PEAK
    assert "team-exists" in found.rules(example.INCIDENT)
    assert not rule or rule in found.rules(hostile.ID)


def test_the_same_thing_is_not_said_without_end(root: Path, checker: Checker) -> None:
    make, _ = hostile.CASES["body: mentions"]
    make(root / "incidents" / hostile.ID)
    said = [item["message"] for item in checker.check(root).diagnostics if item["rule"] == "mention-is-inert"]
    assert said == [*["`@a` would notify somebody"] * MOST, "there are more problems of this kind, which are not shown"]


@pytest.mark.parametrize("closed", ["", "evidence", "findings"])
def test_a_folder_without_permission_is_an_error(closed: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = root / "incidents" / hostile.ID
    (folder / "README.md").write_text(example.README)
    (folder / closed).mkdir(exist_ok=True)
    (folder / closed).chmod(0)
    data = read_config(root).data
    assert data is not None
    check(root, build_config(data), date(2026, 2, 10))  # imports what nobody may not read where Python is somebody's
    monkeypatch.chdir(root)  # the folders above are closed to nobody as well
    with as_nobody():
        found = check(Path(), build_config(data), date(2026, 2, 10))
    said = [item.message for item in found if item.location.path.endswith(f"{hostile.ID}/{closed}".rstrip("/"))]
    assert any("cannot be read" in message for message in said)
    assert "team-exists" in {item.rule for item in found}


@pytest.mark.parametrize(
    "make", [os.mkfifo, lambda path: path.symlink_to("/etc/hostname")], ids=["a pipe", "a link out"]
)
def test_nothing_is_shown_of_what_was_not_read(make: Callable[[Path], None], root: Path) -> None:
    path = f"incidents/{hostile.ID}/README.md"
    make(root / path)
    assert Workspace(root, date(2026, 2, 10)).source_line(path, 1) is None


def test_a_secret_in_an_artefact_is_found_at_its_line(root: Path) -> None:
    folder = root / "incidents" / example.INCIDENT
    (folder / "evidence" / "log.txt").write_bytes(b"caf\xe9\r\npostgres://a:Tr0ub4dor-and-3@db.corp.internal/\n")
    found = Workspace(root, date(2026, 2, 10)).diagnostics
    (secret,) = [item for item in found if item.rule == "text-holds-no-secret"]
    assert secret.location == Location(f"incidents/{example.INCIDENT}/evidence/log.txt", 2, 14)
