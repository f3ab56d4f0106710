"""A repository at GitHub, with a branch that wants more than it may, and the events that GitHub makes of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import example
from tests.workflows.api import Api, served
from tests.workflows.runner import REPOSITORY, Runner

SECRET = "ghs_QUOKKA" + 30 * "x"
"""The token that reads the teams' repositories, as a secret of an environment."""
APP_KEY = "-----BEGIN " + "RSA PRIVATE KEY-----QUOKKA"
SECRETS = {
    "POSTMORTEM_READ_TOKEN": SECRET,
    "POSTMORTEM_READ_APP_PRIVATE_KEY": APP_KEY,
    "POSTMORTEM_TOKEN": SECRET,
    "POSTMORTEM_APP_PRIVATE_KEY": APP_KEY,
}
TOKEN = "ghs_of_the_job" + 20 * "y"  # the workflow's own token
FINDING = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"

Start = Callable[..., Runner]


@pytest.fixture(scope="session")
def served_api() -> Iterator[Api]:
    with served() as api:
        Runner.api = api.url
        yield api


@pytest.fixture(scope="module", autouse=True)
def api(served_api: Api) -> Api:
    """What GitHub's API tells the tool; without answers, it sees no pull request and no team."""
    served_api.answers.clear()
    return served_api


def git(root: Path, *arguments: str) -> str:
    own = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    return subprocess.run(
        ["git", "-C", str(root), *own, *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """The repository, on main."""
    root = example.write(tmp_path / "origin")
    example.write(root, {".github/postmortem/requirements.txt": "attrs==26.1.0\n"})
    finding = root / FINDING
    finding.write_text(example.changed(finding.read_text(), "tlp: amber"))
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    return root


def commit(root: Path) -> str:
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message=Change")
    return git(root, "rev-parse", "HEAD")


def branch(root: Path, tree: dict[str, str]) -> None:
    """A branch with these files, or without them where the text is empty."""
    git(root, "checkout", "--quiet", "-b", "branch")
    for path, text in tree.items():
        if text:
            example.write(root, {path: text})
        else:
            (root / path).unlink()
    commit(root)
    git(root, "checkout", "--quiet", "main")


def repository(*, public: bool) -> dict[str, Any]:
    return {"private": not public, "visibility": "public" if public else "private", "default_branch": "main"}


@pytest.fixture
def pull_request(origin: Path, tmp_path: Path, commands: Path) -> Start:
    """The run of a job of a pull request's workflow, which has no secret."""

    def start(*labels: str, public: bool = False) -> Runner:
        head = git(origin, "rev-parse", "branch")
        event = {
            "pull_request": {"base": {"ref": "main"}, "labels": [{"name": label} for label in labels]},
            "repository": repository(public=public),
        }
        github = {"sha": head, "token": TOKEN, "event": event, "repository": REPOSITORY}
        return Runner(tmp_path / "run", origin, github, commands=commands)

    return start


@pytest.fixture
def after_check(origin: Path, tmp_path: Path, commands: Path) -> Start:
    """The run of plan.yml after the check of a pull request, of this repository or a `fork`."""

    def start(
        labelled: dict[str, str] | None = None, role: str = "", *, fork: bool = False, public: bool = False
    ) -> Runner:
        head = git(origin, "rev-parse", "branch")
        whose = "somebody/postmortems" if fork else REPOSITORY
        run = {
            "event": "pull_request",
            "head_sha": head,
            "head_branch": "branch",
            "head_repository": {"full_name": whose},
        }
        github = {
            "sha": git(origin, "rev-parse", "main"),
            "token": TOKEN,
            "repository": REPOSITORY,
            "server_url": "https://github.com",
            "run_id": 7,
            "event": {"workflow_run": run, "repository": repository(public=public)},
        }
        pulls = [{"number": 3, "state": "open", "head": {"sha": head, "repo": {"full_name": REPOSITORY}}}]
        events = [
            {"event": "labeled", "label": {"name": label}, "actor": {"login": who}}
            for label, who in (labelled or {}).items()
        ]
        answers = {
            f"commits/{head}/pulls": pulls,
            "issues/3/events": events,
            "issues/3/comments": [],
            **{f"collaborators/{who}/permission": {"role_name": role} for who in (labelled or {}).values()},
        }
        return Runner(tmp_path / "run", origin, github, SECRETS, {}, answers, commands=commands)

    return start


@pytest.fixture
def on_main(origin: Path, tmp_path: Path, commands: Path) -> Start:
    """A run on main, after a push or on a `schedule`."""

    def start(schedule: str = "", pages: dict[str, Any] | None = None, *, public: bool = False) -> Runner:
        event = {"schedule": schedule, "repository": repository(public=public)}
        github = {"sha": git(origin, "rev-parse", "main"), "token": TOKEN, "event": event, "repository": REPOSITORY}
        return Runner(tmp_path / "run", origin, github, SECRETS, {}, {"pages": pages or {}}, commands=commands)

    return start
