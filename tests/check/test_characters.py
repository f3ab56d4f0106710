"""Characters that nobody sees are found in every text and name, at their line and column."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from pipeline.check.run import check
from pipeline.diagnostic import Diagnostic, Location
from pipeline.repository.config import build_config, read_config
from tests import example
from tests.check.edited import FINDING, FOLDER
from tests.conftest import Run

RULE = "character-can-be-seen"
TODAY = date(2026, 2, 10)
JOINER = "\u2060"


def said(root: Path, rule: str = RULE) -> list[Diagnostic]:
    data = read_config(root).data
    assert data is not None
    return [one for one in check(root, build_config(data), TODAY) if one.rule == rule]


def with_text(root: Path, path: str, old: str, new: str) -> Path:
    file = root / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return root


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("README.md", "title: A token", "title: A tok\u200ben", (2, 13)),
        ("README.md", "status: published", "x-sta\u00adtus: 1\nstatus: published", (3, 6)),
        ("README.md", "A token lay", "A `to\u202eken` lay", (25, 6)),
        ("README.md", "A token lay", "<!-- \u2066 --> A token lay", (25, 6)),
        ("README.md", "A token lay", "A token\n\x1b[31mlay", (26, 1)),
        ("timeline.md", "The image", "The\ufeff image", (3, 29)),
        ("evidence.md", "source: identity", "source: iden\u3164tity", (5, 15)),
        (FINDING, "Tokens never expire.", "Tokens never expire.\n\n```\n\ufffe\n```", (16, 1)),
    ],
)
def test_it_is_found_where_it_stands(repository: Path, file: str, old: str, new: str, place: tuple[int, int]) -> None:
    (found,) = said(with_text(repository, f"{FOLDER}/{file}", old, new))
    assert found.location == Location(f"{FOLDER}/{file}", *place)
    assert found.message.startswith("U+")
    assert found.hint


def test_an_escape_of_yaml_is_found(repository: Path) -> None:
    with_text(repository, f"{FOLDER}/README.md", "title: A token of", 'title: "A token\\u202e of')
    (found,) = said(with_text(repository, f"{FOLDER}/README.md", "public image\n", 'public image"\n'))
    assert found.location == Location(f"{FOLDER}/README.md", 2, 8)


@pytest.mark.parametrize("entity", ["&shy;", "&#8203;", "&#x202E;", "&ZeroWidthSpace;", "&zwnj;", "&#xE0041;"])
def test_an_entity_of_html_is_found(repository: Path, entity: str) -> None:
    (found,) = said(with_text(repository, f"{FOLDER}/README.md", "A token lay", f"A token{entity} lay"))
    assert (found.location.line, found.location.column) == (25, 8)
    assert "invisible" in found.message


@pytest.mark.parametrize("text", ["A&nbsp;token &amp; &copy; &eacute; &#233;", "`&shy;` is how a break is written"])
def test_other_entities_and_code_are_left_alone(repository: Path, text: str) -> None:
    assert said(with_text(repository, f"{FOLDER}/README.md", "A token lay", text)) == []


@pytest.mark.parametrize("char", [JOINER, "\u202e", "\x07", "\u3164", "\t"])
def test_a_name_has_none_either(repository: Path, char: str) -> None:
    (repository / FOLDER / f"evidence/ch{char}at.txt").write_text("revoked")
    assert said(repository, "layout")


def test_an_operating_procedure_has_none_either(repository: Path) -> None:
    (repository / "docs/sops/token-handling.md").write_text(f"# Token\n\nhand{JOINER}ling\n")
    (repository / f"docs/sops/a{JOINER}b.md").write_text("# Other\n")
    assert [one.location for one in said(repository)] == [Location("docs/sops/token-handling.md", 3, 5)]
    assert said(repository, "layout")


@pytest.mark.parametrize(
    ("text", "place"), [(f"name: Post{JOINER}mortems", "14:18"), ('name: "Post\\u2060mortems"', "14:14")]
)
def test_the_configuration_has_none_either(repository: Path, postmortem: Run, text: str, place: str) -> None:
    with_text(repository, "postmortem.yml", "name: Postmortems", text)
    result: Result = postmortem("check")
    assert result.exit_code == 2
    assert "U+2060 WORD JOINER" in result.stderr
    assert f"  {place} error" in result.stderr


def test_a_byte_order_mark_at_the_start_of_a_file_is_none(repository: Path) -> None:
    path = repository / FOLDER / "README.md"
    path.write_text("\ufeff" + path.read_text())
    assert said(repository) == []


def test_what_a_script_needs_is_left_alone(repository: Path) -> None:
    text = "\u26a0\ufe0f \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u0915\u094d\u200d\u0937"
    assert said(with_text(repository, f"{FOLDER}/README.md", "A token lay", text)) == []


def test_it_cannot_be_waived(repository: Path) -> None:
    waived = f"waivers: [{{rule: {RULE}, reason: because}}]\nstatus: published"
    with_text(repository, f"{FOLDER}/README.md", "status: published", waived)
    with_text(repository, f"{FOLDER}/README.md", "A token lay", f"A token{JOINER} lay")
    assert [one.severity for one in said(repository)] == ["error"]


def test_the_example_has_none(repository: Path) -> None:
    assert said(repository) == []
    assert example.INCIDENT
