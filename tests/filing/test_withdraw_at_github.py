"""A finding that is raised at GitHub: how many requests until nobody reads it there."""

from __future__ import annotations

from pathlib import Path

from tests import example
from tests.filing.conftest import run_on_github
from tests.tracking.proxy import Proxy
from tests.tracking.server import Server

PUBLIC = "example-org/package-index"


def test_text_is_gone_with_the_first_write_and_five_in_all(server: Server, tmp_path: Path) -> None:
    tree = example.files()
    for name, other in (("identity", "package-index"), ("payments", "legal"), ("partner", "build")):
        tree["postmortem.yml"] = tree["postmortem.yml"].replace(f"example-org/{name}", f"example-org/{other}")
    root = example.write(tmp_path / "root", tree)
    run_on_github(root, server.url, "apply")
    finding = root / "incidents" / example.INCIDENT / example.FINDING_PATH
    finding.write_text(example.changed(finding.read_text(), "tlp: amber"))
    with Proxy(server.port) as proxy:
        said = run_on_github(root, proxy.url, "apply")
        writes = proxy.writes()
    assert f"withdraw {PUBLIC}#1" in said
    (issue,) = server.request("GET", f"/repos/{PUBLIC}/issues?state=all")
    assert (issue["title"], issue["state"], issue["labels"]) == ("Withdrawn", "closed", [])
    assert "Tokens never expire" not in issue["body"]
    assert example.INCIDENT not in issue["body"]
    assert len(writes) == 5, writes
