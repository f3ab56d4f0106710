"""The tokens of an App: one for each organisation, with the least permissions, renewed in time."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from github import GithubException

from tests.tracking.credentials import APP, NEW, TOKENS, a_token, client, made_of
from tests.tracking.proxy import Proxy
from tests.tracking.server import Server


def test_each_organisation_has_its_own_token(proxy: Proxy) -> None:
    credentials = made_of(APP, proxy.url)

    with client(credentials, "example-org", proxy.url) as org, client(credentials, "example-lab", proxy.url) as lab:
        issue = org("POST", "/repos/example-org/identity/issues", NEW)
        lab("POST", "/repos/example-lab/identity/issues", NEW)
        with pytest.raises(GithubException, match="403"):
            lab("GET", "/repos/example-org/identity")

    assert issue["user"]["type"] == "Bot"
    assert len([line for line in proxy.requests if line.startswith(TOKENS)]) == 2


def test_nothing_is_sent_before_a_token_is_needed(proxy: Proxy) -> None:
    auth = made_of(APP, proxy.url).auth("example-org")
    assert proxy.requests == []

    assert auth.token == auth.token
    assert proxy.requests == ["GET /orgs/example-org/installation", "POST /app/installations/1/access_tokens"]


def test_an_organisation_has_one_auth(proxy: Proxy) -> None:
    credentials = made_of(APP, proxy.url)
    assert credentials.auth("example-org").token == credentials.auth("example-org").token
    assert len(proxy.requests) == 2


def test_a_user_has_a_token_too(proxy: Proxy) -> None:
    assert made_of(APP, proxy.url).auth("dana").token
    assert proxy.requests[:2] == ["GET /orgs/dana/installation", "GET /users/dana/installation"]


def test_an_enterprise_server_has_its_api_below_a_path(server: Server) -> None:
    with Proxy(server.port, "/api/v3") as proxy:
        assert made_of(APP, f"{proxy.url}/").auth("example-org").token


@pytest.mark.parametrize(("write", "issues"), [(True, "write"), (False, "read")])
def test_the_token_gets_the_least_permissions(proxy: Proxy, *, write: bool, issues: str) -> None:
    """Although the App may write contents too."""
    auth = made_of(APP, proxy.url, write=write).auth("example-org")

    assert auth.token
    assert json.loads(proxy.bodies[-1]) == {"permissions": {"metadata": "read", "issues": issues}}


def test_a_plan_needs_no_more_than_reading(proxy: Proxy) -> None:
    assert made_of(APP, proxy.url, write=False).auth("example-readers").token


def test_a_plan_cannot_write(proxy: Proxy) -> None:
    with client(made_of(APP, proxy.url, write=False), "example-org", proxy.url) as org:
        assert org("GET", "/repos/example-org/identity/issues") is not None
        with pytest.raises(GithubException, match="403"):
            org("POST", "/repos/example-org/identity/issues", NEW)


@pytest.mark.parametrize("minutes", [-60, 0, 9])
def test_a_token_that_ends_soon_is_renewed_while_running(proxy: Proxy, minutes: int) -> None:
    credentials = made_of(APP, proxy.url)
    proxy.fail(TOKENS, a_token("ghs_ends-soon", timedelta(minutes=minutes)))
    assert credentials.auth("example-org").token == "ghs_ends-soon"  # noqa: S105  # made up

    with client(credentials, "example-org", proxy.url) as org:
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

    assert made_of(APP, proxy.url).auth("example-org").token
