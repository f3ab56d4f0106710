"""Who the pipeline is at GitHub, as the environment says it: a token or an App; what does not fit is refused."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.tracking.tracker import TrackerError
from tests.tracking.credentials import APP, CURVE, RSA, made_of, pem, refused
from tests.tracking.proxy import Proxy
from tests.tracking.server import app_key


def test_a_token_is_the_same_everywhere() -> None:
    credentials = made_of({"GITHUB_TOKEN": "ghp_1"})

    assert credentials.name == "GITHUB_TOKEN"
    assert credentials.auth("example-org").token == credentials.auth("example-lab").token == "ghp_1"  # noqa: S105  # made up


def test_the_app_wins_over_the_token() -> None:
    assert made_of({"GITHUB_TOKEN": "ghp_1", **APP}).name == "the GitHub App 4711"


def test_settings_that_are_empty_are_none() -> None:
    """So workflows can pass every secret on, whichever are set."""
    empty = {"GITHUB_APP_ID": "", "GITHUB_APP_PRIVATE_KEY": "", "GITHUB_APP_PRIVATE_KEY_FILE": ""}
    assert made_of({**empty, "GITHUB_TOKEN": "ghp_1"}).name == "GITHUB_TOKEN"
    assert refused({**empty, "GITHUB_TOKEN": ""}).startswith("set GITHUB_TOKEN to a token that may read and write")


@pytest.mark.parametrize("key", [app_key().replace("\n", "\\n"), app_key().replace("\n", "\r\n"), f"\n{app_key()}\n\n"])
def test_the_key_may_come_as_stores_of_secrets_give_it(proxy: Proxy, key: str) -> None:
    assert made_of({**APP, "GITHUB_APP_PRIVATE_KEY": key}, proxy.url).auth("example-org").token


def test_the_key_may_be_a_file(proxy: Proxy, tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text(app_key())
    settings = {"GITHUB_APP_ID": "4711", "GITHUB_APP_PRIVATE_KEY_FILE": str(tmp_path / "app.pem")}

    assert made_of(settings, proxy.url).auth("example-org").token


@pytest.mark.parametrize("token", [" ghp_1", "ghp_1\n", "ghp 1", "ghp_\u00fc"])
def test_a_token_that_cannot_be_one_is_refused(token: str) -> None:
    assert (
        refused({"GITHUB_TOKEN": token})
        == "GITHUB_TOKEN contains a space or another character that is not allowed in a token"
    )


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"GITHUB_APP_ID": "4711"}, "GITHUB_APP_ID is set: also set either GITHUB_APP_PRIVATE_KEY and"),
        ({**APP, "GITHUB_APP_PRIVATE_KEY_FILE": "/k.pem"}, "GITHUB_APP_ID is set: also set either"),
        ({"GITHUB_APP_ID": "4711", "GITHUB_TOKEN": "ghp_1"}, "GITHUB_APP_ID is set: also set either"),
        ({"GITHUB_APP_PRIVATE_KEY": app_key()}, "the key of a GitHub App is set, but GITHUB_APP_ID is not"),
        ({"GITHUB_APP_PRIVATE_KEY_FILE": "/k.pem"}, "the key of a GitHub App is set, but GITHUB_APP_ID is not"),
        ({**APP, "GITHUB_APP_ID": app_key()}, "GITHUB_APP_ID must be an App's id"),
        ({**APP, "GITHUB_APP_ID": "ghp_aTokenThatIsNoId"}, "GITHUB_APP_ID must be an App's id"),
    ],
)
def test_settings_that_do_not_fit_are_refused(environment: dict[str, str], says: str) -> None:
    assert refused(environment).startswith(says)


@pytest.mark.parametrize("app_id", ["4711", "4711\n", "Iv1.8a61f9b3a7aba766", "Iv23liAbCdEfGhIjKlMn"])
def test_an_app_has_an_id_or_a_client_id(app_id: str) -> None:
    assert made_of({**APP, "GITHUB_APP_ID": app_id}).name == f"the GitHub App {app_id.strip()}"


def on_a_curve_that_nobody_uses(key: ec.EllipticCurvePrivateKey) -> str:
    """The key, said to be on prime239v3 and not on prime256v1."""
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    text = b64encode(der.replace(bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030106"))).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("secret-that-is-no-key", "is not a complete private key in PEM format"),
        (app_key()[:400], "is not a complete private key in PEM format"),
        (
            RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
            "is not a complete private key in PEM format",
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
        made_of({**APP, "GITHUB_APP_PRIVATE_KEY": key})


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/nowhere/app.pem", "No such file or directory"),
        ("k" * 300, "File name too long"),
        ("/", "Is a directory"),
        ("a\0b", "it is not a path"),
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
    assert refused(settings, url).startswith("GITHUB_API_URL must start with https://")
