"""A GitHub App's tokens: one for each organisation, with the least permissions, and renewed while the run goes on.

The App signs with its key, finds its installation at the organisation, and gets a token that lasts an hour:
https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app. These requests do
not go through PyGithub, which logs whole answers and so the token (docs/decisions/0013-github-app.md).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

from github.Auth import AppAuth, Auth
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from urllib3 import Retry

from pipeline.tracking.github.errors import refusal
from pipeline.tracking.tracker import TrackerError, Unavailable

_RENEWED_BEFORE_END = timedelta(minutes=10)
"""Longer than one request with its repetitions, and the clock's error, which GitHub allows to be five minutes."""

_READS_REPEATED = 5
_HEADERS = {
    "Accept": "application/vnd.github+json",
    "User-Agent": "postmortem-pipeline",
    "X-GitHub-Api-Version": "2022-11-28",
}

T = TypeVar("T")


class GitHubApp:
    """Access as a GitHub App ; `permission` is what it may do with issues."""

    def __init__(
        self, app: AppAuth, base_url: str, permission: str, timeout_seconds: int, seconds_between_retries: float
    ) -> None:
        """Send nothing yet."""
        self.credential = f"the GitHub App {app.app_id}"
        self._app, self._base_url, self._timeout = app, base_url.rstrip("/"), timeout_seconds
        self._permissions = {"metadata": "read", "issues": permission}
        self._retry = Retry(
            total=_READS_REPEATED,
            other=0,  # a TLS failure may come after a request was sent
            backoff_factor=seconds_between_retries,
            status_forcelist=range(500, 600),
            allowed_methods={"GET"},
            respect_retry_after_header=False,  # it may be an hour
            raise_on_status=False,
        )
        self._auths: dict[str, _InstallationAuth] = {}

    def auth(self, organisation: str) -> Auth:
        """The organisation's or user's own token, kept from one call to the next."""
        if organisation not in self._auths:
            self._auths[organisation] = _InstallationAuth(
                partial(self._find, organisation), partial(self._get_token, organisation)
            )
        return self._auths[organisation]

    def _find(self, organisation: str) -> int:
        """The number of the App's installation there."""

        def number(data: Any) -> int:
            if data["suspended_at"]:
                raise TrackerError(self._suspended(organisation))
            return int(data["id"])

        name = quote(organisation, safe="")
        answer = self._request("GET", f"/orgs/{name}/installation", organisation)
        if answer.status_code == HTTPStatus.NOT_FOUND:
            answer = self._request("GET", f"/users/{name}/installation", organisation)
        return self._read(answer, organisation, number)

    def _get_token(self, organisation: str, installation: int) -> tuple[str, datetime]:
        """A new token and when it ends; asked for once, so that no token is left that nobody holds."""

        def granted(data: Any) -> tuple[str, datetime]:
            token, end = data["token"], datetime.fromisoformat(data["expires_at"])
            if not is_token(token) or end.tzinfo is None:
                raise ValueError
            if data.get("permissions", self._permissions)["issues"] not in {self._permissions["issues"], "write"}:
                raise TrackerError(self._not_permitted(organisation))
            return token, end

        path, body = f"/app/installations/{installation}/access_tokens", {"permissions": self._permissions}
        return self._read(self._request("POST", path, organisation, body), organisation, granted)

    def _request(self, method: str, path: str, organisation: str, body: Any = None) -> Response:
        """One request, signed by the App.

        What goes wrong is raised outside the handler, so that no exception with the request's headers
        is chained to it: the signature is in them.
        """
        try:
            with Session() as session:
                session.mount(self._base_url, HTTPAdapter(max_retries=self._retry))
                return session.request(
                    method,
                    self._base_url + path,
                    json=body,
                    headers=_HEADERS,
                    auth=self._sign,
                    timeout=self._timeout,
                    allow_redirects=False,
                )
        except RequestException as error:
            reason = getattr(error.args[0], "reason", error) if error.args else error
        raise TrackerError(
            f"GitHub cannot be reached at {self._base_url} for a token for {organisation}: {reason};"
            " check the network and GITHUB_API_URL, and run again"
        )

    def _sign(self, request: PreparedRequest) -> PreparedRequest:
        """Add the signature, here and not among the headers: what a .netrc holds would take its place."""
        request.headers["Authorization"] = f"Bearer {self._app.token}"
        return request

    def _read(self, answer: Response, organisation: str, read: Callable[[Any], T]) -> T:
        try:
            data = answer.json()
        except ValueError:
            data = None
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise self._refused(answer, data, organisation)
        try:
            return read(data)
        except (KeyError, TypeError, ValueError):
            problem = f"{self._base_url} gives no token for {organisation} as GitHub does"
        raise TrackerError(f"{problem}: check GITHUB_API_URL, and whether {organisation} is called something else now")

    def _refused(self, answer: Response, data: Any, organisation: str) -> TrackerError:
        status, said = answer.status_code, answer.reason
        if isinstance(data, dict):
            said = str(data.get("message", said))
        if status == HTTPStatus.UNAUTHORIZED and "claim" in said:
            text = (
                f"GitHub does not accept the time at which {self.credential} signed: this machine's clock says"
                f" {datetime.now(UTC):%a, %d %b %Y %H:%M:%S} UTC, and GitHub's {answer.headers.get('Date')}; set it"
            )
        elif status == HTTPStatus.UNAUTHORIZED:
            text = (
                f"GitHub does not accept the key of {self.credential}: it was deleted there, or belongs to another App"
                " or server; make a new one in the App's settings, put it into GITHUB_APP_PRIVATE_KEY, and check"
                " GITHUB_APP_ID"
            )
        elif status == HTTPStatus.NOT_FOUND and "integration" in said.lower():
            text = f"there is no GitHub App {self._app.app_id} at {self._base_url}: check GITHUB_APP_ID"
        elif status == HTTPStatus.NOT_FOUND:
            text = (
                f"{self.credential} is not installed at {organisation}: install it there, with {self._wanted}, on the"
                " repositories that postmortem.yml names"
            )
        elif status == HTTPStatus.FORBIDDEN and "suspended" in said:
            text = self._suspended(organisation)
        elif status == HTTPStatus.UNPROCESSABLE_ENTITY:
            text = self._not_permitted(organisation)
        elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            text = f"GitHub fails, asked for a token for {organisation}: run again later"
        else:
            return refusal(status, answer.headers, data, organisation, write=False, credential=self.credential)
        nowhere = status == HTTPStatus.UNAUTHORIZED or "integration" in said.lower()
        return (Unavailable if nowhere else TrackerError)(f"{text}; GitHub says ({status}): {said}")

    def _suspended(self, organisation: str) -> str:
        return (
            f"{self.credential} is suspended at {organisation}: have an owner there unsuspend it under Settings,"
            " GitHub Apps"
        )

    def _not_permitted(self, organisation: str) -> str:
        return (
            f"{self.credential} lacks a permission at {organisation}: give it {self._wanted} in its settings, and have"
            " an owner there accept that"
        )

    @property
    def _wanted(self) -> str:
        return "Issues: read and write" if self._permissions["issues"] == "write" else "Issues: read"


class _InstallationAuth(Auth):
    """An installation's token, got when it is first needed and again before it ends."""

    def __init__(self, find: Callable[[], int], get: Callable[[int], tuple[str, datetime]]) -> None:
        self._find, self._get = find, get
        self._installation: int | None = None
        self._token, self._end = "", datetime.min.replace(tzinfo=UTC)

    @property
    def token_type(self) -> str:
        return "token"

    @property
    def token(self) -> str:
        if self._installation is None:
            self._installation = self._find()
        if self._end - datetime.now(UTC) < _RENEWED_BEFORE_END:
            self._token, self._end = self._get(self._installation)
        return self._token


def is_token(text: str) -> bool:
    """Whether the text can be a token: what else it holds, a message about a bad header would show."""
    return bool(text) and all("!" <= character <= "~" for character in text)
