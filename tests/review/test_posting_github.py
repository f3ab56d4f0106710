"""The week's issue on GitHub: filed once, replied to, carried on."""

from __future__ import annotations

from pathlib import Path

from tests import example
from tests.filing.conftest import run_on_github
from tests.tracking.server import Server

KEY = f"{example.INCIDENT}/01"
ISSUES = "/repos/example-org/security-response/issues"


def place(tmp_path: Path) -> Path:
    tree = example.files()
    tree["postmortem.yml"] = tree["postmortem.yml"].replace("/payments", "/package-index").replace("/partner", "/legal")
    return example.write(tmp_path / "few", tree)


def test_a_round_is_filed_once_and_its_replies_count(empty_server: Server, tmp_path: Path) -> None:
    root, server = place(tmp_path), empty_server
    run_on_github(root, server.url, "apply")
    run_on_github(root, server.url, "review", "--post")
    assert run_on_github(root, server.url, "review", "--post") == ""
    (issue,) = server.request("GET", ISSUES)
    assert issue["title"] == "Security review of 2026-W48"
    assert KEY in issue["body"]
    server.request("POST", f"{ISSUES}/{issue['number']}/comments", {"body": f"reviewed {KEY}"})
    assert f"2026-W48,{KEY},overdue,0,2" in run_on_github(root, server.url, "review", "--history")
    run_on_github(root, server.url, "review", "--post", "--today", "2026-12-01")
    titles = {one["title"]: one["state"] for one in server.request("GET", f"{ISSUES}?state=all")}
    assert titles == {"Security review of 2026-W48": "closed", "Security review of 2026-W49": "open"}
    (issue,) = server.request("GET", ISSUES)
    assert KEY not in issue["body"]
