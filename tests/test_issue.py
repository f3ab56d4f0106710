"""`postmortem issue`: a team's own work with its issues, on the embedded tracker."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import example
from tests.conftest import Run

REPOSITORY = "example-org/identity"
ISSUE = f"{REPOSITORY}#1"
TITLE = "Expire tokens after 30 days"


@pytest.fixture
def filed(postmortem: Run) -> Run:
    """The command, after the one finding was filed."""
    postmortem("apply")
    return postmortem


def listed(run: Run, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("issue", "list", "--format", "json", *options).stdout)
    return found


def test_issues_are_listed(filed: Run) -> None:
    assert filed("issue", "list").stdout == f"{ISSUE}  open         {TITLE}\n1 issue\n"
    assert filed("issue", "list", "example-org/payments").stdout == "0 issues\n"
    assert [one["title"] for one in listed(filed, "--label", "postmortem")] == [TITLE]
    assert listed(filed, "--label", "other") == []


def test_an_issue_is_shown_with_its_comments(filed: Run) -> None:
    filed("issue", "comment", ISSUE, "We will do it in March.", "--author", "dana")
    shown = filed("issue", "show", ISSUE).stdout
    assert shown.startswith(f"{ISSUE}: {TITLE}\nstate: open\nlabels: ")
    assert "A leak stays open for ever." in shown
    assert " UTC:\nWe will do it in March." in shown.partition("dana, ")[2]


def test_an_issue_is_closed_and_reopened(filed: Run) -> None:
    assert (
        filed("issue", "close", ISSUE, "--comment", "Done in version 2.").stdout == f"{ISSUE}  completed    {TITLE}\n"
    )
    assert (listed(filed), len(listed(filed, "--state", "closed"))) == ([], 1)
    assert "Done in version 2." in filed("issue", "show", ISSUE).stdout
    assert filed("issue", "reopen", ISSUE).stdout == f"{ISSUE}  open         {TITLE}\n"
    assert filed("issue", "close", ISSUE, "--reason", "not planned").stdout == f"{ISSUE}  not planned  {TITLE}\n"


def test_labels_and_text_are_changed(filed: Run, tmp_path: Path) -> None:
    filed("issue", "label", ISSUE, "--add", "ours", "--add", "soon")
    filed("issue", "label", ISSUE, "--remove", "soon")
    (tmp_path / "body.md").write_text("Our own words.")
    filed("issue", "edit", ISSUE, "--title", "Ours", "--body-file", str(tmp_path / "body.md"))
    shown = filed("issue", "show", ISSUE).stdout
    assert shown.startswith(f"{ISSUE}: Ours\n")
    assert "ours" in shown
    assert "soon" not in shown
    assert shown.endswith("\n\nOur own words.\n")


def test_what_a_team_closed_as_fixed_waits_for_verification(filed: Run) -> None:
    filed("issue", "close", ISSUE)
    assert f"{example.INCIDENT}/01" in filed("review").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", f"{REPOSITORY}#2"), f"there is no issue {REPOSITORY}#2"),
        (("comment", f"{REPOSITORY}#2", "Words"), f"there is no issue {REPOSITORY}#2"),
        (("close", "identity"), "write one as example-org/identity#12"),
        (("label", ISSUE), "--add LABEL or --remove LABEL"),
        (("edit", ISSUE), "--title, --body or --body-file"),
    ],
)
def test_what_cannot_be_done_is_said(filed: Run, arguments: tuple[str, ...], said: str) -> None:
    result = filed("issue", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize("command", [("list",), ("show", ISSUE), ("close", ISSUE), ("comment", ISSUE, "Words")])
def test_issues_on_github_are_changed_there(filed: Run, repository: Path, command: tuple[str, ...]) -> None:
    config = repository / "postmortem.yml"
    config.write_text(f"tracker: github\n{config.read_text()}")
    result = filed("issue", *command)
    assert result.exit_code == 2
    assert "the issues are on GitHub" in result.stderr
    assert len(listed(filed, "--tracker", "local")) == 1
