"""The same words, looked for in all that a year's reviews write into issues: rounds, what they carry on, reminders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
import yaml

from pipeline.operations import filing, reviewing
from pipeline.operations.progress import Progress
from pipeline.operations.workspace import Workspace
from pipeline.tracking.connect import embedded
from tests.fast_yaml import dump
from tests.leaks.outputs import Files
from tests.leaks.planting import Planting
from tests.leaks.story import CONFIG, TODAY
from tests.leaks.words import Word, leaks

WEEKS = (0, 1, 3)
"""When the review is posted, counted from when everything is filed; what is held back still is in the last."""


@pytest.fixture(scope="module", params=["green", "amber"])
def reviewed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, list[Word]]:
    """A repository whose response team may see so much, after its reviews; each second one was answered."""
    planting = Planting(Random(8).choice, sound=True).plant(4)  # noqa: S311  # a planted word is no secret
    team = {"team": request.param, "repository": f"example-org/{request.param}"}
    review = {"escalate_after_rounds": 1, "procedures_name_findings_from": "2020-01-01"}
    for path, content in planting.files.items():
        if "/findings/" in path:
            planting.files[path] = _to_do(content.decode()).encode()
        elif path.endswith("README.md"):
            planting.files[path] = content.replace(b"\nstatus: closed\n", b"\nstatus: published\n")
    planting.files["postmortem.yml"] = dump(CONFIG | {"security_response": team, "review": review}).encode()
    root = planting.write(tmp_path_factory.mktemp("planted"))
    quiet = Progress(lambda _: None, lambda _: None)
    for number, weeks in enumerate(WEEKS):
        workspace = Workspace(root, TODAY + timedelta(weeks=weeks))
        assert not workspace.broken, workspace.diagnostics
        assert filing.apply(workspace, None, quiet, lambda _: None)
        assert reviewing.post(workspace, None, quiet, lambda _: None)
        if number % 2:
            _reply(workspace, str(team["repository"]))
    return workspace, planting.words


def _to_do(finding: str) -> str:
    """The finding, for its owner to do: nobody has verified it, and the response team's repository does not hold it."""
    _, front, body = finding.split("---\n", 2)
    data = yaml.safe_load(front)
    for key in ("verification", "sop", "involves"):
        data.pop(key, None)
    return f"---\n{dump(data | {'kind': 'bug'}, width=1000)}---\n{body}"


def _reply(workspace: Workspace, repository: str) -> None:
    tracker = embedded(workspace.config, workspace.state)
    latest = max(issue.number for issue in tracker.issues(repository) if issue.open)
    tracker.comment(repository, latest, "reviewed all", author="dana")
    tracker.close()


def said(workspace: Workspace) -> Iterator[tuple[str, Files]]:
    """All that each repository's issues say, with its audience."""
    tracker = embedded(workspace.config, workspace.state)
    for repository, audience in workspace.config.audiences.items():
        files = {}
        for issue in tracker.issues(repository):
            comments = [comment.body for comment in tracker.comments(repository, issue.number)]
            files[issue.reference] = "\n".join((issue.title, issue.body, *comments)).encode()
        yield audience, files
    tracker.close()


def test_no_issue_or_comment_holds_anything_above_its_repository(reviewed: tuple[Workspace, list[Word]]) -> None:
    workspace, words = reviewed
    for audience, files in said(workspace):
        assert leaks(words, files, audience) == []


def test_there_are_rounds_and_reminders_for_restricted_findings(reviewed: tuple[Workspace, list[Word]]) -> None:
    """Otherwise the test above would look at nothing."""
    texts = [(audience, text) for audience, files in said(reviewed[0]) for text in files.values()]
    assert sum(b"<!-- postmortem:review " in text for _, text in texts) == len(WEEKS)
    assert any(b"### Escalated (" in text for _, text in texts)
    assert len({audience for audience, text in texts if b"<!-- postmortem:reminder " in text} - {"clear"}) >= 2
