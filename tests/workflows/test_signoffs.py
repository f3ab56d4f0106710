"""Sign-offs that are reviews: what the comment and the check of a pull request say of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import example
from tests.workflows.api import Api
from tests.workflows.conftest import SECRET, Start, branch, commit, git
from tests.workflows.runner import REPOSITORY, Runner

README = f"incidents/{example.INCIDENT}/README.md"
TEAM = "example-org/identity"
MALLORY, ALICE = {"id": 1, "login": "mallory", "type": "User"}, {"id": 2, "login": "alice", "type": "User"}
BY_HAND = "- {team: identity, who: team lead, on: 2026-02-01}"


@pytest.fixture
def head(origin: Any) -> str:
    """The commit of a branch on which the identity team signs off by a review of pull request 3."""
    config = origin / "postmortem.yml"
    config.write_text(
        config.read_text().replace("identity, audience: amber}", f"identity, audience: amber, github_team: {TEAM}}}")
    )
    readme = example.README.replace(BY_HAND, "")
    (origin / README).write_text(readme.replace("status: published", "status: in-review"))
    commit(origin)
    branch(origin, {README: example.README.replace(BY_HAND, "- {team: identity, pull_request: 3}")})
    return git(origin, "rev-parse", "branch")


def on_github(api: Api, head: str, *reviews: tuple[dict[str, Any], str, str]) -> None:
    """Pull request 3, by mallory, and its reviews: by whom, with which word, of which commit."""
    repository = f"/repos/{REPOSITORY}"
    base = {"ref": "main", "repo": {"default_branch": "main"}}
    pull = {
        "number": 3,
        "user": MALLORY,
        "commits": 1,
        "base": base,
        "head": {"sha": head, "repo": {"full_name": REPOSITORY}},
    }
    api.answers = {
        f"{repository}/pulls": [pull],
        f"{repository}/pulls/3": pull,
        f"{repository}/pulls/3/commits": [{"author": MALLORY, "committer": None}],
        f"{repository}/pulls/3/reviews": [
            {"user": person, "state": state, "commit_id": commit} for person, state, commit in reviews
        ],
        "/orgs/example-org/teams/identity/members": [ALICE, MALLORY],
    }


def ran(after_check: Start) -> tuple[str, dict[str, Any]]:
    """The comment, and the check of sign-offs, after both jobs of plan.yml."""
    runner: Runner = after_check()
    runner.secrets = {"POSTMORTEM_READ_TOKEN": SECRET}
    assert not runner.run("plan.yml", "plan").failed
    assert not runner.run("plan.yml", "report").failed
    bodies = [(path, json.loads(body)) for method, path, body in runner.sent if method == "POST"]
    (comment,) = [body["body"] for path, body in bodies if path == "issues/3/comments"]
    (check,) = [body for path, body in bodies if path == "check-runs" and body["name"] == "Postmortems: sign-offs"]
    assert (check["head_sha"], check["status"]) == (runner.github["event"]["workflow_run"]["head_sha"], "completed")
    return comment, check


def test_a_members_approval_of_the_commit_is_a_signoff(api: Api, head: str, after_check: Start) -> None:
    on_github(api, head, (ALICE, "APPROVED", head))
    comment, check = ran(after_check)
    assert "| identity | **given** | approved by" in comment
    assert check["conclusion"] == "neutral"
    assert "identity | **given**" in check["output"]["summary"]


def test_without_one_the_check_fails_and_the_comment_says_whose_is_missing(
    api: Api, head: str, after_check: Start
) -> None:
    on_github(api, head, (MALLORY, "APPROVED", head))
    comment, check = ran(after_check)
    assert "identity | **refused** | nobody in" in comment
    assert "wrote part of the change" in comment
    assert check["conclusion"] == "failure"


def test_without_the_permission_no_review_counts_and_the_comment_names_it(
    api: Api, head: str, after_check: Start
) -> None:
    on_github(api, head, (ALICE, "APPROVED", head))
    del api.answers["/orgs/example-org/teams/identity/members"]
    comment, check = ran(after_check)
    assert "Members \\(read\\)" in comment
    assert check["conclusion"] == "failure"


def test_a_branch_that_changes_no_signoff_needs_no_review(api: Api, origin: Any, after_check: Start) -> None:
    api.answers = {}
    branch(origin, {README: example.README.replace("for two days; nobody", "for three days; nobody")})
    comment, check = ran(after_check)
    assert "No incident gets or needs a sign-off here." in comment
    assert check["conclusion"] == "neutral"
