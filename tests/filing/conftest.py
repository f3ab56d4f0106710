"""The command as its user runs it: a process of its own, against a GitHub over real HTTP."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.tracking.local import LocalTracker
from pipeline.tracking.tracker import Edit, Issue, NewIssue
from tests import example
from tests.conftest import Run
from tests.filing.processes import start
from tests.tracking.server import TOKEN, Server

IDENTITY = "example-org/identity"
DECLINED = "decision: {status: declined, on: 2026-02-02, reason: It costs too much., consulted: [identity]}"


@pytest.fixture
def server(empty_server: Server) -> Server:
    """A GitHub in which the teams' repositories hold nothing yet."""
    return empty_server


def run_on_github(root: Path, url: str, *arguments: str) -> str:
    """What `postmortem`, in a process of its own with GitHub as the tracker, writes to standard output."""
    code, out, err = _ended(root, url, *arguments)
    assert code == 0, err
    return out


def refused_on_github(root: Path, url: str, *arguments: str) -> str:
    """What it writes to standard error before it ends with exit code 2."""
    code, _, err = _ended(root, url, *arguments)
    assert code == 2
    return err


def _ended(root: Path, url: str, *arguments: str) -> tuple[int | None, str, str]:
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        command = ["--root", str(root), "--today", "2026-11-24", "--tracker", "github", *arguments]
        process = start(command, url, TOKEN, str(out), str(err))
        process.join(timeout=120)
        return process.exitcode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")


class Desk:
    """The example repository with its tracker: authors edit files, the team edits issues, the pipeline runs."""

    def __init__(self, root: Path, run: Run) -> None:
        self.root, self.run = root, run
        self.folder = root / "incidents" / example.INCIDENT
        self.finding = self.folder / example.FINDING_PATH

    def write(self, front: str = "", body: str = "") -> None:
        """Change keys and sections of the finding."""
        self.finding.write_text(example.changed(self.finding.read_text(), front, body))

    def apply(self, *options: str) -> str:
        result = self.run("apply", *options)
        assert result.exit_code == 0, result.output
        return str(result.output)

    def plan(self, *options: str) -> Any:
        result = self.run("plan", "--format", "json", *options)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def only_notice(self) -> dict[str, str]:
        """What a plan without a change gives people to see to."""
        plan = self.plan()
        assert plan["changes"] == []
        (notice,) = plan["notices"]
        return {"target": notice["target"], "reason": notice["reason"]}

    @property
    def tracker(self) -> LocalTracker:
        (self.root / ".postmortem").mkdir(exist_ok=True)
        return LocalTracker(self.root / ".postmortem" / "tracker.sqlite")

    def issues(self, repository: str) -> list[Issue]:
        tracker = self.tracker
        try:
            return tracker.issues(repository)
        finally:
            tracker.close()

    def issue(self, repository: str = IDENTITY) -> Issue:
        """The only issue there."""
        (issue,) = self.issues(repository)
        return issue

    def team(self, edit: Edit, repository: str = IDENTITY, number: int = 1) -> None:
        """What somebody of the team does to an issue."""
        tracker = self.tracker
        tracker.edit(repository, number, edit, by_person=True)
        tracker.close()

    def by_hand(self, new: NewIssue, repository: str = IDENTITY) -> Issue:
        """What somebody of the team opens."""
        tracker = self.tracker
        issue = tracker.create(repository, new)
        tracker.close()
        return issue

    def sql(self, statement: str, *values: str | int) -> None:
        """What only the tracker itself can do: delete an issue, or transfer it."""
        with sqlite3.connect(self.root / ".postmortem" / "tracker.sqlite") as database:
            database.execute(statement, values)
        database.close()

    def remove_finding(self) -> None:
        self.finding.unlink()
        readme = self.folder / "README.md"
        response = 'response: {sufficient: {verdict: "yes"}, complete: {verdict: "yes"}}'
        readme.write_text(example.changed(readme.read_text(), response))


@pytest.fixture
def desk(repository: Path, postmortem: Run) -> Desk:
    return Desk(repository, postmortem)


@pytest.fixture
def filed(desk: Desk) -> Iterator[Desk]:
    """The finding is filed; when the test ends, nothing is left to do."""
    desk.apply()
    yield desk
    assert desk.plan()["changes"] == []
