"""The whole of it on GitHub: every finding lands where it belongs, once, whatever happens on the way."""

from __future__ import annotations

import json
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.repository.config import build_config, read_config
from pipeline.repository.corpus import read_corpus
from pipeline.tracking.marker import find_block
from pipeline.tracking.routing import destination
from tests import example
from tests.filing.conftest import refused_on_github, run_on_github
from tests.filing.processes import start_apply
from tests.needs import ROOT
from tests.tracking.proxy import DROP_BEFORE, Proxy
from tests.tracking.server import TOKEN, Server


@pytest.fixture
def incidents(tmp_path: Path) -> Path:
    """The repository's own incidents; nobody waits between writes."""
    root = tmp_path / "incidents-of-the-repository"
    for folder in ("incidents", "docs/sops"):
        shutil.copytree(ROOT / folder, root / folder)
    config = yaml.safe_load((ROOT / "postmortem.yml").read_text(encoding="utf-8"))
    config["github"] = {"seconds_between_writes": 0}
    (root / "postmortem.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return root


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Three findings: one to do, one declined, one for the security response team's own record."""
    root = tmp_path / "few"
    tree = example.files()
    folder = f"incidents/{example.INCIDENT}/findings"
    decline = "decision: {status: declined, on: 2026-02-01, reason: It costs too much., consulted: [identity]}"
    tree[f"{folder}/02-declined.md"] = example.changed(example.FINDING, decline)
    process = "kind: process-change\nsop: token-handling"
    tree[f"{folder}/03-procedure.md"] = example.changed(example.FINDING, process)
    tree["postmortem.yml"] = tree["postmortem.yml"].replace("/payments", "/package-index").replace("/partner", "/legal")
    return example.write(root, tree)


def issues(server: Server, root: Path) -> Iterator[dict[str, Any]]:
    """Every issue of every repository that the configuration names, but the forgotten ones."""
    data = read_config(root).data
    assert data is not None
    for repository in sorted(build_config(data).audiences):
        for issue in server.request("GET", f"/repos/{repository}/issues?state=all&per_page=100"):
            if issue["body"]:
                yield {**issue, "repository": repository}


def key_of(issue: dict[str, Any]) -> str:
    block = find_block(issue["body"])
    assert block is not None
    return block.key


def test_every_finding_lands_in_its_repository_with_its_labels(server: Server, incidents: Path) -> None:
    run_on_github(incidents, server.url, "apply")
    data = read_config(incidents).data
    assert data is not None
    config, corpus = build_config(data), read_corpus(incidents)
    filed = {key_of(issue): issue for issue in issues(server, incidents)}
    expected = {
        finding.key: (destination(finding, incident, config).repository, finding)
        for incident in corpus.incidents
        if incident.status != "draft"
        for finding in incident.findings
    }
    assert filed.keys() == expected.keys()
    for key, (repository, finding) in expected.items():
        assert filed[key]["repository"] == repository
        assert filed[key]["title"] == finding.title
        assert {label["name"] for label in filed[key]["labels"]} == {
            "postmortem",
            f"postmortem:{finding.category}",
            f"postmortem:{finding.kind}",
            f"postmortem:{finding.priority}",
        }


def test_the_next_plan_is_empty(server: Server, incidents: Path) -> None:
    run_on_github(incidents, server.url, "apply")
    plan = json.loads(run_on_github(incidents, server.url, "plan", "--format", "json"))
    assert plan["changes"] == []


def test_a_repository_that_is_missing_is_named_and_nothing_is_written(server: Server, few: Path) -> None:
    config = few / "postmortem.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("/identity", "/nowhere"), encoding="utf-8")
    err = refused_on_github(few, server.url, "apply")
    assert "example-org/nowhere does not exist" in err
    assert list(issues_of_known(server)) == []


def issues_of_known(server: Server) -> Iterator[dict[str, Any]]:
    for name in ("identity", "security-response"):
        yield from server.request("GET", f"/repos/example-org/{name}/issues?state=all")


def killed_at(server: Server, root: Path, request: int, *, answered: bool) -> bool:
    """Run `apply` and kill it at its n-th request: before the server sees it, or once it has acted.

    Gives whether the run came that far.
    """
    with Proxy(server.port) as proxy:
        started = threading.Event()
        processes: list[BaseProcess] = []

        def kill(_: str) -> None:
            if len(proxy.requests) == request:
                if not answered:
                    proxy.fail("", DROP_BEFORE)
                started.wait()
                processes[0].kill()
                wait([processes[0].sentinel])

        if answered:
            proxy.on_answer = kill
        else:
            proxy.on_request = kill
        processes.append(start_apply(root, proxy.url, TOKEN))
        started.set()
        assert wait([processes[0].sentinel], timeout=60)
        return len(proxy.requests) >= request


def assert_each_finding_has_one_issue(server: Server, root: Path) -> None:
    counted = Counter(key_of(issue) for issue in issues(server, root))
    assert counted == {f"{example.INCIDENT}/{number}": 1 for number in ("01", "02", "03")}
    states = {key_of(issue)[-2:]: (issue["state"], issue["state_reason"]) for issue in issues(server, root)}
    assert states["02"] == ("closed", "not_planned")
    assert states["01"][0] == states["03"][0] == "open"


@pytest.mark.parametrize("answered", [False, True], ids=["before-the-server-sees-it", "before-the-answer-comes"])
def test_killed_at_any_request_and_run_again_there_is_one_issue_a_finding(
    server: Server, few: Path, tmp_path: Path, *, answered: bool
) -> None:
    log = tmp_path / "apply.log"
    reached, request = True, 0
    while reached:
        request += 1
        for issue in issues(server, few):
            forget(server, issue)
        reached = killed_at(server, few, request, answered=answered)
        again = start_apply(few, server.url, TOKEN, log)
        again.join()
        assert again.exitcode == 0, log.read_text(encoding="utf-8")
        assert_each_finding_has_one_issue(server, few)
    assert request > 10


def forget(server: Server, issue: dict[str, Any]) -> None:
    """Make an issue one that the pipeline has never seen, as if it had been deleted."""
    path = f"/repos/{issue['repository']}/issues/{issue['number']}"
    server.request("PATCH", path, {"body": "", "title": "gone", "labels": []})
