"""The connection to GitHub: URL, timeouts, retries, and PyGithub's clients."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from github import Github, GithubIntegration
from github.Auth import AppAuth, Auth
from urllib3 import Retry
from urllib3.connectionpool import ConnectionPool
from urllib3.response import BaseHTTPResponse

from pipeline.tracking.tracker import TrackerError

RETRIES = 5
_FAILURES = frozenset({500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Connection:
    """GitHub's API at `base_url`, or that of an Enterprise Server.

    `seconds_between_retries` doubles with each retry of a read.
    """

    base_url: str = "https://api.github.com"
    timeout_seconds: int = 30
    seconds_between_retries: float = 1.0

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return self.base_url.rstrip("/")

    def client(self, auth: Auth) -> Github:
        """A client whose requests carry this token."""
        return Github(auth=auth, **self._options())

    def app_client(self, auth: AppAuth) -> GithubIntegration:
        """A client whose requests the App signs."""
        return GithubIntegration(auth=auth, **self._options())

    def _options(self) -> dict[str, Any]:
        return {
            "base_url": self.url,
            "timeout": self.timeout_seconds,
            "user_agent": "postmortem-pipeline",
            "retry": _Retry(
                total=RETRIES,
                other=0,  # a TLS failure may come after a write was sent
                backoff_factor=self.seconds_between_retries,
                allowed_methods={"GET"},
                status_forcelist=_FAILURES,
                raise_on_status=False,
                respect_retry_after_header=False,  # it may say an hour
            ),
            "seconds_between_requests": 0,
            "seconds_between_writes": 0,
            "api_version": "2022-11-28",
        }


class Redirected(TrackerError):
    """GitHub answered with a redirect to `location`."""

    def __init__(self, url: str, location: str) -> None:
        """Say what was renamed or transferred."""
        super().__init__(
            f"GitHub has moved {url} to {location}: the repository was renamed or the issue transferred;"
            " use its new name in postmortem.yml or in the finding"
        )
        self.location = location


class _Retry(Retry):
    """Repeats reads that failed, and never a write; stops at a redirect, which PyGithub would follow.

    urllib3 asks `is_retry` about each answer, and then `increment` for what is left of the retries, which may raise.
    """

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: FBT001, FBT002  # urllib3's
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
            raise Redirected(url or "", response.headers.get("Location", ""))
        # A write that was not sent, for want of a connection, is tried again by `Api.send`, which asks its guard first.
        left = self if method == "GET" else self.new(total=0)
        return super(_Retry, left).increment(method, url, response, error, _pool, _stacktrace)
