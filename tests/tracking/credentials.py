"""Credentials for GitHub as the tests make them; no refusal, of whatever, may show a secret."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, KeySerializationEncryption, PrivateFormat
from github import Github

from pipeline.tracking.github.connection import Connection
from pipeline.tracking.github.credentials import Credentials, credentials_from
from pipeline.tracking.tracker import TrackerError
from tests.tracking.proxy import Fault, instead
from tests.tracking.server import APP_ID, app_key

HERE = "http://127.0.0.1:9"
APP = {"GITHUB_APP_ID": str(APP_ID), "GITHUB_APP_PRIVATE_KEY": app_key()}
TOKENS = "POST /app/installations"
NEW = {"title": "Expire tokens"}
RSA, CURVE = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())


def made_of(environment: dict[str, str], url: str = HERE, *, write: bool = True) -> Credentials:
    """The credentials that these settings give."""
    return credentials_from(environment, Connection(url, seconds_between_retries=0), write=write)


@contextmanager
def client(credentials: Credentials, organisation: str, url: str) -> Iterator[Callable[..., Any]]:
    """PyGithub's way to send the organisation's requests."""
    opened = Github(
        auth=credentials.auth(organisation),
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
        _ = made_of(environment, url).auth(organisation).token
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


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, how: KeySerializationEncryption) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how).decode()
