"""What GitHub's refusals mean and what to do about them: a status, its headers and its body become words."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from pipeline.tracking.tracker import LostAnswer, TrackerError, Unacceptable, Unavailable


class Refused(TrackerError):
    """GitHub answered, and the answer is no. `deleted` is whether it says that the issue was deleted."""

    def __init__(self, text: str, status: int, *, deleted: bool) -> None:
        """Keep the status beside the text, for those who can go on without what was refused."""
        super().__init__(text)
        self.status = status
        self.deleted = deleted


class Limited(Unavailable):
    """A rate limit: GitHub did nothing, and takes the same request again later. `why` says it without advice."""

    def __init__(self, why: str, headers: Mapping[str, Any], said: str) -> None:
        """Take from the headers how long to wait."""
        self.why = why
        self._wait = _wait(headers)
        when = f"{datetime.fromtimestamp(time.time() + self.seconds(0), UTC):%H:%M:%S} UTC"
        super().__init__(f"{why}: run again after {when}; what was done stays done; GitHub says: {said}")

    def seconds(self, attempt: int) -> float:
        """How long to wait before the request is sent again for the `attempt`-th time, counted from 0.

        Where GitHub does not say, a minute, and twice as long each time, as its documentation asks.
        """
        return self._wait if self._wait is not None else 60.0 * 2**attempt


def refusal(
    status: int,
    headers: Mapping[str, Any],
    data: Any,
    repository: str,
    *,
    write: bool,
    credential: str = "GITHUB_TOKEN",
) -> TrackerError:
    """The error to raise for an answer of 400 and above: LostAnswer where a write may have taken effect.

    `credential` is what the message calls whoever asked.
    """
    said = _said(data)
    headers = {name.lower(): value for name, value in headers.items()}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        if write:
            return LostAnswer(f"GitHub failed ({status}) at a change in {repository}: it may have taken effect")
        return TrackerError(f"GitHub fails ({status}), asked about {repository}, again and again: run again later")
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.FORBIDDEN and _limited(headers, said)):
        return Limited(f"GitHub's rate limit is reached at {repository} ({status})", headers, said)
    if status in _ADVICE:
        text = _ADVICE[status].format(repository=repository, credential=credential)
    else:
        text = f"GitHub refuses what was asked about {repository} ({status})"
    text = f"{text}; GitHub says: {said}" if said else text
    if status == HTTPStatus.UNAUTHORIZED:
        return Unavailable(text)
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return Unacceptable(text)
    return Refused(text, status, deleted=status == HTTPStatus.GONE and "deleted" in said)


_YEAR_3000 = 32_503_680_000
"""In seconds since 1970. A longer time is in another unit, and beyond what Python can say."""

_ADVICE: dict[int, str] = {
    401: "GitHub does not accept {credential}, asked about {repository} (401): it is wrong, expired or revoked, or"
    " belongs to another server; make a new one that may read and write issues there",
    403: "{credential} may not do this in {repository} (403): give it the permissions Issues (read and write) and"
    " Metadata (read) there, or the scope repo, and authorise it for the organisation's single sign-on;"
    " an archived repository takes no changes",
    404: "{credential} sees no such repository or issue in {repository} (404): check the name in postmortem.yml, and"
    " that the token has access to the repository and the permission Issues (read and write)",
    410: "{repository} takes no issues, or this one was deleted (410): switch issues on under Settings, General,"
    " Features",
    422: "GitHub does not accept what was sent to {repository} (422): check that the assignees are members who can be"
    " assigned there",
}


def _limited(headers: Mapping[str, Any], said: str) -> bool:
    return "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0" or "rate limit" in said.lower()


def _wait(headers: Mapping[str, Any]) -> float | None:
    """Seconds to wait, as the headers say; None where they do not."""
    if after := _whole(headers.get("retry-after")):
        return float(after)
    if headers.get("x-ratelimit-remaining") == "0" and (reset := _whole(headers.get("x-ratelimit-reset"))):
        return max(0.0, reset - time.time()) + 1  # it is not said when within that second
    return None


def _whole(header: str | None) -> int:
    """A header that holds a whole number of seconds; 0 where it is missing or holds what is none, or no time."""
    number = int(header) if header and header.isdigit() else 0
    return number if number < _YEAR_3000 else 0


def _said(answer: Any) -> str:
    """GitHub's own words, with the fields that it names."""
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
