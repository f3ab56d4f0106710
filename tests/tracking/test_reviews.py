"""The reviews of a pull request, and who is in a team, as GitHub gives them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.tracking.github.connection import Connection
from pipeline.tracking.github.credentials import credentials_from
from pipeline.tracking.github.rate_limit import RateLimiter
from pipeline.tracking.github.reviews import GitHubReviews
from pipeline.tracking.tracker import TrackerError
from tests.tracking.proxy import Proxy, instead
from tests.tracking.server import TOKEN, Server


def reviews_at(url: str) -> GitHubReviews:
    connection = Connection(url, seconds_between_retries=0)
    credentials = credentials_from({"GITHUB_TOKEN": TOKEN}, connection, write=False, reviews=True)
    return GitHubReviews(connection, credentials, RateLimiter(0), longest_wait_seconds=0)


@pytest.fixture
def reviews(proxy: Proxy) -> Iterator[GitHubReviews]:
    opened = reviews_at(proxy.url)
    yield opened
    opened.close()


@pytest.fixture
def target(server: Server) -> str:
    return server.new_repository()


def reviewed(server: Server, repository: str, event: str, commit: str) -> None:
    """Dana's review of the first pull request."""
    body = {"event": event, "body": "Read.", "commit_id": commit}
    server.request("POST", f"/repos/{repository}/pulls/1/reviews", body)


def test_the_pull_request_of_a_commit_has_its_reviews_in_their_order(
    reviews: GitHubReviews, server: Server, target: str
) -> None:
    commit = server.new_pull_request(target)
    reviewed(server, target, "REQUEST_CHANGES", commit)
    reviewed(server, target, "APPROVE", commit)

    found = reviews.pull_request(target, commit)

    assert found is not None
    assert (found.number, found.head) == (1, commit)
    assert [(item.login, item.is_person, item.state, item.commit) for item in found.reviews] == [
        ("dana", True, "CHANGES_REQUESTED", commit),
        ("dana", True, "APPROVED", commit),
    ]
    author = server.request("GET", "/user", login="pipeline")["id"]
    assert author in found.contributors
    assert found.reviews[0].reviewer not in found.contributors


def test_a_commit_that_no_pull_request_would_merge_has_none(
    reviews: GitHubReviews, server: Server, target: str
) -> None:
    commit = server.new_pull_request(target, base="another")
    assert reviews.pull_request(target, commit) is None
    assert reviews.pull_request(target, "0" * 40) is None


def test_a_pull_request_whose_commits_github_does_not_all_list_is_refused(
    reviews: GitHubReviews, server: Server, proxy: Proxy, target: str
) -> None:
    commit = server.new_pull_request(target)
    proxy.fail(f"GET /repos/{target}/pulls/1/commits", instead(200, [{"author": None, "committer": None}] * 7))
    with pytest.raises(TrackerError, match="more than GitHub lists"):
        reviews.pull_request(target, commit)


def test_the_members_of_a_team(reviews: GitHubReviews, server: Server) -> None:
    server.request("POST", "/orgs/example-org/teams", {"name": "readers"})
    server.request("PUT", "/orgs/example-org/teams/readers/memberships/dana", {})
    dana = server.request("GET", "/users/dana")["id"]
    assert reviews.members("example-org/readers") == {dana}


@pytest.mark.parametrize("status", [403, 404])
def test_without_the_permission_an_error_names_it(
    reviews: GitHubReviews, server: Server, proxy: Proxy, target: str, status: int
) -> None:
    proxy.fail("GET /orgs", instead(status, {"message": "Not Found", "documentation_url": "https://docs.github.com"}))
    with pytest.raises(TrackerError, match=r"cannot see who is in example-org/a.+Members \(read\).+renamed"):
        reviews.members("example-org/a")
    commit = server.new_pull_request(target)
    proxy.fail(
        f"GET /repos/{target}/pulls", instead(status, {"message": "No", "documentation_url": "https://docs.github.com"})
    )
    with pytest.raises(TrackerError, match=r"give it the permission Pull requests \(read\)"):
        reviews.pull_request(target, commit)
