"""What is in a finding stands in its issue, and says the same there. Each case is a fault that somebody met."""

from pathlib import Path

import pytest
import yaml

from pipeline.repository.config import build_config, read_config
from pipeline.repository.corpus import read_corpus
from pipeline.tracking.issue_body import render
from pipeline.tracking.marker import Block, with_block
from tests import example
from tests.markdown.github import JOINER, calls, github_html, seen

J = JOINER
FILE = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"
ROOT = f"https://git.example.org/postmortems/blob/HEAD/incidents/{example.INCIDENT}"


def issue(tmp_path: Path, body: str = "", front: str = "", whole: str | None = None, **others: str) -> str:
    """The issue's part that is ours, with these sections (or this `whole` body) and keys in the finding's file."""
    tree = example.files()
    tree[FILE] = example.changed(tree[FILE], front, body)
    if whole is not None:
        tree[FILE] = f"{tree[FILE].rpartition('---')[0].split('---')[0]}---{tree[FILE].split('---')[1]}---\n{whole}"
    for name, text in others.items():
        path = f"incidents/{example.INCIDENT}/{name}.md"
        tree[path] = example.changed(tree[path], text)
    root = example.write(tmp_path, tree)
    config = build_config(read_config(root).data or {})
    (incident,) = read_corpus(root).incidents
    (finding,) = incident.findings
    return render(finding, incident, None, config, f"HEAD/{finding.path}", page=True, own_record=False)


def test_what_begins_a_comment_hides_nothing(tmp_path: Path) -> None:
    text = issue(tmp_path, "## What was found\n\nThe filter passed `<!--`, and <!-- in text.\n\nNobody saw it.\n")
    assert "The filter passed `<!--`, and \\<!-- in text.\n\nNobody saw it." in text
    assert "### Why it matters" in text


def test_text_outside_of_sections_is_there(tmp_path: Path) -> None:
    text = issue(tmp_path, whole="First of all.\n\n## What was found\n\nIt.\n\n# Remarks\n\nLast of all.\n")
    assert "First of all." in text
    assert "Last of all." in text


def test_code_is_the_same(tmp_path: Path) -> None:
    code = "`jobs[name](input)` and\n\n```yaml\nsteps:\n- run: echo #1 @alice\n```"
    assert code in issue(tmp_path, f"## Done when\n\n{code}\n\n- The job `jobs[i](x)` is gone.\n")


def test_alerts_and_notes_stay_what_they_are(tmp_path: Path) -> None:
    text = issue(
        tmp_path,
        "## What was found\n\n> [!CAUTION]\n> Do not\n> rotate.\n\nSee[^1] and[^2].\n\n[^1]: One.\n[^2]: Two.\n",
    )
    assert "> [!CAUTION]\n> Do not rotate." in text
    assert "\n\n[^note-1]: One.\n\n[^note-2]: Two.\n\n" in text


@pytest.mark.parametrize(
    "reference",
    [
        "other/project#7",
        "GH-7",
        "#7",
        "https://github.com/other/project/issues/7",
        "https://github.com/other/project/pull/7",
        "[it](https://github.com/other/project/discussions/7)",
        "other/project@0123456789abcdef0123456789abcdef01234567",
        "0123456789abcdef0123456789abcdef01234567",
        "someone@0123456",
        "@someone_acme",
        "other/@someone",
        "&#64;someone",
    ],
)
def test_nothing_is_referred_to_and_nobody_called(tmp_path: Path, reference: str) -> None:
    shown = "it" if reference.startswith("[") else reference.replace("&#64;", "@")
    text = issue(tmp_path, f"## What was found\n\nFixes {reference} and more.\n", f"title: Undo '{reference}'")
    assert not calls(text)
    assert f"Fixes {shown} and more." in " ".join(seen(github_html(text)).words)


def test_plain_text_is_plain(tmp_path: Path) -> None:
    title = "Move __main__.py out of <root> and *x* for <NAME>, not [y](z)"
    text = issue(
        tmp_path,
        front=f"decision: {{status: declined, on: 2026-02-01, reason: {title!r}, consulted: [identity]}}",
        evidence=yaml.safe_dump({"items": [{"id": "E1", "what": title, "source": "<b>"}]}),
        README=yaml.safe_dump({"title": title}),
    )
    words = " ".join(seen(github_html(text)).words)
    assert words.count(title) == 3
    assert f"(<b>): {title}" in words


def test_a_numbered_list_of_what_is_to_be_seen_can_be_ticked_and_stays_ticked(tmp_path: Path) -> None:
    text = issue(tmp_path, "## Done when\n\n1. Old tokens are refused.\n2. The alarm fires.\n")
    assert "1. [ ] Old tokens are refused.\n2. [ ] The alarm fires." in text
    block = Block("2026-01-10-leaked-token/01", "accepted", text)
    ticked = str(block).replace("2. [ ]", "2. [x]")
    assert "1. [ ] Old tokens are refused.\n2. [x] The alarm fires." in with_block(ticked, block)


def test_lines_of_japanese_are_joined_without_a_space(tmp_path: Path) -> None:
    assert "鍵が公開場所に置かれた。" in issue(tmp_path, "## What was found\n\n鍵が公開\n場所に置かれた。\n")


def test_links_into_the_incident_are_whole_and_others_are_text(tmp_path: Path) -> None:
    text = issue(
        tmp_path,
        "## What was found\n\nSee [log](../evidence/log.txt), [list](#done-when),\n"
        "[how](../../../docs/sops/token-handling.md), [no](../evidence/none.txt), [gone](#nowhere),\n"
        "![picture](../evidence/log.txt) and ![far](https://example.org/a.png).\n",
    )
    assert (
        f"See [log]({ROOT}/evidence/log.txt), [list]({ROOT}/{example.FINDING_PATH}#done-when), "
        "[how](https://git.example.org/postmortems/blob/HEAD/docs/sops/token-handling.md), no, gone, "
        f"[picture]({ROOT}/evidence/log.txt) and [far](https://example.org/a.png)."
    ) in text
