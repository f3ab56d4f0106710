"""What GitHub's refusals mean and what to do about them: a status, its headers and its body become words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from pipeline.tracking.tracker import LostAnswer, TrackerError


class Refused(TrackerError):
    """GitHub answered, and the answer is no. `deleted` is whether it says that the issue was deleted."""

    def __init__(self, text: str, status: int, *, deleted: bool) -> None:
        """Keep the status beside the text, for those who can go on without what was refused."""
        super().__init__(text)
        self.status = status
        self.deleted = deleted


def refusal(status: int, headers: Mapping[str, Any], data: Any, repository: str, *, write: bool) -> TrackerError:
    """The error to raise for an answer of 400 and above: LostAnswer where a write may have taken effect."""
    said = _said(data)
    headers = {name.lower(): value for name, value in headers.items()}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and write:
        return LostAnswer(f"GitHub failed ({status}) at a change in {repository}: it may have taken effect")
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.FORBIDDEN and _limited(headers, said)):
        text = f"GitHub's rate limit is reached at {repository} ({status}): {_when(headers)}; what was done stays done"
    elif status in _ADVICE:
        text = _ADVICE[status].format(repository=repository)
    else:
        text = f"GitHub refuses what was asked about {repository} ({status})"
    deleted = status == HTTPStatus.GONE and "deleted" in said
    return Refused(f"{text}; GitHub says: {said}" if said else text, status, deleted=deleted)


def seconds(header: str | None) -> int:
    """A header that holds whole seconds; 0 where it is missing or holds something else."""
    return int(header) if header and header.isdigit() else 0


_ADVICE: dict[int, str] = {
    401: "GitHub does not accept GITHUB_TOKEN, asked about {repository} (401): it is wrong, expired or revoked, or"
    " belongs to another server; make a new one that may read and write issues there",
    403: "GITHUB_TOKEN may not do this in {repository} (403): give it the permissions Issues (read and write) and"
    " Metadata (read) there, or the scope repo, and authorise it for the organisation's single sign-on;"
    " an archived repository takes no changes",
    404: "GITHUB_TOKEN sees no such repository or issue in {repository} (404): check the name in postmortem.yml, and"
    " that the token has access to the repository and the permission Issues (read and write)",
    410: "{repository} takes no issues, or this one was deleted (410): switch issues on under Settings, General,"
    " Features",
    422: "GitHub does not accept what was sent to {repository} (422): check that the assignees are members who can be"
    " assigned there",
}


def _limited(headers: Mapping[str, Any], said: str) -> bool:
    return "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0" or "rate limit" in said.lower()


def _when(headers: Mapping[str, Any]) -> str:
    if wait := seconds(headers.get("retry-after")):
        return f"run again in {wait} seconds"
    if reset := seconds(headers.get("x-ratelimit-reset")):
        return f"run again after {datetime.fromtimestamp(reset, UTC):%H:%M:%S} UTC"
    return "run again in some minutes, or raise github.seconds_between_writes"


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
