"""The trackers that the tests run on, and the GitHub behind one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.tracking.github.connection import Connection
from pipeline.tracking.github.credentials import credentials_from
from pipeline.tracking.github.rate_limit import Pause, RateLimiter, sleep
from pipeline.tracking.github.tracker import GitHubTracker
from pipeline.tracking.local import LocalTracker
from pipeline.tracking.tracker import Tracker
from tests.needs import octokit
from tests.tracking.description import Description
from tests.tracking.proxy import Proxy
from tests.tracking.server import TOKEN, Server

LOCAL_PUBLIC, LOCAL_PRIVATE = "example-org/package-index", "example-org/identity"


@pytest.fixture
def server(github_server: Server) -> Server:
    """One GitHub for all tests: make a new target in each."""
    return github_server


@pytest.fixture(scope="session")
def description() -> Description:
    """GitHub's own description of its API."""
    return Description(octokit("openapi") / "generated" / "api.github.com.json")


@pytest.fixture
def proxy(server: Server, description: Description) -> Iterator[Proxy]:
    """A proxy in front of the shared server. What went through it has to be as GitHub describes it."""
    with Proxy(server.port) as running:
        yield running
    description.hold_against(running.exchanges)


def github_tracker(
    url: str,
    timeout_seconds: int = 30,
    pause: Pause = sleep,
    longest_wait_seconds: float = 0,
    seconds_between_writes: float = 0,
) -> GitHubTracker:
    """A tracker that waits only where it is told how long it may."""
    connection = Connection(url, timeout_seconds, seconds_between_retries=0)
    credentials = credentials_from({"GITHUB_TOKEN": TOKEN}, connection, write=True)
    limiter = RateLimiter(seconds_between_writes, pause=pause)
    return GitHubTracker(connection, credentials, limiter, longest_wait_seconds=longest_wait_seconds)


@pytest.fixture
def github(proxy: Proxy) -> Iterator[GitHubTracker]:
    """The GitHub tracker, through the proxy."""
    tracker = github_tracker(proxy.url)
    yield tracker
    tracker.close()


@pytest.fixture(params=["local", "github"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each tracker in turn."""
    return str(request.param)


@pytest.fixture
def tracker(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tracker]:
    """A tracker of either kind."""
    if kind == "github":
        opened: Tracker = github_tracker(request.getfixturevalue("proxy").url)
    else:
        opened = LocalTracker(tmp_path / "issues.sqlite3", public=frozenset({LOCAL_PUBLIC}))
    yield opened
    opened.close()


@pytest.fixture
def target(kind: str, request: pytest.FixtureRequest) -> str:
    """A private repository without issues."""
    return str(request.getfixturevalue("server").new_repository()) if kind == "github" else LOCAL_PRIVATE


@pytest.fixture
def public_target(kind: str, request: pytest.FixtureRequest) -> str:
    """A public repository without issues."""
    return str(request.getfixturevalue("server").new_repository(public=True)) if kind == "github" else LOCAL_PUBLIC
