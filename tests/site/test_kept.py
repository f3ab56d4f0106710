"""What a build takes from the last one: only what would be the same, and only if nobody changed it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.site.outputs import IncidentOutputs, _Job
from tests import example
from tests.conftest import Run
from tests.site.kept import begun, built, differing, write_plain

OTHER = "2026-01-11-other"
PAGE = f"incidents/{example.INCIDENT}/index.html"


def test_after_each_edit_a_build_is_that_from_nothing(tmp_path: Path) -> None:
    # Some edits of the thousand: python -m tests.site.kept 1000
    edits = begun(tmp_path, seed=18)
    built(edits, use_cache=True)
    assert list(differing(edits, 3)) == []


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the incidents whose outputs are made, not kept."""
    ids: list[str] = []
    whole = _Job.run

    def run(job: _Job, names: list[str]) -> Iterator[tuple[str, IncidentOutputs]]:
        ids.extend(names)
        return whole(job, names)

    monkeypatch.setattr(_Job, "run", run)
    return ids


@pytest.fixture
def two(repository: Path, postmortem: Run) -> Path:
    """A repository of two incidents, of which a site was built."""
    write_plain(repository, OTHER, owner="identity", response="security-response")
    assert postmortem("build").exit_code == 0
    return repository


def nothing(_repository: Path) -> None:
    """Change nothing."""


def report(repository: Path) -> None:
    (repository / f"incidents/{OTHER}/README.md").write_text(example.README.replace("token", "key"))


def page(repository: Path) -> None:
    (repository / f"site/{PAGE}").write_text("<script>")


def page_removed(repository: Path) -> None:
    (repository / f"site/{PAGE}").unlink()


def searched(repository: Path) -> None:
    (repository / f".postmortem/site/search/{PAGE}").write_text("half a pa")


def team(repository: Path) -> None:
    (repository / "postmortem.yml").write_text(example.CONFIG.replace("name: Identity", "name: Access"))


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (nothing, []),
        (report, [OTHER]),
        (page, [example.INCIDENT]),
        (page_removed, [example.INCIDENT]),
        (searched, [example.INCIDENT]),
        (team, [example.INCIDENT, OTHER]),
    ],
)
def test_only_what_differs_is_made_again(
    two: Path, postmortem: Run, made: list[str], change: Callable[[Path], None], names: list[str]
) -> None:
    before = (two / f"site/{PAGE}").read_bytes()
    made.clear()
    change(two)
    assert postmortem("build").exit_code == 0
    assert made == names
    assert (two / f"site/{PAGE}").read_bytes() == before or change is team


@pytest.mark.usefixtures("two")
def test_without_the_cache_everything_is_made_again(postmortem: Run, made: list[str]) -> None:
    made.clear()
    assert postmortem("build", "--no-cache").exit_code == 0
    assert made == [example.INCIDENT, OTHER]
