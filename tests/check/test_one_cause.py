"""Several errors of one cause are one, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import example
from tests.check.checking import diagnostics
from tests.check.edited import FOLDER


@pytest.mark.parametrize(
    ("name", "before", "after", "line", "words"),
    [
        (
            "README.md",
            "impact: {customers: potential, data_breach: none}",
            "impact:\ncustomers: potential\ndata_breach: none",
            9,
            ["`impact` is empty", "indent `customers` and `data_breach` further than `impact`"],
        ),
        ("README.md", "]\n---\n", "]\n", 22, ["the front matter is not closed", "add a `---` line above this one"]),
        ("README.md", "\nimpact: {", "\nimpact:\n\tx: {", 9, ["tabs are not allowed"]),
        ("evidence.md", "- id: E1", "  id: E1", 3, ["`items` cannot be a mapping", "as in `- {id: E1, what: "]),
        (
            example.FINDING_PATH,
            "category: technical-lapse\nkind: change-request\n",
            "",
            2,
            ["`category` and `kind` are missing", "add `category: technical-lapse` and `kind: bug`"],
        ),
    ],
    ids=["not indented", "not closed", "a tab", "no list", "missing keys"],
)
def test_one_slip_is_one_error(  # noqa: PLR0917  # a case each
    tmp_path: Path, name: str, before: str, after: str, line: int, words: list[str]
) -> None:
    tree = example.files()
    tree[f"{FOLDER}/{name}"] = tree[f"{FOLDER}/{name}"].replace(before, after)
    (one,) = diagnostics(example.write(tmp_path, tree))
    assert one.location.line == line
    assert [part for part in words if part not in f"{one.message} {one.hint}"] == []


def test_a_team_that_is_named_in_several_places_is_reported_once_with_all_of_them(tmp_path: Path) -> None:
    tree = {path: text.replace(": identity", ": identiy") for path, text in example.files().items() if "/" in path}
    (one,) = diagnostics(example.write(tmp_path, {**tree, "postmortem.yml": example.CONFIG}))
    assert one.hint == f"did you mean `identity`? (also in README.md:19, {example.FINDING_PATH}:5)"


def test_of_a_register_that_cannot_be_read_no_artefact_is_missing(tmp_path: Path) -> None:
    tree = example.files() | {f"{FOLDER}/evidence.md": "---\nitems: none\n---\n"}
    said = diagnostics(example.write(tmp_path, tree))
    assert "artefact-is-registered" not in {item.rule for item in said}


@pytest.mark.parametrize(
    ("name", "front"),
    [
        ("README.md", "participants: [{team: nobody, role: helped}]"),
        ("README.md", "signoffs: [{team: nobody, who: team lead, on: 2026-02-01}]"),
        (example.FINDING_PATH, "owner: nobody"),
        (example.FINDING_PATH, "involves: [nobody]"),
        (example.FINDING_PATH, "decision: {status: declined, on: 2026-02-01, reason: Too late., consulted: [nobody]}"),
        (example.FINDING_PATH, "decision: {status: proposed, asked: [nobody]}"),
        ("evidence.md", "items: [{id: E1, what: A chat., source: chat, collected_by: nobody}]"),
    ],
)
def test_a_team_that_does_not_exist_is_found_wherever_it_is_named(tmp_path: Path, name: str, front: str) -> None:
    path = f"{FOLDER}/{name}"
    tree = example.files()
    tree[path] = example.changed(tree[path], front)
    said = diagnostics(example.write(tmp_path, tree))
    assert [item.location.path for item in said if item.rule == "team-exists"] == [path]
