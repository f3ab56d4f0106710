"""What GitHub knows of an issue beside its text: who opened it, and its milestone."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.tracking.github.tracker import GitHubTracker
from pipeline.tracking.tracker import NewIssue, TrackerError
from tests.tracking.proxy import Proxy, instead
from tests.tracking.server import Server


@pytest.fixture
def target(server: Server) -> str:
    return server.new_repository()


@pytest.fixture
def opened(server: Server, target: str) -> dict[str, Any]:
    """An issue that somebody opened."""
    issue: dict[str, Any] = server.request("POST", f"/repos/{target}/issues", {"title": "Expire tokens"})
    return issue


def place(issue: dict[str, Any]) -> tuple[str, int]:
    return "/".join(issue["repository_url"].split("/")[-2:]), issue["number"]


def test_a_milestone_is_set_when_the_issue_is_made(
    github: GitHubTracker, proxy: Proxy, server: Server, target: str
) -> None:
    server.request("POST", f"/repos/{target}/milestones", {"title": "First quarter"})

    assert github.has_milestone(target, "First quarter")
    github.create(target, NewIssue("Expire tokens", "", frozenset(), milestone="First quarter"))

    assert server.request("GET", f"/repos/{target}/issues/1")["milestone"]["title"] == "First quarter"
    assert len(proxy.requests) == 2


def test_a_milestone_that_is_not_there_is_named_and_nothing_is_filed(
    github: GitHubTracker, proxy: Proxy, target: str
) -> None:
    assert not github.has_milestone(target, "First quarter")
    with pytest.raises(TrackerError, match="no open milestone `First quarter`"):
        github.create(target, NewIssue("Expire tokens", "", frozenset(), milestone="First quarter"))

    assert proxy.writes() == []


@pytest.mark.parametrize(
    ("association", "kind", "inside"),
    [
        ("OWNER", "User", True),
        ("MEMBER", "User", True),
        ("COLLABORATOR", "User", True),
        ("NONE", "Bot", True),
        ("CONTRIBUTOR", "User", False),
        ("NONE", "User", False),
        (None, "User", False),
    ],
)
def test_who_may_write_in_a_repository_is_told_from_the_rest(
    github: GitHubTracker, proxy: Proxy, opened: dict[str, Any], association: str, kind: str, *, inside: bool
) -> None:
    answer = {**opened, "author_association": association, "user": {"login": "somebody", "type": kind}}
    proxy.fail("GET", instead(200, answer))

    found = github.issue(*place(opened))

    assert found is not None
    assert (found.author, found.from_inside) == ("somebody", inside)


def test_a_label_may_be_only_its_name(github: GitHubTracker, proxy: Proxy, opened: dict[str, Any]) -> None:
    proxy.fail("GET", instead(200, {**opened, "labels": ["mine", {"name": "postmortem"}]}))

    found = github.issue(*place(opened))

    assert found is not None
    assert found.labels == {"mine", "postmortem"}


def test_an_issue_whose_author_is_deleted_has_none(github: GitHubTracker, proxy: Proxy, opened: dict[str, Any]) -> None:
    proxy.fail("GET", instead(200, {**opened, "user": None, "author_association": "NONE"}))

    found = github.issue(*place(opened))

    assert found is not None
    assert (found.author, found.from_inside) == ("", False)
