"""What `check` says of an incident on a terminal shows no indicator as it is: a terminal makes a link of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report.diagnostics import as_text
from tests.check.edited import FOLDER, Edit, edited

LIVE = "login.example.net"
LISTED = f"indicators: [{{type: domain, value: {LIVE}}}]"


@pytest.mark.parametrize(
    "edits",
    [
        {"README.md": (LISTED, f"## What happened\n\nDana should have known of https://{LIVE}/a.\n")},
        {"README.md": ("", f"## What happened\n\nFrom login[.]example[.]net it led to {LIVE}; @dana saw it.\n")},
        {"README.md": f"indicators: [{{type: domian, value: {LIVE}}}]"},
        {"README.md": f"{LISTED}\nservices: [{LIVE}]"},
        {"README.md": f"indicators: [{{type: url, value: 'http://{LIVE}/x'}}]\nsummary: 7\nseverity: http://{LIVE}/x"},
        {"README.md": LISTED, "evidence.md": f"items: [{{id: E1, what: a, source: b, url: 'https://{LIVE}/a b'}}]"},
    ],
)
def test_no_diagnostic_shows_a_live_indicator(tmp_path: Path, edits: dict[str, Edit]) -> None:
    found = edited(tmp_path, edits)

    def line(path: str, number: int) -> str:
        return (tmp_path / path).read_text().split("\n")[number - 1]

    text = "\n".join(as_text(found, line))
    assert found
    assert LIVE not in text


def test_the_caret_is_below_what_is_wrong(tmp_path: Path) -> None:
    edits: dict[str, Edit] = {"README.md": (LISTED, f"## What happened\n\nOn {LIVE} Dana should have known.\n")}
    found = [item for item in edited(tmp_path, edits) if item.rule == "nobody-is-blamed"]
    text = list(as_text(found, lambda _path, _line: None))
    assert text[2:4] == ["      | On login[.]example[.]net Dana should have known.", f"      | {' ' * 30}^"]
    assert found[0].location.path == f"{FOLDER}/README.md"


def test_another_address_is_shown_as_it_is(tmp_path: Path) -> None:
    edits: dict[str, Edit] = {"README.md": (LISTED, "## What happened\n\nSee my.login.example.network, @dana.\n")}
    (found,) = (item for item in edited(tmp_path, edits) if item.rule == "mention-is-inert")
    assert found.shown == ()
