"""docs/tutorial.md, followed to the letter with the package alone: every command works, and says what the page says."""

from __future__ import annotations

import os

import pytest

from tests.docs.running import follow, reader
from tests.needs import ROOT
from tests.test_package import built, index

ISSUE = "example-org/build#1"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each command of the tutorial printed; of one that is there several times, the last."""
    folder = tmp_path_factory.mktemp("tutorial")
    target = folder / "installed"
    with index(built(folder / "index")) as address:
        pip = {"PIP_INDEX_URL": address, "PIP_NO_DEPS": "1", "PIP_TARGET": str(target), "PIP_CONFIG_FILE": os.devnull}
        environment = {**reader(folder, target), **pip, "PIP_NO_CACHE_DIR": "1"}
        (folder / "empty").mkdir()
        return dict(follow(ROOT / "docs" / "tutorial.md", folder / "empty", environment))


def test_the_incident_has_no_problems(said: dict[str, str]) -> None:
    assert said["postmortem check"] == "1 incident checked, no problems found\n"


def test_the_finding_is_filed_with_its_team(said: dict[str, str]) -> None:
    assert said["postmortem issue list"].startswith(f"{ISSUE}  open ")
    assert "Build images from a clean checkout." in said[f"postmortem issue show {ISSUE}"]


def test_a_closed_issue_waits_for_the_response_team(said: dict[str, str]) -> None:
    assert "2026-01-08-a-token-of-the-build/01" in said["postmortem review"]


def test_the_finding_ends_resolved_and_the_site_is_built(said: dict[str, str]) -> None:
    assert "by state: resolved 1" in said["postmortem run"]
    assert "site: site/index.html" in said["postmortem run"]
