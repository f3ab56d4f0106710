"""The preview only answers requests for its own host, because of DNS rebinding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_REFUSAL = b"This preview answers only at the address that it was started for.\n"
_HEADERS = [
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
]
"""What keeps another site from showing the preview's pages and images within its own."""


def only_for(host: str, port: int, application: WSGIApplication) -> WSGIApplication:
    """The application, for requests to this host and port, or to localhost; 421 for others (RFC 9110, 15.5.20)."""
    names = {host, "localhost"}
    allowed = {f"{name}:{port}" for name in names} | (names if port == 80 else set())  # noqa: PLR2004  # HTTP's own

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = str(environ.get("HTTP_HOST", "")).lower()
        if asked not in allowed or (environ.get("HTTP_SEC_FETCH_SITE") == "cross-site" and not _is_opened(environ)):
            start_response("421 Misdirected Request", [("Content-Type", "text/plain"), *_HEADERS])
            return [_REFUSAL]

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, *_HEADERS], exc_info)

        return application(environ, start)

    return answer


def _is_opened(environ: WSGIEnvironment) -> bool:
    """Whether a person followed a link to the preview, which shows it in a tab of its own."""
    return (environ.get("HTTP_SEC_FETCH_MODE"), environ.get("HTTP_SEC_FETCH_DEST")) == ("navigate", "document")
