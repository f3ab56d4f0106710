"""One request to GitHub, through PyGithub's requester: what is repeated, what is waited for, what is refused.

PyGithub's own objects fetch what an answer lacks, unasked, and its requester follows a redirect with a
write's method and without a list's query. So each request is spelled out by the tracker and sent here, and
PyGithub brings authentication and renewal; redirects are refused before it sees them.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from github import Github, GithubException
from requests.exceptions import ConnectTimeout, RequestException
from requests.utils import parse_header_links
from urllib3 import Retry
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.response import BaseHTTPResponse

from pipeline.tracking.github.credentials import Access
from pipeline.tracking.github.errors import Limited, refusal
from pipeline.tracking.github.rate_limit import Pace, Pause
from pipeline.tracking.tracker import Guard, LostAnswer, TrackerError, unguarded

_REPEATED = 5
_FAILURES = frozenset({500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

T = TypeVar("T")


class Wire:
    """GitHub's API at `base_url`. Each request names what it is about: a repository, or an organisation.

    Reads are repeated when the server fails, writes where there was no connection. Any other write is sent once:
    where its answer is lost it raises LostAnswer. Where GitHub asks to wait, both wait for at most
    `patience_seconds` in all, and are sent again: GitHub did nothing. The token appears in no message.
    """

    def __init__(
        self,
        access: Access,
        base_url: str,
        pace: Pace,
        pause: Pause,
        *,
        patience_seconds: float,
        seconds_between_retries: float,
        timeout_seconds: int,
    ) -> None:
        """Send nothing yet. `base_url` is the one that `access` was checked with."""
        address = urlsplit(base_url)
        self._access, self._base_url, self._prefix = access, base_url.rstrip("/"), address.path.rstrip("/")
        self._pace, self._pause, self._patience = pace, pause, patience_seconds
        self._seconds_between_retries, self._timeout = seconds_between_retries, timeout_seconds
        self._clients: dict[str, Github] = {}

    def send(
        self,
        method: str,
        path: str,
        about: str,
        read: Callable[[Any], T],
        *,
        query: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
        guard: Guard = unguarded,
    ) -> tuple[dict[str, str], T]:
        """One request; the answer's headers, and its content as `read` understands it.

        `guard` is asked after each wait, right before the request is sent.
        """
        waited, attempt = 0.0, 0
        while True:
            if method != "GET":
                self._pace.before_write(creates=method == "POST" and path.endswith("/issues"))
            guard()
            try:
                return self._once(method, path, about, read, query=query, body=body)
            except Limited as limited:
                seconds, why = limited.seconds(attempt), limited.why
                if waited + seconds > self._patience:
                    raise
            except _Unsent:
                seconds, why = self._seconds_between_retries * 2**attempt, ""
                if attempt == _REPEATED:
                    raise
            self._pause(seconds, why)
            waited, attempt = waited + seconds, attempt + 1

    def follow(self, moved: Moved, about: str, read: Callable[[Any], T]) -> T:
        """Read what a redirect points to."""
        return self.send("GET", self._here(moved.location), about, read)[1]

    def next_page(self, headers: dict[str, str]) -> str | None:
        """The path of a list's next page, from the header of this one; None on the last."""
        links = parse_header_links(headers.get("link", ""))
        return next((self._here(link["url"]) for link in links if link.get("rel") == "next"), None)

    def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            client.close()

    def _here(self, url: str) -> str:
        """The address as a path at `base_url`, whatever host the answer names: the token goes to no other."""
        address = urlsplit(url)
        return f"{address.path.removeprefix(self._prefix)}{'?' * bool(address.query)}{address.query}"

    def _client(self, organisation: str) -> Github:
        if organisation not in self._clients:
            self._clients[organisation] = Github(
                auth=self._access.auth(organisation),
                base_url=self._base_url,
                timeout=self._timeout,
                user_agent="postmortem-pipeline",
                retry=_Retry(
                    total=_REPEATED,
                    other=0,  # a TLS failure may come after a write was sent
                    backoff_factor=self._seconds_between_retries,
                    allowed_methods={"GET"},
                    status_forcelist=_FAILURES,
                    raise_on_status=False,
                    respect_retry_after_header=False,
                ),
                seconds_between_requests=0,
                seconds_between_writes=0,
                api_version="2022-11-28",
            )
        return self._clients[organisation]

    def _once(
        self,
        method: str,
        path: str,
        about: str,
        read: Callable[[Any], T],
        *,
        query: dict[str, str] | None,
        body: dict[str, Any] | None,
    ) -> tuple[dict[str, str], T]:
        """Send it.

        What goes wrong is raised outside the handlers, so that no exception with the request's headers is chained to
        it: the token is in them.
        """
        write = method != "GET"
        requester = self._client(about.partition("/")[0]).requester
        problem: TrackerError
        try:
            headers, data = requester.requestJsonAndCheck(method, path, parameters=query, input=body)
            return headers, read(data)
        except GithubException as error:
            headers, who = error.headers or {}, self._access.credential
            problem = refusal(error.status, headers, error.data, about, write=write, credential=who)
        except RequestException as error:
            problem = self._silence(error, about, write=write)
        except (KeyError, TypeError, ValueError):
            problem = (
                self._lost(about)
                if write
                else TrackerError(
                    f"{self._base_url} does not answer as GitHub does about {about}: check GITHUB_API_URL"
                )
            )
        raise problem

    def _silence(self, error: RequestException, about: str, *, write: bool) -> TrackerError:
        reason = getattr(error.args[0], "reason", error) if error.args else error
        never_sent = isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)
        if write and not never_sent:
            return self._lost(about)
        return (_Unsent if write else TrackerError)(
            f"GitHub cannot be reached at {self._base_url}, asked about {about}: {reason};"
            " check the network and GITHUB_API_URL, and run again"
        )

    def _lost(self, about: str) -> LostAnswer:
        return LostAnswer(
            f"no usable answer came from {self._base_url} to a change in {about}: it may have taken effect"
        )


class Moved(TrackerError):
    """GitHub answered with a redirect."""

    def __init__(self, url: str, location: str) -> None:
        """Keep where it points."""
        super().__init__(
            f"GitHub has moved {url} to {location}: the repository was renamed or the issue transferred;"
            " write where it is now into postmortem.yml or the finding"
        )
        self.location = location


class _Unsent(TrackerError):
    """There was no connection to send a write on."""


class _Retry(Retry):
    """What urllib3 does with an answer before PyGithub sees it: reads are repeated, redirects are refused."""

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: FBT001, FBT002
        return status_code in _REDIRECTS or super().is_retry(method, status_code, has_retry_after)

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        if response is not None and response.status in _REDIRECTS:
            response.drain_conn()
            raise Moved(url or "", response.headers.get("Location", ""))
        # A write that found no connection goes back to `send`, which asks its guard before it tries again.
        tries = self if method == "GET" else self.new(total=0)
        return super(_Retry, tries).increment(method, url, response, error, _pool, _stacktrace)
