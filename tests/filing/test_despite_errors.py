"""One incident's error, or a tracker that does not answer, keeps no other text where it no longer belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import example
from tests.conftest import Run
from tests.filing.conftest import Desk

OTHER = "2026-01-20-other"


@pytest.fixture
def with_error(desk: Desk) -> Desk:
    """A second incident, which has an error."""
    for path, text in example.files().items():
        if path.startswith(f"incidents/{example.INCIDENT}/"):
            example.write(desk.root, {path.replace(example.INCIDENT, OTHER): text})
    desk.apply()
    readme = desk.root / "incidents" / OTHER / "README.md"
    readme.write_text(example.changed(readme.read_text(), "severity: terrible\ntitle: A second one"))
    return desk


def restrict(desk: Desk) -> None:
    """Restrict a passage of the finding."""
    desk.write(body="## Why it matters\n\n<!-- tlp:red -->\nA leak stays open for ever.\n<!-- /tlp -->\n")


def test_the_site_is_built_without_the_incident_that_has_an_error(with_error: Desk, postmortem: Run) -> None:
    restrict(with_error)
    result = postmortem("build")
    assert result.exit_code == 1
    assert f"withheld from the site: {OTHER}" in result.stderr
    pages = with_error.root / "site" / "incidents"
    assert (pages / example.INCIDENT / "index.html").is_file()
    assert not (pages / OTHER).exists()
    texts = [path.read_text(errors="replace") for path in (with_error.root / "site").rglob("*") if path.is_file()]
    assert not [text for text in texts if OTHER in text or "A leak stays open" in text]


def test_a_restricted_passage_leaves_its_issue_and_nothing_else_is_filed(with_error: Desk, postmortem: Run) -> None:
    restrict(with_error)
    new = with_error.folder / "findings/02-other.md"
    new.write_text(example.changed(example.FINDING, "title: Expire other tokens"))
    result = postmortem("apply")
    assert result.exit_code == 1
    assert "nothing was done, except to take text away from readers" in result.stderr
    (issue, _) = with_error.issues("example-org/identity")
    assert "A leak stays open for ever." not in issue.body


def test_run_builds_and_takes_away_before_it_fails(with_error: Desk, postmortem: Run) -> None:
    restrict(with_error)
    result = postmortem("run")
    assert result.exit_code == 1
    assert (with_error.root / "site/index.html").is_file()
    assert "A leak stays open for ever." not in with_error.issues("example-org/identity")[0].body


def test_an_error_that_is_in_no_incident_keeps_the_site_from_being_built(desk: Desk, postmortem: Run) -> None:
    (desk.root / "docs/sops/.hidden.md").write_text("Hidden")
    assert postmortem("build").exit_code == 1
    assert not (desk.root / "site").exists()


def test_without_a_tracker_the_site_is_built_and_the_command_fails(
    desk: Desk, postmortem: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    restrict(desk)
    for name in ("GITHUB_TOKEN", "GITHUB_APP_ID"):
        monkeypatch.delenv(name, raising=False)
    for command in ("build", "run"):
        result = postmortem("--tracker", "github", command)
        assert result.exit_code == 2
        assert "the site shows the findings without their issues" in result.stderr
        page: Path = desk.root / "site/incidents" / example.INCIDENT / "index.html"
        assert "A leak stays open for ever." not in page.read_text()


def test_over_a_limit_text_is_still_taken_away(desk: Desk, postmortem: Run) -> None:
    desk.apply()
    restrict(desk)
    config = desk.root / "postmortem.yml"
    config.write_text(config.read_text() + "limits: {creates: 0}\n")
    (desk.folder / "findings/02-other.md").write_text(example.changed(example.FINDING, "title: Expire other tokens"))
    assert postmortem("apply").exit_code == 1
    assert "A leak stays open for ever." not in desk.issue().body
