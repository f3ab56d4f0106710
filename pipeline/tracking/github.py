"""GitHub as the tracker, over PyGithub: the only module that imports it.

PyGithub's own objects fetch what an answer lacks, unasked, and its requester follows a redirect with a
write's method and without a list's query. So each request is spelled out here and sent through
PyGithub's requester, which brings authentication, the pause between writes and the retries of reads;
redirects are refused before it sees them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, TypeVar, get_args
from urllib.parse import quote, urlsplit

from github import Auth, Github, GithubException
from github.GithubRetry import GithubRetry
from requests.exceptions import ConnectTimeout, RequestException
from requests.utils import parse_header_links
from urllib3 import Retry
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.response import HTTPResponse

from pipeline.tracking.refusal import Refused, refusal, seconds
from pipeline.tracking.tracker import CloseReason, Edit, Issue, LostAnswer, NewIssue, Target, TrackerError

_TITLE_LENGTH, _BODY_LENGTH = 256, 65_536
"""The most characters that GitHub takes."""

_PATIENCE_SECONDS = 60
"""The longest that a read waits because GitHub asks it to; beyond that the run ends and says when to try again."""

_READS_REPEATED = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

T = TypeVar("T")


class GitHubTracker:
    """Issues at GitHub, or at an Enterprise Server whose API is at `base_url`.

    Reads are repeated when the server fails. A write is sent once: where its answer is lost it raises
    LostAnswer, and where GitHub refuses it, TrackerError. The token appears in no message.
    """

    def __init__(
        self,
        token: str,
        base_url: str = "https://api.github.com",
        seconds_between_writes: float = 1.0,
        seconds_between_retries: float = 1.0,
        timeout_seconds: int = 30,
    ) -> None:
        """Check the settings and send nothing yet.

        `seconds_between_retries` doubles with each repetition of a read.
        """
        if not token or not all("!" <= character <= "~" for character in token):
            raise TrackerError("GITHUB_TOKEN is empty, or has spaces or other characters that no token has")
        address = urlsplit(base_url)
        if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOOPBACK):
            raise TrackerError(f"GITHUB_API_URL has to begin with https://, or the token could be read: {base_url}")
        self._base_url, self._prefix = base_url, address.path.rstrip("/")
        self._github = Github(
            auth=Auth.Token(token),
            base_url=base_url.rstrip("/"),
            timeout=timeout_seconds,
            user_agent="postmortem-pipeline",
            retry=_Retry(
                total=_READS_REPEATED,
                other=0,  # a TLS failure may come after a write was sent
                backoff_factor=seconds_between_retries,
                allowed_methods={"GET"},
                max_rate_limit_wait=_PATIENCE_SECONDS,
            ),
            seconds_between_requests=0,
            seconds_between_writes=seconds_between_writes,
            api_version="2022-11-28",
        )

    def target(self, repository: str) -> Target | None:
        """The repository, or None where this token sees none. One that was renamed raises TrackerError."""
        found = self._find(f"/repos/{repository}", repository, _target)
        if found is not None and found.repository != repository:
            raise TrackerError(
                f"the repository {repository} is called {found.repository} now: write that into postmortem.yml"
            )
        return found

    def issues(self, repository: str) -> list[Issue]:
        """Every issue of the repository, by number: one request for each hundred, pull requests included."""
        # Oldest first: an issue made meanwhile then comes last, and moves none over the edge of a page.
        query = {"state": "all", "sort": "created", "direction": "asc", "per_page": "100"}
        path: str | None = f"/repos/{repository}/issues"
        found: dict[int, Issue] = {}
        while path:
            headers, page = self._send("GET", path, repository, _issues, query=query)
            found |= {issue.number: issue for issue in page}
            path, query = self._next(headers), {}
        return [found[number] for number in sorted(found)]

    def issue(self, repository: str, number: int) -> Issue | None:
        """One issue, or None where there is none or it was deleted; a transferred one as it is where it is now."""
        return self._find(f"/repos/{repository}/issues/{number}", repository, _issue_but_no_pull_request)

    def create(self, repository: str, new: NewIssue) -> Issue:
        """Make an issue, in one request. GitHub makes the labels that the repository lacks."""
        _fits(repository, new.title, new.body)
        body = {"title": new.title, "body": new.body, "labels": sorted(new.labels), "assignees": list(new.assignees)}
        return self._send("POST", f"/repos/{repository}/issues", repository, _issue, body=body)[1]

    def edit(self, repository: str, number: int, edit: Edit) -> Issue:
        """Change labels first, then everything else in one request, so that the state changes last."""
        _fits(repository, edit.title, edit.body)
        path = f"/repos/{repository}/issues/{number}"
        if edit.add_labels:
            self._send("POST", f"{path}/labels", repository, list, body={"labels": sorted(edit.add_labels)})
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
            return self._send("PATCH", path, repository, _issue, body=changes)[1]
        return self._send("GET", path, repository, _issue)[1]

    def close(self) -> None:
        """Close the connection."""
        self._github.close()

    def _remove_label(self, path: str, repository: str) -> None:
        try:
            self._send("DELETE", path, repository, list)
        except Refused as refused:
            if refused.status != HTTPStatus.NOT_FOUND:  # somebody else has removed it
                raise

    def _find(self, path: str, repository: str, read: Callable[[Any], T]) -> T | None:
        try:
            try:
                return self._send("GET", path, repository, read)[1]
            except _Moved as moved:
                return self._send("GET", self._here(moved.location), repository, read)[1]
        except Refused as refused:
            if refused.status == HTTPStatus.NOT_FOUND or refused.deleted:
                return None
            raise

    def _next(self, headers: dict[str, str]) -> str | None:
        links = parse_header_links(headers.get("link", ""))
        return next((self._here(link["url"]) for link in links if link.get("rel") == "next"), None)

    def _here(self, url: str) -> str:
        """The address as a path at `base_url`, whatever host the answer names: the token goes to no other."""
        address = urlsplit(url)
        return f"{address.path.removeprefix(self._prefix)}{'?' * bool(address.query)}{address.query}"

    def _send(
        self,
        method: str,
        path: str,
        repository: str,
        read: Callable[[Any], T],
        *,
        query: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> tuple[dict[str, str], T]:
        """One request, and its answer as `read` understands it.

        What goes wrong is raised outside the handlers, so that no exception with the request's headers
        is chained to it: the token is in them.
        """
        write = method != "GET"
        problem: TrackerError
        try:
            headers, data = self._github.requester.requestJsonAndCheck(method, path, parameters=query, input=body)
            return headers, read(data)
        except GithubException as error:
            problem = refusal(error.status, error.headers or {}, error.data, repository, write=write)
        except RequestException as error:
            problem = self._silence(error, repository, write=write)
        except (KeyError, TypeError, ValueError):
            problem = (
                self._lost(repository)
                if write
                else TrackerError(
                    f"{self._base_url} does not answer as GitHub does about {repository}: check GITHUB_API_URL"
                )
            )
        raise problem

    def _silence(self, error: RequestException, repository: str, *, write: bool) -> TrackerError:
        reason = getattr(error.args[0], "reason", error) if error.args else error
        never_sent = isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)
        if write and not never_sent:
            return self._lost(repository)
        return TrackerError(
            f"GitHub cannot be reached at {self._base_url}, asked about {repository}: {reason};"
            " check the network and GITHUB_API_URL, and run again"
        )

    def _lost(self, repository: str) -> LostAnswer:
        return LostAnswer(
            f"no usable answer came from {self._base_url} to a change in {repository}: it may have taken effect"
        )


class _Moved(TrackerError):
    """GitHub answered with a redirect."""

    def __init__(self, url: str, location: str) -> None:
        super().__init__(
            f"GitHub has moved {url} to {location}: the repository was renamed or the issue transferred;"
            " write where it is now into postmortem.yml or the finding"
        )
        self.location = location


class _Retry(GithubRetry):
    """What urllib3 does with an answer before PyGithub sees it: reads are repeated, redirects are refused."""

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: FBT001, FBT002
        return status_code in _REDIRECTS or super().is_retry(method, status_code, has_retry_after)

    def increment(  # type: ignore[override]  # PyGithub's own types, which are narrower than urllib3's
        self,
        method: str | None = None,
        url: str | None = None,
        response: HTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Retry:
        if response is not None:
            if response.status in _REDIRECTS:
                response.drain_conn()
                raise _Moved(url or "", response.headers.get("Location", ""))
            if seconds(response.headers.get("Retry-After")) > _PATIENCE_SECONDS:
                response.drain_conn()
                raise GithubException(response.status, None, dict(response.headers))
        return super().increment(method, url, response, error, _pool, _stacktrace)


def _fits(repository: str, title: str | None, body: str | None) -> None:
    for name, text, most in (("title", title, _TITLE_LENGTH), ("body", body, _BODY_LENGTH)):
        if text is not None and len(text) > most:
            raise TrackerError(
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


def _issue_but_no_pull_request(data: Any) -> Issue | None:
    return None if "pull_request" in data else _issue(data)


def _issue(data: Any) -> Issue:
    closed_as: CloseReason | None = None
    if data["state"] == "closed":
        reason = data.get("state_reason")
        closed_as = reason if reason in get_args(CloseReason) else "completed"
    return Issue(
        repository="/".join(data["repository_url"].split("/")[-2:]),
        number=data["number"],
        title=data["title"],
        body=data["body"] or "",
        labels=frozenset(label["name"] for label in data["labels"]),
        closed_as=closed_as,
        closed_at=datetime.fromisoformat(data["closed_at"]) if data["closed_at"] else None,
        url=data["html_url"],
    )
