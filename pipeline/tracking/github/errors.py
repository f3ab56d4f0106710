"""GitHub's error answers, and connections that fail, as errors that say what to do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from requests.exceptions import RequestException

from pipeline.tracking.tracker import LostAnswer, TrackerError, Unacceptable, Unavailable


class Refused(TrackerError):
    """GitHub refused a request. `deleted` is whether it says that the issue was deleted."""

    def __init__(self, text: str, status: int, *, deleted: bool) -> None:
        """Keep the status for callers that can go on without an answer."""
        super().__init__(text)
        self.status = status
        self.deleted = deleted


class RateLimited(Unavailable):
    """A rate limit: GitHub did nothing, and accepts the same request later. `why` is the message without advice."""

    def __init__(self, why: str, headers: Mapping[str, Any], message: str) -> None:
        """Take the time to wait from the headers, whose names are in lower case."""
        self.why = why
        self._wait = _wait(headers)
        when = f"{datetime.fromtimestamp(time.time() + self.seconds(0), UTC):%H:%M:%S} UTC"
        super().__init__(f"{why}: run again after {when}; the changes already made are kept; GitHub says: {message}")

    def seconds(self, attempt: int) -> float:
        """How long to wait before the request is sent again, after `attempt` earlier waits.

        Where GitHub does not say, it is a minute, doubled each time, as its documentation asks.
        """
        return self._wait if self._wait is not None else 60.0 * 2**attempt


def refused(
    status: int, headers: Mapping[str, Any], data: Any, repository: str, *, write: bool, credentials: str
) -> TrackerError:
    """The error for an answer with a status of 400 and above: LostAnswer where a write may have taken effect.

    `data` is the answer's body, `repository` what the request was about, `credentials` what messages call those that
    it was sent with.
    """
    message = message_of(data)
    headers = {name.lower(): value for name, value in headers.items()}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        if write:
            return LostAnswer(
                f"GitHub returned an error ({status}) to a change in {repository}, which may have taken effect"
            )
        return TrackerError(f"GitHub keeps returning errors ({status}) for {repository}: run again later")
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.FORBIDDEN and _is_rate_limit(headers, message)):
        return RateLimited(f"GitHub's rate limit is reached in {repository} ({status})", headers, message)
    if status in _ADVICE:
        text = _ADVICE[status].format(repository=repository, credentials=credentials)
    else:
        text = f"GitHub rejected a request for {repository} ({status})"
    text = f"{text}; GitHub says: {message}" if message else text
    if status == HTTPStatus.UNAUTHORIZED:
        return Unavailable(text)
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return Unacceptable(text)
    return Refused(text, status, deleted=status == HTTPStatus.GONE and "deleted" in message)


_YEAR_3000 = 32_503_680_000
"""In seconds since 1970. A greater number is in another unit, and more than Python's dates can hold."""

_ADVICE: dict[int, str] = {
    401: "GitHub does not accept {credentials} for {repository} (401): it is invalid, expired or revoked, or belongs to"
    " another server; create a new one that may read and write issues there",
    403: "{credentials} may not do this in {repository} (403): give it the permissions Issues (read and write) and"
    " Metadata (read) there, or the scope repo, and authorise it for the organisation's single sign-on;"
    " an archived repository accepts no changes",
    404: "{credentials} cannot see {repository}, or this issue in it (404): check the name in postmortem.yml,"
    " and that the token has access to the repository and the permission Issues (read and write)",
    410: "{repository} has issues disabled, or this issue was deleted (410): enable issues under Settings, General,"
    " Features",
    422: "GitHub does not accept what was sent to {repository} (422): check that the assignees can be assigned to"
    " issues there",
}


def _is_rate_limit(headers: Mapping[str, Any], message: str) -> bool:
    return "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0" or "rate limit" in message.lower()


def _wait(headers: Mapping[str, Any]) -> float | None:
    """The seconds to wait that the headers name; None if they name none."""
    if after := _whole(headers.get("retry-after")):
        return float(after)
    if headers.get("x-ratelimit-remaining") == "0" and (reset := _whole(headers.get("x-ratelimit-reset"))):
        return max(0.0, reset - time.time()) + 1  # the limit may end anywhere within that second
    return None


def _whole(header: str | None) -> int:
    """A header's whole number of seconds; 0 if it is missing, is not a number, or cannot be a time."""
    number = int(header) if header and header.isdigit() else 0
    return number if number < _YEAR_3000 else 0


def connection_problem(error: RequestException) -> object:
    """What went wrong with a connection, without the request around it."""
    return getattr(error.args[0], "reason", error) if error.args else error


def message_of(answer: Any) -> str:
    """GitHub's own message in the body of an answer, with the fields that it names; "" if there is none."""
    data = answer if isinstance(answer, dict) else {}
    errors = data.get("errors")
    parts = [data.get("message"), *(errors if isinstance(errors, list) else [])]
    words = [
        " ".join(str(part[key]) for key in ("field", "code", "message") if part.get(key))
        if isinstance(part, dict)
        else str(part or "")
        for part in parts
    ]
    return ", ".join(filter(None, words))
