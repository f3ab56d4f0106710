"""One request to GitHub, through PyGithub's requester, with retries, waits and errors.

PyGithub's own objects fetch what an answer lacks, unasked, and its requester follows a redirect with a write's method
and without a list's query. So the tracker spells out each request; PyGithub authenticates and sends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from github import Github, GithubException
from requests.exceptions import ConnectTimeout, RequestException
from requests.utils import parse_header_links
from urllib3.exceptions import NewConnectionError

from pipeline.tracking.github.connection import RETRIES, Connection, Redirected
from pipeline.tracking.github.credentials import Credentials
from pipeline.tracking.github.errors import RateLimited, connection_problem, refused
from pipeline.tracking.github.rate_limit import RateLimiter
from pipeline.tracking.tracker import Guard, LostAnswer, TrackerError, unguarded

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Request(Generic[T]):
    """`about` is a repository or an organisation; `read` turns the answer's JSON into what is asked for."""

    method: str
    path: str
    about: str
    read: Callable[[Any], T]
    query: dict[str, str] | None
    body: dict[str, Any] | None

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    @property
    def creates_issue(self) -> bool:
        return self.method == "POST" and self.path.endswith("/issues")


class Api:
    """GitHub's API. Each request says what it is about: a repository, or an organisation.

    Reads are repeated when the server fails, writes where there was no connection to send them on. Any other write is
    sent once: where its answer is lost it raises LostAnswer. Where GitHub asks to wait, both wait for at most
    `longest_wait_seconds` in all and are sent again, since GitHub did nothing. No message contains the token.
    """

    def __init__(
        self, connection: Connection, credentials: Credentials, limiter: RateLimiter, *, longest_wait_seconds: float
    ) -> None:
        """Send nothing yet. `credentials` are those that were made for this connection."""
        self._connection, self._credentials = connection, credentials
        self._limiter, self._longest_wait = limiter, longest_wait_seconds
        self._path_prefix = urlsplit(connection.url).path
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
        """Send a request, again where that is safe; gives the answer's headers, and its content as `read` gives it.

        `guard` is called after each wait, right before the request is sent. Raises TrackerError.
        """
        request = _Request(method, path, about, read, query, body)
        waited = 0.0
        for attempt in count():
            if request.writes:
                self._limiter.before_write(creates=request.creates_issue)
            guard()
            try:
                return self._send_once(request)
            except RateLimited as limited:
                seconds, why = limited.seconds(attempt), limited.why
                if waited + seconds > self._longest_wait:
                    raise
            except _NotConnected:
                seconds, why = self._connection.seconds_between_retries * 2**attempt, ""
                if attempt == RETRIES:
                    raise
            self._limiter.pause(seconds, why)
            waited += seconds
        raise AssertionError("the loop above never ends by itself")

    def follow(self, redirected: Redirected, about: str, read: Callable[[Any], T]) -> T:
        """Read what a redirect points to."""
        return self.send("GET", self._path(redirected.location), about, read)[1]

    def list(self, path: str, about: str, query: dict[str, str], read: Callable[[Any], list[T]]) -> list[T]:
        """All pages of a list."""
        items: list[T] = []
        page: str | None = path
        while page:
            headers, content = self.send("GET", page, about, read, query=query)
            items += content
            page, query = self._next_page(headers), {}
        return items

    def _next_page(self, headers: dict[str, str]) -> str | None:
        """The path of a list's next page, from the headers of this one; None on the last page."""
        links = parse_header_links(headers.get("link", ""))
        return next((self._path(link["url"]) for link in links if link.get("rel") == "next"), None)

    def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            client.close()

    def _path(self, url: str) -> str:
        """The address as a path at `base_url`, whichever host it names: the token goes to no other."""
        address = urlsplit(url)
        query = f"?{address.query}" if address.query else ""
        return address.path.removeprefix(self._path_prefix) + query

    def _client(self, organisation: str) -> Github:
        if organisation not in self._clients:
            self._clients[organisation] = self._connection.client(self._credentials.auth(organisation))
        return self._clients[organisation]

    def _send_once(self, request: _Request[T]) -> tuple[dict[str, str], T]:
        """Send it.

        What goes wrong is raised outside the handlers, so that no exception with the request's headers is chained to
        it: the token is in them.
        """
        requester = self._client(request.about.partition("/")[0]).requester
        problem: TrackerError
        try:
            headers, data = requester.requestJsonAndCheck(
                request.method, request.path, parameters=request.query, input=request.body
            )
            return headers, request.read(data)
        except GithubException as error:
            who = self._credentials.name
            problem = refused(
                error.status, error.headers or {}, error.data, request.about, write=request.writes, credentials=who
            )
        except RequestException as error:
            problem = self._no_answer(error, request)
        except (KeyError, TypeError, ValueError):
            problem = self._not_github(request)
        raise problem

    def _no_answer(self, error: RequestException, request: _Request[T]) -> TrackerError:
        never_sent = isinstance(error, ConnectTimeout) or isinstance(connection_problem(error), NewConnectionError)
        if request.writes and not never_sent:
            return self._lost_answer(request)
        return (_NotConnected if request.writes else TrackerError)(
            f"GitHub cannot be reached at {self._connection.url} for {request.about}: {connection_problem(error)};"
            " check the network and GITHUB_API_URL, and run again"
        )

    def _not_github(self, request: _Request[T]) -> TrackerError:
        if request.writes:
            return self._lost_answer(request)
        return TrackerError(
            f"{self._connection.url} did not respond as GitHub does to a request for {request.about}:"
            " check GITHUB_API_URL"
        )

    def _lost_answer(self, request: _Request[T]) -> LostAnswer:
        return LostAnswer(
            f"{self._connection.url} gave no usable response to a change in {request.about}: it may have taken effect"
        )


class _NotConnected(TrackerError):
    """There was no connection to send a write on."""
