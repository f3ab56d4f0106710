"""Who the pipeline is at GitHub: a token, or an App with a token for each organisation; and no secret in any text."""

from __future__ import annotations

import json
import logging
import socket
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from github import Github, GithubException
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.tracking.access import Access, access_from
from pipeline.tracking.tracker import TrackerError, Unavailable
from tests.tracking.proxy import DROP_AFTER, DROP_BEFORE, Fault, Proxy, after, instead
from tests.tracking.server import APP_ID, Server, app_key

HERE = "http://127.0.0.1:9"
APP = {"GITHUB_APP_ID": str(APP_ID), "GITHUB_APP_PRIVATE_KEY": app_key()}
TOKENS = "POST /app/installations"
NEW = {"title": "Expire tokens"}


def access(environment: dict[str, str], url: str = HERE, *, write: bool = True) -> Access:
    return access_from(environment, url, write=write, timeout_seconds=30, seconds_between_retries=0)


@contextmanager
def client(granted: Access, organisation: str, url: str) -> Iterator[Callable[..., Any]]:
    """PyGithub's way to send the organisation's requests."""
    opened = Github(
        auth=granted.auth(organisation),
        base_url=url,
        retry=None,
        seconds_between_requests=0,
        seconds_between_writes=0,
    )
    yield lambda method, path, body=None: opened.requester.requestJsonAndCheck(method, path, input=body)[1]
    opened.close()


def a_token(text: str = "ghs_of-the-proxy", lasts: timedelta = timedelta(hours=1), issues: str = "write") -> Fault:
    """What GitHub answers when it gives an installation's token."""
    end = f"{datetime.now(UTC) + lasts:%Y-%m-%dT%H:%M:%SZ}"
    return instead(201, {"token": text, "expires_at": end, "permissions": {"metadata": "read", "issues": issues}})


def refused(environment: dict[str, str], url: str = HERE, organisation: str = "example-org") -> str:
    """What the error says, its traceback and what is chained to it included, or the test fails."""
    with pytest.raises(TrackerError) as raised:
        _ = access(environment, url).auth(organisation).token
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    text = "".join(traceback.format_exception(raised.value))
    for value in environment.values():
        assert len(value) < 10 or value not in text
    assert_keyless(text)
    return str(raised.value)


def assert_keyless(text: str) -> None:
    """No line of the App's key, and nothing it signed, which begins with what {" is in Base64."""
    assert not [line for line in app_key().splitlines()[1:-1] if line in text]
    assert "eyJ" not in text


# The settings


def test_a_token_is_the_same_everywhere() -> None:
    granted = access({"GITHUB_TOKEN": "ghp_1"})

    assert granted.credential == "GITHUB_TOKEN"
    assert granted.auth("example-org").token == granted.auth("example-lab").token == "ghp_1"  # noqa: S105


def test_the_app_wins_over_the_token() -> None:
    assert access({"GITHUB_TOKEN": "ghp_1", **APP}).credential == "the GitHub App 4711"


def test_settings_that_are_empty_are_none() -> None:
    """So workflows can pass every secret on, whichever are set."""
    empty = {"GITHUB_APP_ID": "", "GITHUB_APP_PRIVATE_KEY": "", "GITHUB_APP_PRIVATE_KEY_FILE": ""}
    assert access({**empty, "GITHUB_TOKEN": "ghp_1"}).credential == "GITHUB_TOKEN"
    assert refused({**empty, "GITHUB_TOKEN": ""}).startswith("set GITHUB_TOKEN to a token that may read and write")


@pytest.mark.parametrize("key", [app_key().replace("\n", "\\n"), app_key().replace("\n", "\r\n"), f"\n{app_key()}\n\n"])
def test_the_key_may_come_as_stores_of_secrets_give_it(proxy: Proxy, key: str) -> None:
    assert access({**APP, "GITHUB_APP_PRIVATE_KEY": key}, proxy.url).auth("example-org").token


def test_the_key_may_be_a_file(proxy: Proxy, tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text(app_key())
    settings = {"GITHUB_APP_ID": "4711", "GITHUB_APP_PRIVATE_KEY_FILE": str(tmp_path / "app.pem")}

    assert access(settings, proxy.url).auth("example-org").token


@pytest.mark.parametrize("token", [" ghp_1", "ghp_1\n", "ghp 1", "ghp_\u00fc"])
def test_a_token_that_cannot_be_one_is_refused(token: str) -> None:
    assert refused({"GITHUB_TOKEN": token}) == "GITHUB_TOKEN has spaces or other characters that no token has"


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"GITHUB_APP_ID": "4711"}, "GITHUB_APP_ID is set: set one of GITHUB_APP_PRIVATE_KEY and"),
        ({**APP, "GITHUB_APP_PRIVATE_KEY_FILE": "/k.pem"}, "GITHUB_APP_ID is set: set one of"),
        ({"GITHUB_APP_ID": "4711", "GITHUB_TOKEN": "ghp_1"}, "GITHUB_APP_ID is set: set one of"),
        ({"GITHUB_APP_PRIVATE_KEY": app_key()}, "the key of a GitHub App is set and GITHUB_APP_ID is not"),
        ({"GITHUB_APP_PRIVATE_KEY_FILE": "/k.pem"}, "the key of a GitHub App is set and GITHUB_APP_ID is not"),
        ({**APP, "GITHUB_APP_ID": app_key()}, "GITHUB_APP_ID is neither an App's id"),
        ({**APP, "GITHUB_APP_ID": "ghp_aTokenThatIsNoId"}, "GITHUB_APP_ID is neither an App's id"),
    ],
)
def test_settings_that_do_not_fit_are_refused(environment: dict[str, str], says: str) -> None:
    assert refused(environment).startswith(says)


@pytest.mark.parametrize("app_id", ["4711", "4711\n", "Iv1.8a61f9b3a7aba766", "Iv23liAbCdEfGhIjKlMn"])
def test_an_app_has_an_id_or_a_client_id(app_id: str) -> None:
    assert access({**APP, "GITHUB_APP_ID": app_id}).credential == f"the GitHub App {app_id.strip()}"


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, how: KeySerializationEncryption) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how).decode()


def on_a_curve_that_nobody_uses(key: ec.EllipticCurvePrivateKey) -> str:
    """The key, said to be on prime239v3 and not on prime256v1."""
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    text = b64encode(der.replace(bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030106"))).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"


RSA, CURVE = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("secret-that-is-no-key", "is not a private key in PEM, or not all of one"),
        (app_key()[:400], "is not a private key in PEM, or not all of one"),
        (
            RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
            "is not a private key in PEM, or not all of one",
        ),
        (pem(RSA, BestAvailableEncryption(b"word")), "has a passphrase"),
        (pem(CURVE, NoEncryption()), "is not an RSA key"),
        (on_a_curve_that_nobody_uses(CURVE), "is not an RSA key"),
    ],
)
def test_a_key_that_is_none_of_an_app_is_refused(tmp_path: Path, key: str, says: str) -> None:
    (tmp_path / "app.pem").write_text(key)

    assert refused({**APP, "GITHUB_APP_PRIVATE_KEY": key}).startswith(f"GITHUB_APP_PRIVATE_KEY {says}")
    settings = {"GITHUB_APP_ID": "4711", "GITHUB_APP_PRIVATE_KEY_FILE": str(tmp_path / "app.pem")}
    assert refused(settings).startswith(f"the file that GITHUB_APP_PRIVATE_KEY_FILE names {says}")


@given(st.text(st.characters(exclude_categories=[]), min_size=1))
@example("\udcff")  # what is no UTF-8, as the environment gives it
def test_no_key_whatever_it_is_ends_in_a_traceback(key: str) -> None:
    with pytest.raises(TrackerError, match=r"^GITHUB_APP_PRIVATE_KEY is not a private key"):
        access({**APP, "GITHUB_APP_PRIVATE_KEY": key})


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/nowhere/app.pem", "No such file or directory"),
        ("k" * 300, "File name too long"),
        ("/", "Is a directory"),
        ("a\0b", "it is no path"),
    ],
)
def test_a_key_file_that_cannot_be_read_is_refused(path: str, says: str) -> None:
    settings = {"GITHUB_APP_ID": "4711", "GITHUB_APP_PRIVATE_KEY_FILE": path}
    assert refused(settings) == f"the file that GITHUB_APP_PRIVATE_KEY_FILE names cannot be read: {says}"


def test_a_key_where_its_file_belongs_is_not_shown() -> None:
    message = refused({"GITHUB_APP_ID": "4711", "GITHUB_APP_PRIVATE_KEY_FILE": app_key()})
    assert message.startswith("the file that GITHUB_APP_PRIVATE_KEY_FILE names cannot be read")


@pytest.mark.parametrize("url", ["http://github.example.org/api/v3", "ftp://127.0.0.1", "github.example.org"])
@pytest.mark.parametrize("settings", [APP, {"GITHUB_TOKEN": "ghp_1"}], ids=["app", "token"])
def test_nothing_secret_is_sent_in_the_clear(settings: dict[str, str], url: str) -> None:
    assert refused(settings, url).startswith("GITHUB_API_URL has to begin with https://")


# The tokens


def test_each_organisation_has_its_own_token(proxy: Proxy) -> None:
    granted = access(APP, proxy.url)

    with client(granted, "example-org", proxy.url) as org, client(granted, "example-lab", proxy.url) as lab:
        issue = org("POST", "/repos/example-org/identity/issues", NEW)
        lab("POST", "/repos/example-lab/identity/issues", NEW)
        with pytest.raises(GithubException, match="403"):
            lab("GET", "/repos/example-org/identity")

    assert issue["user"]["type"] == "Bot"
    assert len([line for line in proxy.requests if line.startswith(TOKENS)]) == 2


def test_nothing_is_sent_before_a_token_is_needed(proxy: Proxy) -> None:
    auth = access(APP, proxy.url).auth("example-org")
    assert proxy.requests == []

    assert auth.token == auth.token
    assert proxy.requests == ["GET /orgs/example-org/installation", "POST /app/installations/1/access_tokens"]


def test_an_organisation_has_one_auth(proxy: Proxy) -> None:
    granted = access(APP, proxy.url)
    assert granted.auth("example-org").token == granted.auth("example-org").token
    assert len(proxy.requests) == 2


def test_a_user_has_a_token_too(proxy: Proxy) -> None:
    assert access(APP, proxy.url).auth("dana").token
    assert proxy.requests[:2] == ["GET /orgs/dana/installation", "GET /users/dana/installation"]


def test_an_enterprise_server_has_its_api_below_a_path(server: Server) -> None:
    with Proxy(server.port, "/api/v3") as proxy:
        assert access(APP, f"{proxy.url}/").auth("example-org").token


@pytest.mark.parametrize(("write", "issues"), [(True, "write"), (False, "read")])
def test_the_token_gets_the_least_permissions(proxy: Proxy, write: bool, issues: str) -> None:  # noqa: FBT001
    """Although the App may write contents too."""
    auth = access(APP, proxy.url, write=write).auth("example-org")

    assert auth.token
    assert json.loads(proxy.bodies[-1]) == {"permissions": {"metadata": "read", "issues": issues}}


def test_a_plan_needs_no_more_than_reading(proxy: Proxy) -> None:
    assert access(APP, proxy.url, write=False).auth("example-readers").token


def test_a_plan_cannot_write(proxy: Proxy) -> None:
    with client(access(APP, proxy.url, write=False), "example-org", proxy.url) as org:
        assert org("GET", "/repos/example-org/identity/issues") is not None
        with pytest.raises(GithubException, match="403"):
            org("POST", "/repos/example-org/identity/issues", NEW)


@pytest.mark.parametrize("minutes", [-60, 0, 9])
def test_a_token_that_ends_soon_is_renewed_while_running(proxy: Proxy, minutes: int) -> None:
    granted = access(APP, proxy.url)
    proxy.fail(TOKENS, a_token("ghs_ends-soon", timedelta(minutes=minutes)))
    assert granted.auth("example-org").token == "ghs_ends-soon"  # noqa: S105

    with client(granted, "example-org", proxy.url) as org:
        org("GET", "/repos/example-org/identity")
        org("POST", "/repos/example-org/identity/issues", NEW)

    assert proxy.requests == [
        "GET /orgs/example-org/installation",
        "POST /app/installations/1/access_tokens",
        "POST /app/installations/1/access_tokens",
        "GET /repos/example-org/identity",
        "POST /repos/example-org/identity/issues",
    ]


def test_a_netrc_does_not_take_the_signatures_place(
    proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    assert access(APP, proxy.url).auth("example-org").token


# What goes wrong


def test_where_the_app_is_not_installed_it_says_so(proxy: Proxy) -> None:
    assert refused(APP, proxy.url, "example-elsewhere").startswith(
        "the GitHub App 4711 is not installed at example-elsewhere: install it there, with Issues: read and write,"
    )


def test_a_name_stays_one_part_of_the_address(proxy: Proxy) -> None:
    refused(APP, proxy.url, "../app")
    assert proxy.requests == ["GET /orgs/..%2Fapp/installation", "GET /users/..%2Fapp/installation"]


def test_an_app_that_lacks_a_permission_is_told_which(proxy: Proxy) -> None:
    assert refused(APP, proxy.url, "example-readers") == (
        "the GitHub App 4711 lacks a permission at example-readers: give it Issues: read and write in its settings, and"
        " have an owner there accept that; GitHub says (422): The permissions requested are not granted to this"
        " installation."
    )


def test_a_token_that_may_do_less_than_was_asked_is_not_used(proxy: Proxy) -> None:
    proxy.fail(TOKENS, a_token(issues="read"))
    assert refused(APP, proxy.url).startswith("the GitHub App 4711 lacks a permission at example-org")


def test_a_key_of_another_app_is_named(proxy: Proxy) -> None:
    other = {**APP, "GITHUB_APP_PRIVATE_KEY": pem(RSA, NoEncryption())}
    assert refused(other, proxy.url).startswith("GitHub does not accept the key of the GitHub App 4711: it was deleted")


INSTALLATION = {"id": 1, "suspended_at": None}


@pytest.mark.parametrize(
    ("request_line", "fault", "says"),
    [
        (
            "GET",
            instead(401, {"message": "A JSON web token could not be decoded"}),
            "GitHub does not accept the key of the GitHub App 4711",
        ),
        (
            "GET",
            instead(401, {"message": "'Expiration time' claim ('exp') is too far in the future"}),
            "GitHub does not accept the time at which the GitHub App 4711 signed: this machine's clock says",
        ),
        (
            "GET",
            instead(404, {"message": "Integration not found"}),
            "there is no GitHub App 4711 at http://127.0.0.1",
        ),
        (
            "GET",
            instead(200, {**INSTALLATION, "suspended_at": "2026-02-10T09:00:00Z"}),
            "the GitHub App 4711 is suspended at example-org: have an owner there unsuspend it",
        ),
        (
            "POST",
            instead(403, {"message": "This installation has been suspended"}),
            "the GitHub App 4711 is suspended at example-org: have an owner there unsuspend it",
        ),
        (
            "POST",
            instead(403, {"message": "the organization has an IP allow list"}),
            "the GitHub App 4711 may not do this in example-org (403)",
        ),
        (
            "POST",
            instead(403, {"message": "You have exceeded a secondary rate limit"}, {"Retry-After": "60"}),
            "GitHub's rate limit is reached at example-org (403): run again after",
        ),
        (
            "POST",
            instead(404, {"message": "Not Found"}),
            "the GitHub App 4711 is not installed at example-org",
        ),
        ("POST", instead(401, "<html>"), "GitHub does not accept the key of the GitHub App 4711"),
        ("POST", instead(502, "<html>"), "GitHub fails, asked for a token for example-org: run again later"),
        ("POST", DROP_BEFORE, "GitHub cannot be reached at http://127.0.0.1"),
        ("POST", DROP_AFTER, "GitHub cannot be reached at http://127.0.0.1"),
        ("GET", instead(301, {"message": "Moved Permanently"}, {"Location": "/organizations/1"}), "http://127.0.0.1"),
        ("GET", instead(200, "<html>"), "http://127.0.0.1"),
        ("GET", instead(200, []), "http://127.0.0.1"),
        ("GET", instead(200, {"suspended_at": None}), "http://127.0.0.1"),
        ("POST", instead(201, {"token": "ghs_1"}), "http://127.0.0.1"),
        ("POST", instead(201, {"token": "ghs_1", "expires_at": "2026-02-10T09:00:00"}), "http://127.0.0.1"),
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
        (instead(401, {"message": "A JSON web token could not be decoded"}), True),
        (instead(404, {"message": "Integration not found"}), True),
        (instead(404, {"message": "Not Found"}), False),
        (instead(403, {"message": "This installation has been suspended"}), False),
    ],
)
def test_what_is_wrong_everywhere_ends_a_run(proxy: Proxy, fault: Fault, everywhere: bool) -> None:  # noqa: FBT001
    """And what is wrong at one organisation leaves the others."""
    proxy.fail(TOKENS, fault)
    with pytest.raises(TrackerError) as raised:
        _ = access(APP, proxy.url).auth("example-org").token
    assert isinstance(raised.value, Unavailable) == everywhere


def test_the_clocks_of_both_are_in_the_message(proxy: Proxy) -> None:
    proxy.fail("GET", instead(401, {"message": "'Expiration time' claim ('exp') must be a numeric value"}))
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
    assert access(APP, proxy.url).auth("example-org").token


def test_a_request_for_a_token_is_not_repeated(proxy: Proxy) -> None:
    auth = access(APP, proxy.url).auth("example-org")
    proxy.fail(TOKENS, after(502))

    with pytest.raises(TrackerError):
        _ = auth.token
    assert len(proxy.writes()) == 1

    assert auth.token
    assert proxy.requests.count("GET /orgs/example-org/installation") == 1


# What is secret


def test_no_log_has_a_secret(
    proxy: Proxy, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "github")
    granted = access(APP, proxy.url)

    with client(granted, "example-org", proxy.url) as org:
        org("POST", "/repos/example-org/identity/issues", NEW)

    assert {"github.Requester", "urllib3.connectionpool"} <= {record.name for record in caplog.records}
    assert "/access_tokens" in caplog.text
    assert granted.auth("example-org").token not in caplog.text
    assert "ghs_" not in caplog.text
    assert capsys.readouterr() == ("", "")
    assert_keyless(caplog.text)


def test_no_repr_has_a_secret(proxy: Proxy) -> None:
    app, token = access(APP, proxy.url), access({"GITHUB_TOKEN": "ghp_1"})
    auth = app.auth("example-org")
    assert auth.token

    shown = " ".join(map(repr, (app, auth, vars(auth).get("_get"), token, token.auth("example-org"))))
    assert "ghp_1" not in shown
    assert auth.token not in shown
    assert_keyless(shown)


def test_no_failure_of_a_request_that_carries_the_token_shows_it(proxy: Proxy) -> None:
    """PyGithub asks for the token within its own request: the error comes out of there as it is."""
    proxy.fail(TOKENS, instead(403, {"message": "This installation has been suspended"}))
    with client(access(APP, proxy.url), "example-org", proxy.url) as org, pytest.raises(TrackerError) as raised:
        org("GET", "/repos/example-org/identity")

    text = "".join(traceback.format_exception(raised.value))
    assert "is suspended at example-org" in text
    assert_keyless(text)
    assert not [line for line in proxy.requests if "/repos/" in line]
