"""GitHub as the tracker: its issues, read and written one request at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeVar, get_args
from urllib.parse import quote

from pipeline.tracking.github.credentials import Access
from pipeline.tracking.github.errors import Refused
from pipeline.tracking.github.http import Moved, Wire
from pipeline.tracking.github.rate_limit import Pace, Pause, sleep
from pipeline.tracking.tracker import (
    BODY_LENGTH,
    TITLE_LENGTH,
    CloseReason,
    Edit,
    Guard,
    Issue,
    NewIssue,
    Target,
    TrackerError,
    Unacceptable,
    unguarded,
)

_INSIDE = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""GitHub's `author_association` of those who may write in a repository."""

T = TypeVar("T")


class GitHubTracker:
    """Issues at GitHub, or at an Enterprise Server whose API is at `base_url`."""

    def __init__(
        self,
        access: Access,
        base_url: str = "https://api.github.com",
        seconds_between_writes: float = 1.0,
        creates_an_hour: int = 500,
        pause: Pause = sleep,
        *,
        patience_seconds: float = 60,
        seconds_between_retries: float = 1.0,
        timeout_seconds: int = 30,
    ) -> None:
        """Send nothing yet.

        `patience_seconds` is the longest that a request waits because GitHub asks it to; beyond that the run
        ends and says when to try again. `seconds_between_retries` doubles with each repetition of a read.
        """
        self._wire = Wire(
            access,
            base_url,
            Pace(seconds_between_writes, creates_an_hour, pause),
            pause,
            patience_seconds=patience_seconds,
            seconds_between_retries=seconds_between_retries,
            timeout_seconds=timeout_seconds,
        )
        self._milestones: dict[str, dict[str, int]] = {}

    def target(self, repository: str) -> Target | None:
        """The repository, or None where this token sees none. One that was renamed raises TrackerError."""
        found = self._find(f"/repos/{repository}", repository, _target)
        if found is not None and found.repository != repository:
            raise TrackerError(
                f"the repository {repository} is called {found.repository} now: write that into postmortem.yml"
            )
        return found

    def issues(self, repository: str, since: datetime | None = None) -> list[Issue]:
        """The issues of the repository, by number: one request for each hundred, pull requests included."""
        # Oldest first: an issue made meanwhile then comes last, and moves none over the edge of a page.
        query = {"state": "all", "sort": "created", "direction": "asc", "per_page": "100"}
        if since:
            query["since"] = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        listed = self._list(f"/repos/{repository}/issues", repository, query, _issues)
        found = {issue.number: issue for issue in listed}
        return [found[number] for number in sorted(found)]

    def issue(self, repository: str, number: int) -> Issue | None:
        """One issue, or None where there is none or it was deleted; a transferred one as it is where it is now."""
        return self._find(f"/repos/{repository}/issues/{number}", repository, _issue_but_no_pull_request)

    def search(self, organisation: str, text: str) -> list[Issue]:
        """The first hundred issues of the organisation whose body holds the text, as GitHub's index knows them."""
        query = {"q": f'"{text}" in:body is:issue org:{organisation}', "per_page": "100"}
        return self._wire.send("GET", "/search/issues", organisation, _found, query=query)[1]

    def has_milestone(self, repository: str, title: str) -> bool:
        """Whether the repository has an open milestone of this title; they are read once."""
        return title in self._milestone_numbers(repository)

    def create(self, repository: str, new: NewIssue, guard: Guard = unguarded) -> Issue:
        """Make an issue, in one request. GitHub makes the labels that the repository lacks."""
        _fits(repository, new.title, new.body)
        body: dict[str, Any] = {"title": new.title, "body": new.body}
        body |= {"labels": sorted(new.labels), "assignees": list(new.assignees)}
        if new.milestone:
            body["milestone"] = self._milestone(repository, new.milestone)
        return self._wire.send("POST", f"/repos/{repository}/issues", repository, _issue, body=body, guard=guard)[1]

    def edit(self, repository: str, number: int, edit: Edit, guard: Guard = unguarded) -> Issue:
        """Change labels first, then everything else in one request, so that the state changes last."""
        _fits(repository, edit.title, edit.body)
        path = f"/repos/{repository}/issues/{number}"
        if edit.add_labels:
            labels = {"labels": sorted(edit.add_labels)}
            self._wire.send("POST", f"{path}/labels", repository, list, body=labels, guard=guard)
        for label in sorted(edit.remove_labels):
            self._remove_label(f"{path}/labels/{quote(label, safe='')}", repository)
        changes: dict[str, str] = {}
        if edit.title is not None:
            changes["title"] = edit.title
        if edit.body is not None:
            changes["body"] = edit.body
        if edit.state == "open":
            changes["state"] = "open"
        elif edit.state is not None:
            changes |= {"state": "closed", "state_reason": edit.state}
        if changes:
            return self._wire.send("PATCH", path, repository, _issue, body=changes, guard=guard)[1]
        return self._wire.send("GET", path, repository, _issue)[1]

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def _remove_label(self, path: str, repository: str) -> None:
        try:
            self._wire.send("DELETE", path, repository, list)
        except Refused as refused:
            if refused.status != HTTPStatus.NOT_FOUND:  # somebody else has removed it
                raise

    def _milestone_numbers(self, repository: str) -> dict[str, int]:
        if repository not in self._milestones:
            query = {"state": "open", "per_page": "100"}
            listed = self._list(f"/repos/{repository}/milestones", repository, query, list)
            self._milestones[repository] = {item["title"]: item["number"] for item in listed}
        return self._milestones[repository]

    def _milestone(self, repository: str, title: str) -> int:
        number = self._milestone_numbers(repository).get(title)
        if number is None:
            raise TrackerError(f"{repository} has no open milestone `{title}`")
        return number

    def _list(self, path: str, repository: str, query: dict[str, str], read: Callable[[Any], list[T]]) -> list[T]:
        """All pages of a list."""
        found: list[T] = []
        following: str | None = path
        while following:
            headers, page = self._wire.send("GET", following, repository, read, query=query)
            found += page
            following, query = self._wire.next_page(headers), {}
        return found

    def _find(self, path: str, repository: str, read: Callable[[Any], T]) -> T | None:
        try:
            try:
                return self._wire.send("GET", path, repository, read)[1]
            except Moved as moved:
                return self._wire.follow(moved, repository, read)
        except Refused as refused:
            if refused.status == HTTPStatus.NOT_FOUND or refused.deleted:
                return None
            raise


def _fits(repository: str, title: str | None, body: str | None) -> None:
    for name, text, most in (("title", title, TITLE_LENGTH), ("body", body, BODY_LENGTH)):
        if text is not None and len(text) > most:
            raise Unacceptable(
                f"the {name} of an issue for {repository} has {len(text)} characters and GitHub takes {most}:"
                f" shorten it; it begins {text[:60]!r}"
            )


def _target(data: Any) -> Target:
    return Target(
        repository=data["full_name"],
        public=data["private"] is not True,  # an Enterprise's internal repository is private here
        has_issues=data["has_issues"],
        archived=data["archived"],
    )


def _issues(data: Any) -> list[Issue]:
    if not isinstance(data, list):
        raise TypeError(data)
    return [_issue(item) for item in data if "pull_request" not in item]


def _found(data: Any) -> list[Issue]:
    return _issues(data["items"])


def _issue_but_no_pull_request(data: Any) -> Issue | None:
    return None if "pull_request" in data else _issue(data)


def _issue(data: Any) -> Issue:
    closed_as: CloseReason | None = None
    author = data["user"] or {}  # null where the account was deleted
    if data["state"] == "closed":
        reason = data.get("state_reason")
        closed_as = reason if reason in get_args(CloseReason) else "completed"
    return Issue(
        repository="/".join(data["repository_url"].split("/")[-2:]),
        number=data["number"],
        title=data["title"],
        body=data["body"] or "",
        # GitHub's description also allows a label's name in place of the label.
        labels=frozenset(label if isinstance(label, str) else label["name"] for label in data["labels"]),
        closed_as=closed_as,
        closed_at=datetime.fromisoformat(data["closed_at"]) if data["closed_at"] else None,
        updated_at=datetime.fromisoformat(data["updated_at"]),
        author=author.get("login", ""),
        from_inside=data.get("author_association") in _INSIDE or author.get("type") == "Bot",
        url=data["html_url"],
    )
