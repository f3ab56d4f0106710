"""The credentials for GitHub that the environment gives: a token, or a GitHub App's key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from github.Auth import AppAuth, Auth, Token

from pipeline.tracking.github.app import GitHubApp, is_token
from pipeline.tracking.github.connection import Connection
from pipeline.tracking.tracker import TrackerError

_TOKEN = "GITHUB_TOKEN"  # noqa: S105  # the setting's name
_ID = "GITHUB_APP_ID"
_KEY = "GITHUB_APP_PRIVATE_KEY"
_KEY_FILE = "GITHUB_APP_PRIVATE_KEY_FILE"

_APP_ID = re.compile(r"[0-9]{1,20}|Iv[0-9A-Za-z.]{1,60}")
"""An App's id, or its client id. Messages show it: a token or a key, put there by mistake, does not pass."""

_TO_READ_REVIEWS = {"pull_requests": "read", "members": "read"}

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Credentials(Protocol):
    """What the pipeline authenticates with. Neither messages nor its repr nor a log show a secret."""

    @property
    def name(self) -> str:
        """What messages call them: GITHUB_TOKEN, or the GitHub App 12345."""

    def auth(self, organisation: str) -> Auth:
        """What requests about the repositories of this organisation, or user, carry.

        Sends nothing yet: PyGithub asks it for the token at each request, and an App creates one where it has none
        that lasts. Raises TrackerError from that request where GitHub refuses.
        """


def credentials_from(
    environment: Mapping[str, str], connection: Connection, *, write: bool, reviews: bool = False
) -> Credentials:
    """The credentials that these settings give: an App's rather than a token; an empty setting counts as unset.

    `write` is whether issues are to be changed, `reviews` whether reviews and the members of teams are to be read
    in place of issues. Sends nothing. Raises TrackerError, which names the setting and shows
    no part of a secret.
    """
    address = urlsplit(connection.url)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOOPBACK):
        raise TrackerError(
            f"GITHUB_API_URL must start with https://, or the token could be intercepted: {connection.base_url}"
        )
    if any(environment.get(name) for name in (_ID, _KEY, _KEY_FILE)):
        issues = {"issues": "write" if write else "read"}
        return GitHubApp(_app(environment), connection, _TO_READ_REVIEWS if reviews else issues)
    token = environment.get(_TOKEN, "")
    if not token:
        raise TrackerError(
            f"set {_TOKEN} to a token that may read and write issues, or {_ID} and {_KEY} to those of a GitHub App"
            " that may; or use --tracker local"
        )
    if not is_token(token):
        raise TrackerError(f"{_TOKEN} contains a space or another character that is not allowed in a token")
    return _OneToken(token)


class _OneToken:
    """The same token for every organisation."""

    name = _TOKEN

    def __init__(self, token: str) -> None:
        self._auth = Token(token)

    def auth(self, organisation: str) -> Auth:  # noqa: ARG002  # the protocol's
        return self._auth


def _app(environment: Mapping[str, str]) -> AppAuth:
    app_id = environment.get(_ID, "").strip()
    if not app_id:
        raise TrackerError(f"the key of a GitHub App is set, but {_ID} is not: set it to the App's id or client id")
    if not _APP_ID.fullmatch(app_id):
        raise TrackerError(f"{_ID} must be an App's id (a number) or its client id (which starts with Iv)")
    key, path = environment.get(_KEY, ""), environment.get(_KEY_FILE, "")
    if bool(key) == bool(path):
        raise TrackerError(f"{_ID} is set: also set either {_KEY} or {_KEY_FILE}, but not both")
    if key:
        return AppAuth(app_id, _rsa_key(key.encode(errors="replace"), _KEY))
    where = f"the file that {_KEY_FILE} names"
    return AppAuth(app_id, _rsa_key(_read(path, where), where))


def _read(path: str, where: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror  # and not the path, which may be the key, put there by mistake
    except ValueError:
        reason = "it is not a path"
    raise TrackerError(f"{where} cannot be read: {reason}")


def _rsa_key(pem: bytes, where: str) -> str:
    r"""The key, with line breaks where a store of secrets has put \n for them."""
    pem = pem.replace(rb"\n", b"\n")
    problem = "is not an RSA key"
    try:
        if isinstance(load_pem_private_key(pem, password=None), RSAPrivateKey):
            return pem.decode()
    except TypeError:
        problem = "has a passphrase"
    except ValueError:
        problem = "is not a complete private key in PEM format"
    except UnsupportedAlgorithm:
        pass
    raise TrackerError(
        f"{where} {problem}: use the whole file that GitHub generated for the App, including its line breaks"
    )
