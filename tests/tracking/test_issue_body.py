"""What the owner of a finding reads, who never sees the report: one issue of each decision, as a whole.

`python -m tests.tracking.test_issue_body` writes the expected texts again, to be looked at.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest

from pipeline.operations.workspace import Workspace
from pipeline.repository.history import History
from pipeline.tracking.desired import Source, desired_state
from tests import example

EXPECTED = Path(__file__).parent / "issues"
ASKED = "consulted: [identity, payments]"
DECISIONS = {
    "proposed": f"decision: {{status: proposed, {ASKED}, reason: It takes a change of the library.}}",
    "accepted": f"decision: {{status: accepted, on: 2026-02-01, {ASKED}, reason: Agreed in the review.}}",
    "declined": f"decision: {{status: declined, on: 2026-02-01, {ASKED}, reason: It costs too much.}}",
    "risk-accepted": f"decision: {{status: risk-accepted, on: 2026-02-01, {ASKED}, reason: Few tokens are left.}}",
    "verified": "verification: {by: responder, on: 2026-03-01, how: We tried a token of 31 days; it was refused.}",
    "process-change": "kind: process-change\nsop: token-handling",
}
REGISTER = """\
items:
- {id: E1, what: The audit log of the token., source: identity, path: evidence/log.txt, sha256: %s}
- {id: E2, what: The report of the scanner., source: Scanner Inc, url: "https://scanner.example/reports/7"}
- {id: E3, what: The change that put it there., source: GitHub, url: "https://github.com/example-org/app/pull/12"}
"""


def body(root: Path, front: str = "", config: str = example.CONFIG, readme: str = "") -> str:
    """The text of the finding's issue, with these keys in the finding and in README.md."""
    tree = example.files()
    folder = f"incidents/{example.INCIDENT}"
    sha256 = example.EVIDENCE.partition("sha256: ")[2].split()[0]
    tree["postmortem.yml"] = config
    tree[f"{folder}/README.md"] = example.changed(example.README, readme)
    tree[f"{folder}/evidence.md"] = example.changed(example.EVIDENCE, REGISTER % sha256)
    tree[f"{folder}/{example.FINDING_PATH}"] = example.changed(example.FINDING, f"evidence: [E1, E2, E3]\n{front}")
    workspace = Workspace(example.write(root, tree), date(2026, 3, 2))
    source = Source(workspace.corpus, workspace.config, workspace.today, History())
    (issue,) = desired_state(source, public=()).issues
    return f"{issue.block}\n"


@pytest.mark.parametrize("name", DECISIONS)
def test_an_issue_says_what_is_asked_of_whom_and_by_when(name: str, tmp_path: Path) -> None:
    assert body(tmp_path, DECISIONS[name]) == (EXPECTED / f"{name}.md").read_text(encoding="utf-8")


def test_the_owner_reads_what_the_change_is_for_and_which_factor_it_answers(tmp_path: Path) -> None:
    factors = "factors:\n- {id: C1, what: 'Tokens @everyone had never *expired*.', findings: ['01']}\n"
    hidden = (
        "- {id: C2, what: The key was weak., findings: ['01'], tlp: red}\n- {id: C3, what: It rained., no_finding: x}"
    )
    text = body(tmp_path, "effect: prevent", readme=factors + hidden)
    assert "- **Effect:** prevent such an incident\n- **Contributing factor:** Tokens " in text
    assert "@everyone" not in text
    assert "*expired*" not in text
    assert "weak" not in text
    assert "rained" not in text


def test_files_are_named_where_the_repositorys_address_is_not_known(tmp_path: Path) -> None:
    config = "".join(line for line in example.CONFIG.splitlines(keepends=True) if not line.startswith("repository:"))
    text = body(tmp_path, config=config)
    assert "- E1 (identity): The audit log of the token. `evidence/log.txt`\n" in text
    path = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"
    assert f"This part of the issue is generated from `{path}`, and edits to it are overwritten." in text


def test_no_file_name_ends_the_block(tmp_path: Path) -> None:
    folder = tmp_path / f"incidents/{example.INCIDENT}/findings"
    folder.mkdir(parents=True)
    body(tmp_path)
    (folder / "01-expire-tokens.md").rename(folder / "01-`<!-- postmortem:end -->` @octocat.md")
    workspace = Workspace(tmp_path, date(2026, 3, 2))
    source = Source(workspace.corpus, workspace.config, workspace.today, History())
    (issue,) = desired_state(source, public=()).issues
    assert issue.block.content.count("<!-- postmortem:end") == 0
    assert "blob/HEAD/incidents/2026-01-10-leaked-token/findings/01-%60%3C%21--%20postmortem" in issue.block.content


if __name__ == "__main__":
    for decision, keys in DECISIONS.items():
        with tempfile.TemporaryDirectory() as there:
            EXPECTED.mkdir(exist_ok=True)
            (EXPECTED / f"{decision}.md").write_text(body(Path(there), keys), encoding="utf-8")
