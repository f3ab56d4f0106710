"""Each job of each workflow, run from its YAML: what it does, and what it leaves."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import example
from tests.needs import ROOT
from tests.workflows.conftest import FINDING, Start, branch, commit
from tests.workflows.runner import STAND_INS, WORKFLOWS, Runner

SHIPPED = ("pull-request.yml", "plan.yml", "main.yml", "site.yml", "reports.yml")
JOBS = {
    ("pull-request.yml", "check"),
    ("plan.yml", "plan"),
    ("plan.yml", "report"),
    ("main.yml", "apply"),
    ("site.yml", "build"),
    ("site.yml", "publish"),
    ("reports.yml", "drift"),
    ("reports.yml", "review"),
}
"""The jobs that the tests below run."""
LOWERED = example.changed(example.FINDING, "tlp: clear")
NEW = example.changed(example.FINDING, "title: Expire other tokens")


def described(name: str) -> Any:
    return yaml.safe_load((WORKFLOWS / name).read_text())


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = described(name)["jobs"]
    return found


def report(runner: Runner, name: str) -> str:
    return (runner.artifacts / "report" / name).read_text()


def planned(after_check: Start, *arguments: Any, **options: Any) -> Runner:
    """plan.yml, both of its jobs."""
    runner = after_check(*arguments, **options)
    assert not runner.run("plan.yml", "plan").failed
    assert not runner.run("plan.yml", "report").failed
    return runner


def check_runs(runner: Runner) -> list[dict[str, Any]]:
    return [json.loads(body) for method, path, body in runner.sent if (method, path) == ("POST", "check-runs")]


def test_every_step_that_runs_is_tried_and_every_action_has_a_stand_in() -> None:
    steps = {name: jobs(name) for name in SHIPPED}
    assert {(name, job) for name in steps for job in steps[name] if "steps" in steps[name][job]} == JOBS
    used = {
        step["uses"].partition("@")[0] for name, job in JOBS for step in steps[name][job]["steps"] if "uses" in step
    }
    assert used == set(STAND_INS)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_workflow_may_do_nothing_but_what_its_jobs_name(name: str) -> None:
    workflow = described(name)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert not {"contents", "actions", "packages"} & {
            key for key, value in job["permissions"].items() if value == "write"
        }


@pytest.mark.parametrize("name", SHIPPED)
def test_secrets_are_in_protected_environments_and_in_single_steps(name: str) -> None:
    for job in jobs(name).values():
        text = json.dumps(job)
        assert ("secrets." in text) == (job.get("environment") in ("postmortems", "postmortems-read"))
        assert "secrets." not in json.dumps({key: value for key, value in job.items() if key != "steps"})
        for step in job.get("steps", ()):
            if "secrets." in json.dumps(step):
                assert "postmortem --root" in step["run"] or "postmortem \\\n" in step["run"]


def test_runs_that_write_wait_for_each_other_and_are_never_cancelled() -> None:
    assert described("main.yml")["concurrency"] == described("reports.yml")["concurrency"]
    assert described("main.yml")["concurrency"]["cancel-in-progress"] is False


def test_a_pull_request_is_checked(origin: Path, pull_request: Start) -> None:
    branch(origin, {FINDING.replace("01-expire-tokens", "02-other"): example.changed(NEW, "owner: nobody")})
    runner = pull_request()
    ran = runner.run("pull-request.yml", "check")
    assert ran.failed
    assert "::error file=incidents/" in ran.log
    assert "trusted/.github/postmortem/requirements.txt" in runner.installed.read_text()


def test_what_becomes_readable_waits_for_its_label(origin: Path, pull_request: Start) -> None:
    branch(origin, {FINDING: LOWERED})
    ran = pull_request("postmortem:readable:0123456789abcdef").run("pull-request.yml", "check")
    assert ran.failed
    assert "is not the digest of what becomes readable" in ran.log


def test_the_plan_is_one_comment_and_what_widens_nothing_needs_no_label(origin: Path, after_check: Start) -> None:
    branch(origin, {FINDING.replace("01-expire-tokens", "02-other"): NEW})
    runner = planned(after_check)
    (comment,) = [json.loads(body)["body"] for _, path, body in runner.sent if path == "issues/3/comments" and body]
    assert comment.startswith("<!-- postmortem:plan -->\n")
    assert "Expire other tokens" in comment
    assert "### Check, and who can read what" in comment
    assert "(https://github.com/example-org/postmortems/actions/runs/7#artifacts)" in comment
    assert (runner.artifacts / "preview/index.html").is_file()
    assert check_runs(runner)[0]["conclusion"] == "success"
    comments = [
        {"id": 5, "user": {"login": "somebody"}, "body": "<!-- postmortem:plan -->\nmine"},
        {"id": 6, "user": {"login": "github-actions[bot]"}, "body": "<!-- postmortem:plan -->\nold"},
    ]
    assert not runner.again("plan.yml", "report", {"issues/3/comments": comments}).failed
    assert [(method, path) for method, path, _ in runner.sent if "comments" in path] == [
        ("GET", "issues/3/comments"),
        ("PATCH", "issues/comments/6"),
    ]


def test_a_fork_gets_no_plan(origin: Path, after_check: Start) -> None:
    branch(origin, {FINDING: NEW})
    runner = after_check(fork=True)
    assert runner.run("plan.yml", "plan").log == ""
    assert not runner.artifacts.joinpath("report").exists()


def test_only_a_maintainer_accepts_what_becomes_readable(origin: Path, after_check: Start) -> None:
    branch(origin, {FINDING: LOWERED})
    runner = after_check()
    assert not runner.run("plan.yml", "plan").failed
    label = f"postmortem:readable:{report(runner, 'to-accept.txt').strip()}"
    labelled = {"issues/3/events": [{"event": "labeled", "label": {"name": label}, "actor": {"login": "dana"}}]}
    for role, conclusion in (("admin", "success"), ("maintain", "success"), ("write", "failure"), ("", "failure")):
        answers = {**labelled, "collaborators/dana/permission": {"role_name": role}}
        assert not runner.again("plan.yml", "report", answers).failed
        assert check_runs(runner)[0]["conclusion"] == conclusion, role


def test_every_annotation_is_in_a_neutral_check_fifty_at_a_time(origin: Path, after_check: Start) -> None:
    wrong = "".join(f"- {{team: nobody-{n}, role: Helped.}}\n" for n in range(60))
    readme = example.changed(example.README, f"participants:\n{wrong}")
    branch(origin, {f"incidents/{example.INCIDENT}/README.md": readme})
    runner = planned(after_check)
    patches = [json.loads(body) for _, path, body in runner.sent if path == "check-runs/1"]
    sizes = [len(patch["output"]["annotations"]) for patch in patches[:-1]]
    assert sizes[0] == 50
    assert sum(sizes) >= 60
    assert patches[-1] == {"status": "completed", "conclusion": "neutral"}


def test_main_files_the_findings(on_main: Start) -> None:
    ran = on_main().run("main.yml", "apply")
    assert not ran.failed
    assert "create example-org/identity#1" in ran.log


def test_the_site_is_built_and_published(on_main: Start) -> None:
    runner = on_main()
    ran = runner.run("site.yml", "build")
    assert ran.outputs["build"] == {"status": "0"}
    assert (runner.artifacts / "github-pages/index.html").is_file()
    runner.needs = {"build": {"outputs": ran.outputs["build"]}}
    assert not runner.run("site.yml", "publish").failed


def test_a_site_without_an_incident_that_has_an_error_is_published_and_the_run_fails(
    origin: Path, on_main: Start
) -> None:
    readme = origin / "incidents" / example.INCIDENT / "README.md"
    readme.write_text(example.changed(readme.read_text(), "severity: terrible"))
    commit(origin)
    runner = on_main()
    ran = runner.run("site.yml", "build")
    assert ran.outputs["build"] == {"status": "1"}
    assert (runner.artifacts / "github-pages/index.html").is_file()
    runner.needs = {"build": {"outputs": ran.outputs["build"]}}
    assert runner.run("site.yml", "publish").failed


@pytest.mark.parametrize(("answer", "published"), [({"public": False}, True), ({"public": True}, False), ({}, False)])
def test_a_restricted_site_is_published_only_where_github_says_that_not_everybody_sees_it(
    origin: Path, on_main: Start, answer: dict[str, Any], *, published: bool
) -> None:
    config = origin / "postmortem.yml"
    config.write_text(config.read_text().replace('postmortems/"}', 'postmortems/", audience: amber}'))
    commit(origin)
    runner = on_main(pages=answer)
    assert runner.run("site.yml", "build").failed is not published
    assert (runner.artifacts / "github-pages").exists() is published


def test_every_night_the_summary_has_what_would_change(on_main: Start) -> None:
    runner = on_main("41 5 * * *")
    assert not runner.run("reports.yml", "drift").failed
    assert "1 to create" in runner.summary.read_text()
    assert runner.run("reports.yml", "review").log == ""


def test_on_mondays_the_review_is_filed(on_main: Start) -> None:
    runner = on_main("11 6 * * 1")
    assert runner.run("reports.yml", "drift").log == ""
    ran = runner.run("reports.yml", "review")
    assert not ran.failed, ran.log
    assert "example-org/security-response" in ran.log


def test_what_is_installed_is_locked_with_hashes_and_has_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    text = (ROOT / ".github/postmortem/requirements.txt").read_text()
    locked = re.findall(r"^([a-z0-9._-]+)==[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)
    wanted = [re.split(r"[<>=;\[ ]", dependency)[0].lower() for dependency in project["dependencies"]]
    assert [name for name in [*wanted, "hatchling"] if name not in locked] == []
