"""What goes wrong on the way costs no second issue, and what GitHub says of a repository counts, not what we hoped."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.tracking.apply import Done, Failed, apply
from pipeline.tracking.marker import Block
from pipeline.tracking.plan import Action, Change, Plan
from pipeline.tracking.tracker import NewIssue
from tests import example
from tests.filing.conftest import refused_on_github, run_on_github
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import DROP_AFTER, DROP_BEFORE, Fault, Proxy, after, instead
from tests.tracking.server import Server

IDENTITY = "example-org/identity"
LOST = [after(502), DROP_AFTER, DROP_BEFORE, instead(502)]


def create() -> Plan:
    new = NewIssue("Expire tokens", str(Block("2026-01-10-leaked-token/01", "accepted", "Why")), frozenset({"x"}))
    return Plan(
        (Change(Action.CREATE, "2026-01-10-leaked-token/01", IDENTITY, 0, "not filed yet", new.title, new),), ()
    )


def outcome(proxy: Proxy) -> Done | Failed:
    tracker = github_tracker(proxy.url)
    try:
        (done,) = apply(create(), tracker, wait=lambda _: None)
    finally:
        tracker.close()
    return done


@pytest.mark.parametrize("fault", LOST, ids=["502-after", "dropped-after", "dropped-before", "502-before"])
def test_a_create_whose_answer_was_lost_makes_one_issue(server: Server, fault: Fault) -> None:
    with Proxy(server.port) as proxy:
        proxy.fail("POST", fault)
        assert isinstance(outcome(proxy), Done)
    assert len(server.request("GET", f"/repos/{IDENTITY}/issues?state=all")) == 1


def test_a_create_that_is_lost_again_and_again_is_reported(server: Server) -> None:
    with Proxy(server.port) as proxy:
        proxy.fail("POST", DROP_BEFORE, times=10)
        assert isinstance(outcome(proxy), Failed)
        assert len(proxy.writes()) == 3
    assert server.request("GET", f"/repos/{IDENTITY}/issues?state=all") == []


@pytest.fixture
def exposed(tmp_path: Path) -> Path:
    """The configuration believes that the owner's repository may hold amber text; at GitHub it is public."""
    tree = example.files()
    tree["postmortem.yml"] = (
        tree["postmortem.yml"]
        .replace("example-org/identity", "example-org/package-index")
        .replace("example-org/payments", "example-org/legal")
        .replace("example-org/partner", "example-org/build")
    )
    finding = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"
    restricted = "## Why it matters\n\nSeen by all.\n\n<!-- tlp:amber -->\nQUOKKA\n<!-- /tlp -->\n"
    tree[finding] = example.changed(tree[finding], body=restricted)
    return example.write(tmp_path / "exposed", tree)


def test_a_public_repository_gets_no_amber_passage(server: Server, exposed: Path) -> None:
    run_on_github(exposed, server.url, "apply")
    (issue,) = server.request("GET", "/repos/example-org/package-index/issues?state=all")
    assert "Seen by all." in issue["body"]
    assert "QUOKKA" not in issue["body"]


def test_a_public_repository_gets_no_amber_finding(server: Server, exposed: Path) -> None:
    finding = exposed / "incidents" / example.INCIDENT / example.FINDING_PATH
    finding.write_text(example.changed(finding.read_text(), "tlp: amber"))
    assert "not filed: it is amber" in run_on_github(exposed, server.url, "plan")
    run_on_github(exposed, server.url, "apply")
    assert server.request("GET", "/repos/example-org/package-index/issues?state=all") == []


@pytest.mark.parametrize(
    ("setting", "said"), [("archived", "is archived: unarchive it"), ("has_issues", "has issues disabled: enable them")]
)
def test_a_repository_that_can_take_no_issue_is_named_before_anything_is_written(
    server: Server, tmp_path: Path, setting: str, said: str
) -> None:
    tree = example.files()
    for name, other in (("payments", "package-index"), ("partner", "legal")):
        tree["postmortem.yml"] = tree["postmortem.yml"].replace(f"example-org/{name}", f"example-org/{other}")
    server.request("PATCH", f"/repos/{IDENTITY}", {setting: setting == "archived"})
    err = refused_on_github(example.write(tmp_path / "closed", tree), server.url, "apply")
    assert f"{IDENTITY} {said}" in err


def test_the_response_teams_own_record_is_not_public(server: Server, exposed: Path) -> None:
    config = exposed / "postmortem.yml"
    config.write_text(config.read_text().replace("example-org/security-response", "example-org/package-index"))
    finding = exposed / "incidents" / example.INCIDENT / example.FINDING_PATH
    finding.write_text(example.changed(finding.read_text(), "kind: process-change\nsop: token-handling"))
    err = refused_on_github(exposed, server.url, "apply")
    assert "own repository, but it is public: make it private" in err
