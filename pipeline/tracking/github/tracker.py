"""GitHub as the tracker: its issues, read and written one request at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any, TypeVar, get_args
from urllib.parse import quote

from pipeline.tracking.github.connection import Connection, Redirected
from pipeline.tracking.github.credentials import Credentials
from pipeline.tracking.github.errors import Refused
from pipeline.tracking.github.http import Api
from pipeline.tracking.github.rate_limit import RateLimiter
from pipeline.tracking.tracker import (
    BODY_LENGTH,
    TITLE_LENGTH,
    CloseReason,
    Comment,
    Edit,
    EventKind,
    Guard,
    Issue,
    IssueEvent,
    NewIssue,
    Repository,
    TrackerError,
    Unacceptable,
    unguarded,
)

_INSIDE = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""GitHub's `author_association` of those who may write in a repository."""

_WRITERS = frozenset({"admin", "maintain", "write", "push"})
"""GitHub's `permission` of those who may write to a repository; some servers say `push` for `write`."""

T = TypeVar("T")


class GitHubTracker:
    """Issues on GitHub, or on an Enterprise Server."""

    def __init__(
        self, connection: Connection, credentials: Credentials, limiter: RateLimiter, *, longest_wait_seconds: float
    ) -> None:
        """Send nothing yet.

        `longest_wait_seconds` is the longest that a request waits because GitHub asks it to; beyond that the run ends
        and says when to try again.
        """
        self._api = Api(connection, credentials, limiter, longest_wait_seconds=longest_wait_seconds)
        self._milestones: dict[str, dict[str, int]] = {}
        self._login: str | None = None

    def repository(self, name: str) -> Repository | None:
        """The repository, or None if the credentials give access to none. A renamed one raises TrackerError."""
        repository = self._find(f"/repos/{name}", name, _repository)
        if repository is not None and repository.name != name:
            raise TrackerError(f"the repository {name} was renamed to {repository.name}: use that in postmortem.yml")
        return repository

    def issues(self, repository: str, since: datetime | None = None) -> list[Issue]:
        """The issues of the repository, by number: one request for each hundred, pull requests included."""
        # Oldest first: an issue created meanwhile comes last then, and moves no other to the next page.
        query = {"state": "all", "sort": "created", "direction": "asc", "per_page": "100"}
        if since:
            query["since"] = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        listed = self._api.list(f"/repos/{repository}/issues", repository, query, _issues)
        by_number = {issue.number: issue for issue in listed}
        return [by_number[number] for number in sorted(by_number)]

    def issue(self, repository: str, number: int) -> Issue | None:
        """The issue, or None if there is none or it was deleted. A transferred one is given from where it is now."""
        return self._find(f"/repos/{repository}/issues/{number}", repository, _issue_or_none)

    def search(self, organisation: str, text: str) -> list[Issue]:
        """The first hundred issues of the organisation whose body holds the text, as GitHub's index knows them."""
        query = {"q": f'"{text}" in:body is:issue org:{organisation}', "per_page": "100"}
        return self._api.send("GET", "/search/issues", organisation, _search_results, query=query)[1]

    def has_milestone(self, repository: str, title: str) -> bool:
        """Whether the repository has an open milestone of this title; they are read once."""
        return title in self._open_milestones(repository)

    def comments(self, repository: str, number: int) -> list[Comment]:
        """The comments on an issue: one request for each hundred."""
        path = f"/repos/{repository}/issues/{number}/comments"
        return self._api.list(path, repository, {"per_page": "100"}, _comments)

    def events(self, repository: str, number: int) -> list[IssueEvent]:
        """What people did to an issue: one request for each hundred events, and one that asks whose token this is."""
        own = self._own_login(repository)
        path = f"/repos/{repository}/issues/{number}/events"
        return self._api.list(path, repository, {"per_page": "100"}, lambda data: _events_of_others(data, own))

    def may_write(self, repository: str, login: str) -> bool:
        """Whether the account may write to the repository, says GitHub."""
        path = f"/repos/{repository}/collaborators/{quote(login, safe='')}/permission"
        return self._find(path, repository, _permission) in _WRITERS

    def create(self, repository: str, new: NewIssue, guard: Guard = unguarded) -> Issue:
        """Create an issue, in one request. GitHub creates the labels that the repository lacks."""
        _refuse_too_long(repository, new.title, new.body)
        body: dict[str, Any] = {"title": new.title, "body": new.body}
        body |= {"labels": sorted(new.labels), "assignees": list(new.assignees)}
        if new.milestone:
            body["milestone"] = self._milestone_number(repository, new.milestone)
        return self._api.send("POST", f"/repos/{repository}/issues", repository, _issue, body=body, guard=guard)[1]

    def edit(self, repository: str, number: int, edit: Edit, guard: Guard = unguarded) -> Issue:
        """Change labels first, then everything else in one request, so that the state changes last."""
        _refuse_too_long(repository, edit.title, edit.body)
        path = f"/repos/{repository}/issues/{number}"
        if edit.add_labels:
            labels = {"labels": sorted(edit.add_labels)}
            self._api.send("POST", f"{path}/labels", repository, list, body=labels, guard=guard)
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
            return self._api.send("PATCH", path, repository, _issue, body=changes, guard=guard)[1]
        return self._api.send("GET", path, repository, _issue)[1]

    def comment(self, repository: str, number: int, body: str, guard: Guard = unguarded) -> Comment:
        """Comment on an issue, in one request."""
        _refuse_too_long(repository, None, body)
        path = f"/repos/{repository}/issues/{number}/comments"
        return self._api.send("POST", path, repository, _comment, body={"body": body}, guard=guard)[1]

    def close(self) -> None:
        """Close the connections."""
        self._api.close()

    def _own_login(self, repository: str) -> str:
        """The account that the token belongs to; "" for an App's token, which GitHub does not tell: it is a bot's."""
        if self._login is None:
            try:
                self._login = self._api.send("GET", "/user", repository, _login)[1]
            except Refused:
                self._login = ""
        return self._login

    def _remove_label(self, path: str, repository: str) -> None:
        try:
            self._api.send("DELETE", path, repository, list)
        except Refused as refused:
            if refused.status != HTTPStatus.NOT_FOUND:  # that is, unless somebody else has removed it
                raise

    def _open_milestones(self, repository: str) -> dict[str, int]:
        if repository not in self._milestones:
            query = {"state": "open", "per_page": "100"}
            listed = self._api.list(f"/repos/{repository}/milestones", repository, query, list)
            self._milestones[repository] = {item["title"]: item["number"] for item in listed}
        return self._milestones[repository]

    def _milestone_number(self, repository: str, title: str) -> int:
        number = self._open_milestones(repository).get(title)
        if number is None:
            raise TrackerError(f"{repository} has no open milestone `{title}`")
        return number

    def _find(self, path: str, repository: str, read: Callable[[Any], T]) -> T | None:
        """What is at the path, or where GitHub redirects from it; None if there is nothing."""
        try:
            try:
                return self._api.send("GET", path, repository, read)[1]
            except Redirected as redirected:
                return self._api.follow(redirected, repository, read)
        except Refused as refused:
            if refused.status == HTTPStatus.NOT_FOUND or refused.deleted:
                return None
            raise


def _refuse_too_long(repository: str, title: str | None, body: str | None) -> None:
    for name, text, most in (("title", title, TITLE_LENGTH), ("body", body, BODY_LENGTH)):
        if text is not None and len(text) > most:
            raise Unacceptable(
                f"the {name} of an issue for {repository} has {len(text)} characters, but GitHub allows {most}:"
                f" shorten it; it starts with {text[:60]!r}"
            )


def _comments(data: Any) -> list[Comment]:
    return [_comment(item) for item in data]


def _comment(data: Any) -> Comment:
    return Comment(
        id=data["id"],
        author=(data["user"] or {}).get("login", ""),
        body=data["body"] or "",
        created_at=datetime.fromisoformat(data["created_at"]),
        by_bot=_is_bot(data["user"]),
    )


def _events_of_others(data: Any, own: str) -> list[IssueEvent]:
    """The events of these that are a person's, and not those of the account `own`."""
    found = []
    for item in data:
        who = item.get("assigner") or item["actor"]  # an assignment's actor may be the one who was assigned
        if item["event"] in get_args(EventKind) and not _is_bot(who) and (who or {}).get("login") != own:
            found.append(IssueEvent(item["event"], datetime.fromisoformat(item["created_at"])))
    return found


def _is_bot(account: Any) -> bool:
    """Whether it is an App's; null where it was deleted."""
    return (account or {}).get("type") == "Bot"


def _login(data: Any) -> str:
    login: str = data["login"]
    return login


def _permission(data: Any) -> str:
    permission: str = data["permission"]
    return permission


def _repository(data: Any) -> Repository:
    return Repository(
        name=data["full_name"],
        public=data["private"] is not True,  # an Enterprise's internal repository is private here
        has_issues=data["has_issues"],
        archived=data["archived"],
    )


def _issues(data: Any) -> list[Issue]:
    if not isinstance(data, list):
        raise TypeError(data)
    return [_issue(item) for item in data if "pull_request" not in item]


def _search_results(data: Any) -> list[Issue]:
    return _issues(data["items"])


def _issue_or_none(data: Any) -> Issue | None:
    """The issue, or None for a pull request, which GitHub gives as an issue too."""
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
        from_inside=data.get("author_association") in _INSIDE or _is_bot(author),
        url=data["html_url"],
        assignees=tuple(person["login"] for person in data.get("assignees") or ()),
        milestone_due=_milestone_due(data.get("milestone")),
        created_at=datetime.fromisoformat(data["created_at"]),
    )


def _milestone_due(milestone: Any) -> date | None:
    if not milestone or milestone["state"] != "open" or not milestone["due_on"]:
        return None
    return datetime.fromisoformat(milestone["due_on"]).date()
