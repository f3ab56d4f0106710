"""What is shown of a plan on a pull request is no more than the readers of the repository may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.operations.workspace import Workspace
from pipeline.tracking.plan import Action, Change, Notice, Plan
from pipeline.tracking.redacted_plan import redacted_plan
from pipeline.tracking.tracker import Edit
from tests import example
from tests.conftest import Run
from tests.filing.conftest import Desk

KEY = f"{example.INCIDENT}/01"
TODAY = date(2026, 2, 10)
PLAN = Plan(
    (
        Change(Action.UPDATE, KEY, "example-org/identity", 7, "title changed from `Rotate QUOKKA`", "Expire tokens"),
        Change(Action.UPDATE, KEY, "example-org/payments", 8, "title changed from `Rotate all`", "Expire tokens"),
    ),
    (Notice(KEY, "example-org/identity", "not filed"),),
)


def shown(root: Path, audience: str, level: str) -> Plan:
    finding = root / "incidents" / example.INCIDENT / example.FINDING_PATH
    finding.write_text(example.changed(finding.read_text(), f"tlp: {level}"))
    workspace = Workspace(root, TODAY)
    config = replace(workspace.config, repository_audience=audience)
    return redacted_plan(PLAN, workspace.corpus, config, TODAY)


def test_a_finding_above_the_repositorys_readers_is_not_named(repository: Path) -> None:
    plan = shown(repository, "clear", "amber")
    assert {change.finding for change in plan.changes} | {notice.finding for notice in plan.notices} == {"withheld"}
    assert "Expire" not in str(plan)


def test_what_people_wrote_in_a_more_restricted_repository_is_not_shown(repository: Path) -> None:
    there, here = shown(repository, "clear", "clear").changes
    assert there.reason == "title changed from …"
    assert here.reason == "title changed from `Rotate all`"


def test_without_a_word_on_who_reads_it_everything_is_shown(repository: Path) -> None:
    assert shown(repository, "", "red") == PLAN


def test_its_digest_is_that_of_the_plan(repository: Path) -> None:
    assert shown(repository, "clear", "red").digest == PLAN.digest


def test_the_log_of_a_workflow_shows_no_more(
    repository: Path, postmortem: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = repository / "postmortem.yml"
    config.write_text(f"{config.read_text()}repository_audience: clear\n")
    desk = Desk(repository, postmortem)
    desk.apply()
    desk.team(Edit(title="Rotate QUOKKA"))
    assert "QUOKKA" in postmortem("plan").stdout
    event = tmp_path / "event.json"
    event.write_text('{"repository": {"private": true, "visibility": "private"}}')
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    for command in ("plan", "apply"):
        result = postmortem(command)
        assert "update" in result.stdout
        assert "QUOKKA" not in result.output
