"""What GitHub refuses an App: each refusal says what to do, and shows no secret."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption

from pipeline.tracking.tracker import TrackerError, Unavailable
from tests.tracking.credentials import APP, RSA, TOKENS, a_token, made_of, pem, refused
from tests.tracking.proxy import DROP_AFTER, DROP_BEFORE, Fault, Proxy, after, instead


def test_where_the_app_is_not_installed_it_says_so(proxy: Proxy) -> None:
    assert refused(APP, proxy.url, "example-elsewhere").startswith(
        "the GitHub App 4711 is not installed in example-elsewhere: install it there, with Issues: read and write,"
    )


def test_an_app_that_lacks_a_permission_is_told_which(proxy: Proxy) -> None:
    assert refused(APP, proxy.url, "example-readers") == (
        "the GitHub App 4711 lacks a permission in example-readers: give it Issues: read and write in its settings, and"
        " ask an owner there to accept the change; GitHub says (422): The permissions requested are not granted to this"
        " installation."
    )


def test_a_token_that_may_do_less_than_was_asked_is_not_used(proxy: Proxy) -> None:
    proxy.fail(TOKENS, a_token(issues="read"))
    assert refused(APP, proxy.url).startswith("the GitHub App 4711 lacks a permission in example-org")


def test_a_key_of_another_app_is_named(proxy: Proxy) -> None:
    other = {**APP, "GITHUB_APP_PRIVATE_KEY": pem(RSA, NoEncryption())}
    assert refused(other, proxy.url).startswith("GitHub does not accept the key of the GitHub App 4711: it was deleted")


INSTALLATION = {"id": 1, "suspended_at": None}
NOT_ITS_KEY = "GitHub does not accept the key of the GitHub App 4711"
MAY_NOT = "the GitHub App 4711 may not do this in example-org (403)"
SUSPENDED = "the GitHub App 4711 is suspended in example-org: ask an owner there to unsuspend it"
NOT_IN_TIME = "GitHub does not accept the time at which the GitHub App 4711 signed: this machine's clock says"
LIMITED = "GitHub's rate limit is reached in example-org (403): run again after"


def no(status: int, message: str, headers: dict[str, str] | None = None) -> Fault:
    """GitHub refuses, with this message."""
    return instead(status, {"message": message}, headers)


@pytest.mark.parametrize(
    ("request_line", "fault", "says"),
    [
        ("GET", no(401, "A JSON web token could not be decoded"), NOT_ITS_KEY),
        ("GET", no(401, "'Expiration time' claim ('exp') is too far in the future"), NOT_IN_TIME),
        ("GET", no(404, "Integration not found"), "there is no GitHub App 4711 at http://127.0.0.1"),
        ("GET", instead(200, {**INSTALLATION, "suspended_at": "2026-02-10T09:00:00Z"}), SUSPENDED),
        ("POST", no(403, "This installation has been suspended"), SUSPENDED),
        ("POST", no(403, "the organization has an IP allow list"), MAY_NOT),
        ("POST", no(403, "You have exceeded a secondary rate limit", {"Retry-After": "60"}), LIMITED),
        ("POST", no(404, "Not Found"), "the GitHub App 4711 is not installed in example-org"),
        ("POST", instead(401, "<html>"), NOT_ITS_KEY),
        (
            "POST",
            instead(502, "<html>"),
            "GitHub returned an error instead of a token for example-org: run again later",
        ),
        ("POST", DROP_BEFORE, "GitHub cannot be reached at http://127.0.0.1"),
        ("POST", DROP_AFTER, "GitHub cannot be reached at http://127.0.0.1"),
        ("GET", instead(301, {"message": "Moved Permanently"}, {"Location": "/organizations/1"}), "http://127.0.0.1"),
        ("GET", instead(200, "<html>"), "http://127.0.0.1"),
        ("GET", instead(200, []), "http://127.0.0.1"),
        ("GET", instead(200, {"suspended_at": None}), "http://127.0.0.1"),
        ("POST", instead(201, {"token": "ghs_1"}), "http://127.0.0.1"),
        ("POST", a_token("ghs_1\nX-Header: ghs_2"), "http://127.0.0.1"),
    ],
)
def test_a_refusal_says_what_to_do(proxy: Proxy, request_line: str, fault: Fault, says: str) -> None:
    proxy.fail(request_line, fault, times=2)

    message = refused(APP, proxy.url)

    assert message.startswith(says)
    assert "ghs_" not in message
    assert len(proxy.writes()) <= 1


@pytest.mark.parametrize(
    ("fault", "everywhere"),
    [
        (no(401, "A JSON web token could not be decoded"), True),
        (no(404, "Integration not found"), True),
        (no(404, "Not Found"), False),
        (no(403, "This installation has been suspended"), False),
    ],
)
def test_what_is_wrong_everywhere_ends_a_run(proxy: Proxy, fault: Fault, *, everywhere: bool) -> None:
    """And what is wrong at one organisation leaves the others."""
    proxy.fail(TOKENS, fault)
    with pytest.raises(TrackerError) as raised:
        _ = made_of(APP, proxy.url).auth("example-org").token
    assert isinstance(raised.value, Unavailable) == everywhere


def test_the_clocks_of_both_are_in_the_message(proxy: Proxy) -> None:
    proxy.fail("GET", no(401, "'Expiration time' claim ('exp') must be a numeric value"))
    today = f"{datetime.now(UTC):%a, %d %b %Y}"
    assert refused(APP, proxy.url).count(today) == 2


def test_a_server_that_cannot_be_reached_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    message = refused(APP, f"http://127.0.0.1:{port}")
    assert message.startswith(f"GitHub cannot be reached at http://127.0.0.1:{port} for a token for example-org: ")
    assert "Connection refused" in message


@pytest.mark.parametrize("fault", [instead(502), instead(503, headers={"Retry-After": "some hours"}), DROP_BEFORE])
def test_a_lookup_is_repeated(proxy: Proxy, fault: Fault) -> None:
    proxy.fail("GET", fault, times=3)
    assert made_of(APP, proxy.url).auth("example-org").token


def test_a_request_for_a_token_is_not_repeated(proxy: Proxy) -> None:
    auth = made_of(APP, proxy.url).auth("example-org")
    proxy.fail(TOKENS, after(502))

    with pytest.raises(TrackerError):
        _ = auth.token
    assert len(proxy.writes()) == 1

    assert auth.token
    assert proxy.requests.count("GET /orgs/example-org/installation") == 1
