"""Ten faults planted at once in the repository's own incidents: one run names all ten, each at its line."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.needs import ROOT

TAKEOVER = "incidents/2023-11-22-account-takeover"
LEAK = "incidents/2024-06-28-leaked-admin-token"
PHISHING = "incidents/2025-07-26-phishing-attack"
PRIVILEGES = "incidents/2025-04-14-organisation-team-privileges"
TODAY = "2026-11-24"
"""A day after the incidents' last decision."""

LOG4SHELL = "incidents/2021-12-10-log4shell"

Fault = tuple[str, str, int, str]
"""The rule meant for it, the file, the line, and words of the message."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    root = tmp_path / "copy"
    root.mkdir()
    shutil.copy(ROOT / "postmortem.yml", root)
    for folder in ("incidents", "docs/sops"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


def edit(path: Path, pattern: str, new: str | Callable[[re.Match[str]], str]) -> int:
    """Replace the pattern's first match; gives the line on which the new text begins."""
    text = path.read_text(encoding="utf-8")
    match = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    assert match is not None, f"nothing to change in {path}"
    replaced = new if isinstance(new, str) else new(match)
    assert replaced != match.group()
    path.write_text(text[: match.start()] + replaced + text[match.end() :], encoding="utf-8")
    return text.count("\n", 0, match.start()) + 1


def plant(root: Path) -> list[Fault]:
    first, second, third = sorted((root / LEAK / "findings").iterdir())[:3]
    twin = first.with_name("01-same-number.md")
    shutil.copy(third, twin)
    latin = root / LOG4SHELL / "evidence.md"
    latin.write_bytes(latin.read_bytes().replace(b"items:", b"items: # caf\xe9", 1))
    sev = edit(root / TAKEOVER / "README.md", r"severity: \w+", "severity: sev9")
    edit(first, r"^owner: \w+\n", "")
    team = edit(second, r"^owner: \w+", "owner: nobody")
    cited = edit(root / LEAK / "README.md", r"image \[E1\]|\[E1\]", "[E9]")
    digest = edit(root / PHISHING / "evidence.md", r"sha256: [0-9a-f]{64}", f"sha256: {'0' * 64}")
    edit(root / PHISHING / "README.md", r"^actors:\n(?:[ -].*?\n)(?=\w)", "")
    tab = edit(root / LOG4SHELL / "timeline.md", r"\n    what:", "\n\twhat:") + 1
    edit(root / PRIVILEGES / "timeline.md", "2025-04-14T17:02Z", "2025-04-14T17:23Z")
    order = edit(root / PRIVILEGES / "timeline.md", "2025-04-14T17:22Z", "2025-04-14T17:21Z")
    return [
        ("schema", f"{TAKEOVER}/README.md", sev, "`severity` cannot be `sev9`"),
        ("schema", f"{LEAK}/findings/{first.name}", 2, "`owner` is missing"),
        ("team-exists", f"{LEAK}/findings/{second.name}", team, "there is no team `nobody`"),
        ("cited-evidence-is-registered", f"{LEAK}/README.md", cited, "`E9` is not in evidence.md"),
        ("artefact-matches-its-hash", f"{PHISHING}/evidence.md", digest, "does not match"),
        ("events-are-in-order", f"{PRIVILEGES}/timeline.md", order, "`2025-04-14T17:21Z` is before"),
        ("schema", f"{PHISHING}/README.md", 2, "`actors` is missing"),
        ("finding-number-stands-once", f"{LEAK}/findings/{twin.name}", 1, "two findings have the number 01"),
        ("yaml", f"{LOG4SHELL}/timeline.md", tab, "tabs are not allowed in indentation"),
        ("encoding", f"{LOG4SHELL}/evidence.md", 2, "the file is not UTF-8"),
    ]


def test_one_run_names_all_ten_and_what_would_be_right(copy: Path, postmortem: Run) -> None:
    faults = plant(copy)
    result = postmortem("--today", TODAY, "check", "--format", "json", root=copy)
    assert result.exit_code == 1
    said = [item for item in json.loads(result.stdout)["diagnostics"] if item["severity"] == "error"]
    for rule, path, line, words in faults:
        here = [item for item in said if (item["rule"], item["path"], item["line"]) == (rule, path, line)]
        assert [item for item in here if words in item["message"] and item["hint"]], (rule, path, line, words, said)


def test_nothing_else_is_reported(copy: Path, postmortem: Run) -> None:
    places = {(rule, path) for rule, path, _, _ in plant(copy)}
    result = postmortem("--today", TODAY, "check", "--format", "json", root=copy)
    said = {(item["rule"], item["path"]) for item in json.loads(result.stdout)["diagnostics"]}
    assert said == places
