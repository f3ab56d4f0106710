"""The reviews of a pull request at GitHub, and who is a member of a team."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from pipeline.tracking.github.connection import Connection
from pipeline.tracking.github.credentials import Credentials
from pipeline.tracking.github.errors import Refused
from pipeline.tracking.github.http import Api
from pipeline.tracking.github.rate_limit import RateLimiter
from pipeline.tracking.signoffs import PullRequest, Review
from pipeline.tracking.tracker import TrackerError

_UNSEEN = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})

T = TypeVar("T")


class GitHubReviews:
    """Reads reviews and teams on GitHub, or on an Enterprise Server, and changes nothing."""

    def __init__(
        self, connection: Connection, credentials: Credentials, limiter: RateLimiter, *, longest_wait_seconds: float
    ) -> None:
        """Send nothing yet."""
        self._api = Api(connection, credentials, limiter, longest_wait_seconds=longest_wait_seconds)
        self._who = credentials.name

    def pull_request(self, repository: str, commit: str) -> PullRequest | None:
        """The open pull request of this repository that would merge the commit; None if there is none.

        That is one of a branch, not of a fork, into the default branch.

        Raises TrackerError, also where GitHub does not list all of its commits.
        """
        lacks = f"{self._who} cannot see the pull requests of {repository}: give it the permission Pull requests (read)"
        pulls = f"/repos/{repository}/pulls"
        query = {"state": "open", "per_page": "100"}
        listed = self._list(pulls, repository, query, lambda data: _ending_with(data, repository, commit), lacks)
        if not listed:
            return None
        number = min(listed)
        author, head, commits = self._api.send("GET", f"{pulls}/{number}", repository, _details)[1]
        people = self._list(f"{pulls}/{number}/commits", repository, {"per_page": "100"}, _contributors, lacks)
        if len(people) != commits:
            raise TrackerError(f"pull request {number} has {commits} commits, more than GitHub lists: squash them")
        reviews = self._list(f"{pulls}/{number}/reviews", repository, {"per_page": "100"}, _reviews, lacks)
        contributors = frozenset.union(frozenset({author}), *people)
        return PullRequest(number, head, contributors, tuple(reviews))

    def members(self, team: str) -> frozenset[int]:
        """The accounts in a team (organisation/team) and in the teams below it. Raises TrackerError."""
        organisation, _, slug = team.partition("/")
        lacks = (
            f"{self._who} cannot see who is in {team}: give it the organisation's permission Members (read), and check"
            " `github_team` in postmortem.yml, since the team may have been renamed"
        )
        path = f"/orgs/{organisation}/teams/{slug}/members"
        return frozenset(self._list(path, organisation, {"per_page": "100"}, _ids, lacks))

    def close(self) -> None:
        """Close the connections."""
        self._api.close()

    def _list(
        self, path: str, about: str, query: dict[str, str], read: Callable[[Any], list[T]], lacks: str
    ) -> list[T]:
        """All pages of a list; where GitHub does not show it, an error that says what is lacking."""
        try:
            return self._api.list(path, about, query, read)
        except Refused as refused:
            if refused.status not in _UNSEEN:
                raise
        raise TrackerError(lacks)


def _ending_with(data: Any, repository: str, commit: str) -> list[int]:
    """The numbers of the pull requests that would merge the commit into the default branch, without those of forks."""
    sides = [(item["number"], item["head"], item["base"]) for item in data]
    return [
        number
        for number, head, base in sides
        if head["sha"] == commit
        and (head["repo"] or {}).get("full_name", "").lower() == repository.lower()
        and base["ref"] == base["repo"]["default_branch"]
    ]


def _details(data: Any) -> tuple[int, str, int]:
    return (data["user"] or {}).get("id", 0), data["head"]["sha"], data["commits"]


def _contributors(data: Any) -> list[frozenset[int]]:
    """Who wrote each commit and who committed it, as far as GitHub knows them."""
    return [
        frozenset(person["id"] for person in (item["author"], item["committer"]) if person and "id" in person)
        for item in data
    ]


def _reviews(data: Any) -> list[Review]:
    people = ((item, item["user"] or {}) for item in data)
    return [
        Review(
            reviewer=person.get("id", 0),
            login=person.get("login", ""),
            is_person=person.get("type") == "User",
            state=item["state"],
            commit=item["commit_id"] or "",
        )
        for item, person in people
    ]


def _ids(data: Any) -> list[int]:
    return [person["id"] for person in data]
