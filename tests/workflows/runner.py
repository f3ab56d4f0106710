"""Runs the jobs of the workflows as GitHub does: each `run:` straight from the YAML, each `uses:` by a stand-in.

A step gets the environment that GitHub would give it and nothing else. What every step writes is kept.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import yaml

from tests.forked import write_program
from tests.needs import ROOT, need

WORKFLOWS = ROOT / ".github" / "workflows"
REPOSITORY = "example-org/postmortems"

_POSTMORTEM = """\
#!{python} -I
import sys
sys.path.insert(0, {root!r})
from pipeline.cli import main
main(prog_name="postmortem")
"""

_PIP = """\
#!/bin/sh
echo "pip $*" >> "{log}"
"""

_GH = """\
#!{python} -I
import json, subprocess, sys
arguments, jq, body, method, url = sys.argv[2:], None, None, "GET", ""
while arguments:
    word = arguments.pop(0)
    if word == "--jq": jq = arguments.pop(0)
    elif word == "--method": method = arguments.pop(0)
    elif word == "--input": arguments.pop(0); body = sys.stdin.read(); method = method if method != "GET" else "POST"
    elif word == "--field":
        name, _, value = arguments.pop(0).partition("=")
        value = open(value[1:]).read() if value.startswith("@") else value
        body = json.dumps({{**json.loads(body or "{{}}"), name: value}})
        method = method if method != "GET" else "POST"
    elif not word.startswith("--"): url = word
path = url.split("/repos/example-org/postmortems/", 1)[-1].split("?")[0]
with open({log!r}, "a") as log: log.write(json.dumps([method, path, body]) + "\\n")
answer = json.load(open({answers!r})).get(path, {{"id": 1}} if method == "POST" else [])
if jq is None: print(json.dumps(answer)); raise SystemExit
done = subprocess.run(["jq", "--raw-output", jq], input=json.dumps(answer), text=True)
raise SystemExit(done.returncode)
"""


@dataclass
class Ran:
    """What a job did: what its steps wrote, in order, the outputs of its steps, and whether a step failed."""

    log: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    failed: bool = False


@dataclass
class Runner:
    """GitHub, with a repository at `origin`, as an event finds it.

    `github`, `secrets` and `variables` are what expressions can name; `answers` is what GitHub's API answers, by path.
    Commands are forked by the process at the address `commands`; without one, each starts Python, as at GitHub.
    """

    folder: Path
    origin: Path
    github: dict[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    needs: dict[str, Any] = field(default_factory=dict)
    commands: Path | None = None
    api: ClassVar[str] = ""
    """The address of the API, which no test may leave at GitHub's."""

    def __post_init__(self) -> None:
        need(shutil.which("jq"), "needs jq: install Debian's jq")
        self.bin, self.artifacts = self.folder / "bin", self.folder / "artifacts"
        self.summary, self.requests, self.installed = (self.folder / name for name in ("summary", "requests", "pip"))
        for folder in (self.bin, self.artifacts):
            folder.mkdir(parents=True, exist_ok=True)
        answers = self.folder / "answers.json"
        answers.write_text(json.dumps(self.answers))
        python = sys.executable
        if self.commands is None:
            self._program("postmortem", _POSTMORTEM.format(python=python, root=str(ROOT)))
        else:
            write_program(self.bin / "postmortem", self.commands)
        self._program("pip", _PIP.format(log=self.installed))
        self._program("gh", _GH.format(python=python, log=str(self.requests), answers=str(answers)))

    def _program(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    @property
    def sent(self) -> list[list[Any]]:
        """What was asked of GitHub's API: method, path and body of each request."""
        return [json.loads(line) for line in self.requests.read_text().splitlines()] if self.requests.exists() else []

    def run(self, workflow: str, job: str) -> Ran:
        """Run a job, where its condition holds."""
        described = yaml.safe_load((WORKFLOWS / workflow).read_text())["jobs"][job]
        ran, workspace = Ran(), self.folder / f"{workflow}-{job}"
        workspace.mkdir()
        if not self._holds(described.get("if", "true")):
            return ran
        for step in described["steps"]:
            if ran.failed and "cancelled()" not in step.get("if", ""):
                continue
            if not self._holds(step.get("if", "true")):
                continue
            if "uses" in step:
                uses = step["uses"].partition("@")[0]
                with_ = {name: self._text(str(value), ran) for name, value in step.get("with", {}).items()}
                STAND_INS[uses](self, workspace, with_)
            else:
                self._step(step, workspace, ran)
        return ran

    def again(self, workflow: str, job: str, answers: Mapping[str, Any]) -> Ran:
        """Run a job that ran before, where GitHub's API now answers this as well, as if nothing had been sent yet."""
        self.answers.update(answers)
        (self.folder / "answers.json").write_text(json.dumps(self.answers))
        self.requests.unlink(missing_ok=True)
        shutil.rmtree(self.folder / f"{workflow}-{job}", ignore_errors=True)
        return self.run(workflow, job)

    def _step(self, step: Mapping[str, Any], workspace: Path, ran: Ran) -> None:
        output = self.folder / "output"
        output.write_text("")
        temporary = self.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        event = self.folder / "event.json"
        event.write_text(json.dumps(self.github["event"]))
        environment = {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.api,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(temporary),
        }
        environment |= {name: self._text(str(value), ran) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=workspace,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        ran.log += f"## {step['name']}\n{done.stdout}{done.stderr}"
        ran.failed = ran.failed or done.returncode != 0
        if "id" in step:
            lines = (line.partition("=") for line in output.read_text().splitlines())
            ran.outputs[step["id"]] = {name: value for name, _, value in lines}

    def _text(self, text: str, ran: Ran) -> str:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda match: self._value(match[1], ran), text)

    def _value(self, expression: str, ran: Ran) -> str:
        to_json = re.fullmatch(r"toJSON\((.+)\)", expression)
        if to_json:
            return json.dumps(self._looked_up(to_json[1], ran))
        value = self._looked_up(expression, ran)
        return "" if value is None else str(value)

    def _looked_up(self, path: str, ran: Ran) -> Any:
        steps = {name: {"outputs": outputs} for name, outputs in ran.outputs.items()}
        contexts = {"github": self.github, "secrets": self.secrets, "vars": self.variables, "needs": self.needs}
        value: Any = {**contexts, "steps": steps}
        for key in path.split("."):
            if key == "*":
                continue
            value = [item.get(key) for item in value] if isinstance(value, list) else (value or {}).get(key)
        return value

    def _holds(self, condition: Any) -> bool:
        """Whether a condition holds: comparisons that are all to be true; a run is never cancelled here."""
        words = str(condition).removeprefix("${{").removesuffix("}}").strip()
        if words in ("true", "True", "!cancelled()"):
            return True
        return all(self._compared(part.strip()) for part in words.split("&&"))

    def _compared(self, comparison: str) -> bool:
        one_of = re.fullmatch(r"contains\(fromJSON\('(.+)'\), (\S+)\)", comparison)
        if one_of:
            return self._value(one_of[2], Ran()) in json.loads(one_of[1])
        left, operator, right = re.split(r" (==|!=) ", comparison)
        values = [part.strip("'") if part.startswith("'") else self._value(part, Ran()) for part in (left, right)]
        return (values[0] == values[1]) is (operator == "==")


def _checkout(runner: Runner, workspace: Path, given: Mapping[str, str]) -> None:
    target = workspace / given["path"]
    assert given["persist-credentials"] == "False"
    clone = ["git", "clone", "--quiet", str(runner.origin), str(target)]
    subprocess.run(clone, check=True, capture_output=True, env={"PATH": os.environ["PATH"], "HOME": str(workspace)})
    ref = given.get("ref") or runner.github["sha"]
    subprocess.run(["git", "-C", str(target), "checkout", "--quiet", ref], check=True, capture_output=True)


def _upload(runner: Runner, workspace: Path, given: Mapping[str, str]) -> None:
    if (workspace / given["path"]).exists():
        shutil.copytree(workspace / given["path"], runner.artifacts / given["name"], symlinks=True)
    else:
        assert given["if-no-files-found"] == "ignore"


def _download(runner: Runner, workspace: Path, given: Mapping[str, str]) -> None:
    shutil.copytree(runner.artifacts / given["name"], workspace / given["path"], symlinks=True)


def _upload_pages(runner: Runner, workspace: Path, given: Mapping[str, str]) -> None:
    shutil.copytree(workspace / given["path"], runner.artifacts / "github-pages")


def _nothing(_runner: Runner, _workspace: Path, _given: Mapping[str, str]) -> None:
    """What it does is not what these tests are about."""


STAND_INS: Mapping[str, Callable[[Runner, Path, Mapping[str, str]], None]] = {
    "actions/checkout": _checkout,
    "actions/setup-python": _nothing,
    "actions/upload-artifact": _upload,
    "actions/download-artifact": _download,
    "actions/upload-pages-artifact": _upload_pages,
    "actions/deploy-pages": _nothing,
}
