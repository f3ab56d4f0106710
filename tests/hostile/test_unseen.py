"""Attack: write something that a reviewer does not see, or sees otherwise than it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.example import FINDING_PATH
from tests.hostile.putting_out import Attack, said

RULE = "character-can-be-seen"
UNSEEN = {
    "a right-to-left override": "\u202e",
    "an isolate": "\u2066",
    "a right-to-left mark": "\u200f",
    "an escape": "\x1b[2J",
    "a control of the second set": "\x9b2J",
    "a backspace": "\b",
    "a carriage that does not return": "\x0b",
    "a word joiner": "\u2060",
    "a zero width space": "\u200b",
    "a soft hyphen": "\u00ad",
    "letters made of tags": "\U000e0068\U000e0069",
    "bytes made of selectors": "\U000e0101\U000e0110",
    "a Hangul filler": "\u3164",
    "a separator of lines": "\u2028",
    "private use": "\ue000",
    "a noncharacter": "\ufffe",
    "an annotation": "\ufff9",
    "a joiner that joins nothing": "a\u200db",
}


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize(
    ("file", "old"),
    [
        ("README.md", "A token lay"),
        ("README.md", "summary: A"),
        ("evidence.md", "what: The"),
        (FINDING_PATH, "Tokens never"),
    ],
)
def test_an_unseen_character(file: str, old: str, text: str, tmp_path: Path) -> None:
    root = Attack(replaced={file: (old, f"{old}{text}")}).write(tmp_path)
    assert RULE in {one.rule for one in said(root)}


def test_a_key_and_a_comment_of_the_front_matter(tmp_path: Path) -> None:
    hidden = ("status: published", "# \u2066 comment\nx-k\u200bey: 1\nstatus: published")
    root = Attack(replaced={"README.md": hidden}).write(tmp_path)
    assert len([one for one in said(root) if one.rule == RULE]) == 2


def test_the_name_of_an_artefact(tmp_path: Path) -> None:
    root = Attack(files={"evidence/exe\u202etxt.log": b"a"}).write(tmp_path)
    assert "layout" in {one.rule for one in said(root)}


NEEDED = "\U0001f468\u200d\U0001f469"


def test_an_escape_of_a_character_that_stands_elsewhere_because_it_is_needed(tmp_path: Path) -> None:
    hidden = ("status: published", f'x-a: "{NEEDED}"\nx-b: "a\\u200db"\nstatus: published')
    root = Attack(replaced={"README.md": hidden}).write(tmp_path)
    assert [one.message for one in said(root) if one.rule == RULE] == ["U+200D ZERO WIDTH JOINER is invisible"]


@pytest.mark.parametrize(
    "text",
    [
        f"{NEEDED} and a&zwj;b",
        '[a](https://example.org "t&#8203;b")',
        "[a](https://example.org/&#8203;b)",
        "[a](https://example.org/%E2%80%8Bb)",
        '[a]\n\n[a]: https://example.org "a&#8203;b"',
        "```a&#8203;b\nx\n```",
    ],
)
def test_an_entity(text: str, tmp_path: Path) -> None:
    root = Attack(added={"README.md": f"\n## More\n\n{text}\n"}).write(tmp_path)
    assert RULE in {one.rule for one in said(root)}


def test_an_entity_in_a_procedure(tmp_path: Path) -> None:
    root = Attack().write(tmp_path)
    (root / "docs/sops").mkdir(parents=True, exist_ok=True)
    (root / "docs/sops/rotate.md").write_text("# Rotate\n\nRun a&#8203;b.\n")
    assert RULE in {one.rule for one in said(root)}
