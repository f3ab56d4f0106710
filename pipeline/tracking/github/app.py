"""A GitHub App's tokens: one for each organisation, with the least permissions, renewed while the run goes on.

The App signs with its key, finds its installation in the organisation, and creates a token that lasts an hour:
https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import TypeVar

from github import BadAttributeException, GithubException, UnknownObjectException
from github.Auth import AppAuth, Auth
from github.InstallationAuthorization import InstallationAuthorization
from requests.exceptions import RequestException

from pipeline.tracking.github.connection import Connection, Redirected
from pipeline.tracking.github.errors import connection_problem, message_of, refused
from pipeline.tracking.tracker import TrackerError, Unavailable

_RENEWED_BEFORE_END = timedelta(minutes=10)
"""Longer than a request with its retries, and than a clock may be wrong for GitHub to accept what the App signs.

PyGithub's own AppInstallationAuth renews 20 seconds before the end.
"""

_NAMES = {"issues": "Issues", "pull_requests": "Pull requests", "members": "Members (of the organisation)"}
_MAY = {"read": "read", "write": "read and write"}
"""What GitHub's pages call permissions; every App has the others."""

T = TypeVar("T")


class GitHubApp:
    """Credentials of a GitHub App; `permissions` are what its tokens allow (read or write), by GitHub's names."""

    def __init__(self, app: AppAuth, connection: Connection, permissions: Mapping[str, str]) -> None:
        """Send nothing yet."""
        self.name = f"the GitHub App {app.app_id}"
        self._app_id, self._url, self._client = app.app_id, connection.url, connection.app_client(app)
        self._permissions = {"metadata": "read", **permissions}
        self._auths: dict[str, _InstallationAuth] = {}
        logging.getLogger("github.Requester").addFilter(_without_token)

    def auth(self, organisation: str) -> Auth:
        """The token of the organisation, or user, kept from one call to the next."""
        if organisation not in self._auths:
            self._auths[organisation] = _InstallationAuth(
                partial(self._ask, organisation, self._installation), partial(self._ask, organisation, self._token)
            )
        return self._auths[organisation]

    def _installation(self, organisation: str) -> int:
        try:
            installation = self._client.get_org_installation(organisation)
        except UnknownObjectException:
            installation = self._client.get_user_installation(organisation)
        if installation.suspended_at:
            raise TrackerError(self._suspended(organisation))
        return int(installation.id)

    def _token(self, organisation: str, installation: int) -> InstallationAuthorization:
        created = self._client.get_access_token(installation, self._permissions)
        if not is_token(created.token or "") or created.expires_at is None:
            raise ValueError
        given = created.permissions or self._permissions
        if any(given[name] not in {wanted, "write"} for name, wanted in self._permissions.items()):
            raise TrackerError(self._lacks_permission(organisation))
        return created

    def _ask(self, organisation: str, ask: Callable[..., T], *arguments: int) -> T:
        """What the request gives, or a TrackerError.

        That is raised outside the handlers, so that no exception with the request's headers is chained to it: the
        signature is in them.
        """
        try:
            return ask(organisation, *arguments)
        except GithubException as error:
            problem = self._refused(error, organisation)
        except RequestException as error:
            problem = TrackerError(
                f"GitHub cannot be reached at {self._url} for a token for {organisation}: {connection_problem(error)};"
                " check the network and GITHUB_API_URL, and run again"
            )
        # PyGithub asserts that what it reads from an answer is there.
        except (Redirected, BadAttributeException, AssertionError, KeyError, TypeError, ValueError):
            problem = TrackerError(
                f"{self._url} returned no valid token for {organisation}: check GITHUB_API_URL, and whether"
                f" {organisation} was renamed"
            )
        raise problem

    def _refused(self, error: GithubException, organisation: str) -> TrackerError:
        message = message_of(error.data)
        text = self._advice(error.status, message, error.headers or {}, organisation)
        if not text:
            return refused(
                error.status, error.headers or {}, error.data, organisation, write=False, credentials=self.name
            )
        everywhere = error.status == HTTPStatus.UNAUTHORIZED or _no_such_app(error.status, message)
        return (Unavailable if everywhere else TrackerError)(f"{text}; GitHub says ({error.status}): {message}")

    def _advice(self, status: int, message: str, headers: dict[str, str], organisation: str) -> str:
        """What to do about a refusal that only Apps get; "" for any other."""
        cases = [
            (status == HTTPStatus.UNAUTHORIZED and "claim" in message, self._wrong_clock(headers)),
            (status == HTTPStatus.UNAUTHORIZED, self._wrong_key()),
            (
                _no_such_app(status, message),
                f"there is no GitHub App {self._app_id} at {self._url}: check GITHUB_APP_ID",
            ),
            (status == HTTPStatus.NOT_FOUND, self._not_installed(organisation)),
            (status == HTTPStatus.FORBIDDEN and "suspended" in message, self._suspended(organisation)),
            (status == HTTPStatus.UNPROCESSABLE_ENTITY, self._lacks_permission(organisation)),
            (
                status >= HTTPStatus.INTERNAL_SERVER_ERROR,
                f"GitHub returned an error instead of a token for {organisation}: run again later",
            ),
        ]
        return next((advice for applies, advice in cases if applies), "")

    def _wrong_clock(self, headers: dict[str, str]) -> str:
        now = f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} UTC"
        return (
            f"GitHub does not accept the time at which {self.name} signed: this machine's clock says {now},"
            f" GitHub's says {headers.get('date')}; set the clock"
        )

    def _wrong_key(self) -> str:
        return (
            f"GitHub does not accept the key of {self.name}: it was deleted there, or belongs to another App or"
            " server; generate a new one in the App's settings, put it into GITHUB_APP_PRIVATE_KEY, and check"
            " GITHUB_APP_ID"
        )

    def _not_installed(self, organisation: str) -> str:
        return (
            f"{self.name} is not installed in {organisation}: install it there, with {self._needed}, on the"
            " repositories that postmortem.yml names"
        )

    def _suspended(self, organisation: str) -> str:
        return f"{self.name} is suspended in {organisation}: ask an owner there to unsuspend it (Settings, GitHub Apps)"

    def _lacks_permission(self, organisation: str) -> str:
        return (
            f"{self.name} lacks a permission in {organisation}: give it {self._needed} in its settings, and ask an"
            " owner there to accept the change"
        )

    @property
    def _needed(self) -> str:
        wanted = (f"{_NAMES[name]}: {_MAY[may]}" for name, may in self._permissions.items() if name in _NAMES)
        return ", ".join(wanted)


class _InstallationAuth(Auth):
    """An installation's token, created when it is first needed and again before it ends."""

    def __init__(
        self, find_installation: Callable[[], int], create_token: Callable[[int], InstallationAuthorization]
    ) -> None:
        self._find_installation, self._create_token = find_installation, create_token
        self._installation: int | None = None
        self._created: InstallationAuthorization | None = None

    @property
    def token_type(self) -> str:
        return "token"

    @property
    def token(self) -> str:
        if self._installation is None:
            self._installation = self._find_installation()
        if self._created is None or self._created.expires_at - datetime.now(UTC) < _RENEWED_BEFORE_END:
            self._created = self._create_token(self._installation)
        return self._created.token


def is_token(text: str) -> bool:
    """Whether the text can be a token. What else it holds, an error about a bad header would show."""
    return bool(text) and all("!" <= character <= "~" for character in text)


def _no_such_app(status: int, message: str) -> bool:
    return status == HTTPStatus.NOT_FOUND and "integration" in message.lower()


def _without_token(record: logging.LogRecord) -> bool:
    """Take a new token out of what PyGithub logs at DEBUG, which is the whole answer, last of the arguments."""
    if isinstance(record.args, tuple) and any(str(part).endswith("/access_tokens") for part in record.args):
        record.args = (*record.args[:-1], "(token removed)")
    return True
