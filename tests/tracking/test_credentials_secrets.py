"""No log, no repr and no traceback shows a token, the App's key or what it signed."""

from __future__ import annotations

import logging
import traceback

import pytest

from pipeline.tracking.tracker import TrackerError
from tests.tracking.credentials import APP, NEW, TOKENS, assert_keyless, client, made_of
from tests.tracking.proxy import Proxy, instead


def test_no_log_has_a_secret(
    proxy: Proxy, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "github")
    credentials = made_of(APP, proxy.url)

    with client(credentials, "example-org", proxy.url) as org:
        org("POST", "/repos/example-org/identity/issues", NEW)

    assert {"github.Requester", "urllib3.connectionpool"} <= {record.name for record in caplog.records}
    assert "/access_tokens" in caplog.text
    assert credentials.auth("example-org").token not in caplog.text
    assert "ghs_" not in caplog.text
    assert capsys.readouterr() == ("", "")
    assert_keyless(caplog.text)


def test_no_repr_has_a_secret(proxy: Proxy) -> None:
    app, token = made_of(APP, proxy.url), made_of({"GITHUB_TOKEN": "ghp_1"})
    auth = app.auth("example-org")
    assert auth.token

    shown = " ".join(map(repr, (app, auth, *vars(auth).values(), token, token.auth("example-org"))))
    assert "ghp_1" not in shown
    assert auth.token not in shown
    assert_keyless(shown)


def test_no_failure_of_a_request_that_carries_the_token_shows_it(proxy: Proxy) -> None:
    """PyGithub asks for the token within its own request: the error comes out of there as it is."""
    proxy.fail(TOKENS, instead(403, {"message": "This installation has been suspended"}))
    with client(made_of(APP, proxy.url), "example-org", proxy.url) as org, pytest.raises(TrackerError) as raised:
        org("GET", "/repos/example-org/identity")

    text = "".join(traceback.format_exception(raised.value))
    assert "is suspended in example-org" in text
    assert_keyless(text)
    assert not [line for line in proxy.requests if "/repos/" in line]
