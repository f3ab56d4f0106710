"""Issues of the first version of the writer are rewritten on GitHub as on the embedded tracker: once, and calmly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.tracking.issue_body import WRITER
from tests import example
from tests.filing.conftest import IDENTITY, run_on_github
from tests.filing.test_rewriting import LABELS, OLD, TITLE
from tests.tracking.server import Server

ISSUES = f"/repos/{IDENTITY}/issues"
IN_THE_NEW_FORMAT = "issues rewritten in the new format, with the same title, labels and state"


@pytest.fixture
def filed_before(server: Server, tmp_path: Path) -> Path:
    """Four findings, filed by the first version of the writer; two in each run may be rewritten, and none updated."""
    tree = example.files()
    finding = tree.pop(f"incidents/{example.INCIDENT}/{example.FINDING_PATH}")
    for n in range(1, 5):
        title, number = TITLE.format(n), f"{n:02}"
        tree[f"incidents/{example.INCIDENT}/findings/{number}-expire.md"] = example.changed(finding, f"title: {title}")
        body = OLD.format(incident=example.INCIDENT, number=number, filed_in=f" {IDENTITY}" if n % 2 else "")
        # GitHub's editor writes CR LF.
        body = body.replace("\n", "\r\n") if n == 1 else body
        server.request("POST", ISSUES, {"title": title, "body": body, "labels": sorted(LABELS)})
    # The server has these two in place of the example's.
    tree["postmortem.yml"] = tree["postmortem.yml"].replace("/payments", "/package-index").replace("/partner", "/legal")
    tree["postmortem.yml"] += "limits: {updates: 0, rewrites: 2}\n"
    return example.write(tmp_path / "root", tree)


def issues(server: Server) -> list[dict[str, Any]]:
    return sorted(server.request("GET", f"{ISSUES}?state=all"), key=lambda issue: int(issue["number"]))


def run(server: Server, root: Path, command: str) -> list[str]:
    return run_on_github(root, server.url, command).splitlines()


def test_issues_are_rewritten_once_under_their_own_limit(server: Server, filed_before: Path) -> None:
    before = issues(server)
    assert run(server, filed_before, "plan")[0] == f"2 {IN_THE_NEW_FORMAT}; 2 more in the next runs"
    assert run(server, filed_before, "apply") == [
        "2 changes made",
        f"2 {IN_THE_NEW_FORMAT}; 2 more in the next runs",
    ]
    assert [f" v{WRITER} -->" in issue["body"] for issue in issues(server)] == [True, True, False, False]
    run(server, filed_before, "apply")
    after = issues(server)
    for old, new in zip(before, after, strict=True):
        assert new["body"].startswith("We start on Monday.\n\n<!-- postmortem:begin ")
        assert new["body"].endswith("<!-- postmortem:end -->\n\nDana: the library cannot do this yet.")
        assert "- [x] A token older than 30 days is refused\n- [ ] Its owner is told a week before" in new["body"]
        assert new["body"].count("Tokens never expire.") == 1
        assert {**new, "body": "", "updated_at": ""} == {**old, "body": "", "updated_at": ""}
    assert run(server, filed_before, "apply") == ["no changes: every issue matches the repository"]
    assert issues(server) == after


def test_what_the_team_does_between_two_runs_stays(server: Server, filed_before: Path) -> None:
    run(server, filed_before, "apply")
    for issue in issues(server):
        ticked = issue["body"].replace("- [ ] Its owner", "- [x] Its owner") + "\n\nDana: done."
        server.request("PATCH", f"{ISSUES}/{issue['number']}", {"body": ticked})
    run(server, filed_before, "apply")
    for issue in issues(server):
        assert "- [x] A token older than 30 days is refused\n- [x] Its owner is told a week before" in issue["body"]
        assert issue["body"].endswith("yet.\n\nDana: done.")
    assert run(server, filed_before, "apply") == ["no changes: every issue matches the repository"]
