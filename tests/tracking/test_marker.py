"""The block in an issue's body: which form its marker may have, and which boxes stay ticked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.tracking.marker import Block, find_block, with_block

KEY = "2026-01-10-leaked-token/01"
NEW = Block(KEY, "accepted", "", "example-org/identity", 3)


@pytest.mark.parametrize(
    ("fields", "block"),
    [
        ("", Block(KEY, "accepted", "Why")),
        (" example-org/identity", Block(KEY, "accepted", "Why", "example-org/identity")),
        (" example-org/identity v2", Block(KEY, "accepted", "Why", "example-org/identity", 2)),
        (" v12", Block(KEY, "accepted", "Why", "", 12)),
    ],
)
def test_a_marker_says_where_it_was_filed_and_what_wrote_it(fields: str, block: Block) -> None:
    text = f"<!-- postmortem:begin {KEY} accepted{fields} -->\nWhy\n<!-- postmortem:end -->"
    assert find_block(f"Ours.\n\n{text}") == block
    assert str(block) == text


def test_a_marker_without_its_end_still_says_what_wrote_it() -> None:
    found = find_block(f"<!-- postmortem:begin {KEY} accepted example-org/identity v3 -->\nWhy")
    assert found == replace(NEW, whole=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [x] Run `a_b` & say so", "- [x] Run `a_b` &amp; say so"),
        ("- [x] Ask @\u2060dana of snake_case", "- [x] Ask @dana of snake\\_case"),
        ("- [x] First result", "1. [x] First result"),
        ("- Over it\n  - [x] A nested one", "1.  Over it\n    - [x] A nested one"),
        ("- [x] A result\n- [ ] Another", "- [x] A result\n- [ ] Another"),
    ],
)
@pytest.mark.parametrize("writer", [1, 4])
def test_a_box_stays_ticked_however_another_version_writes_its_words(before: str, after: str, writer: int) -> None:
    old = str(replace(NEW, content=before, writer=writer))
    assert with_block(old, replace(NEW, content=after.replace("[x]", "[ ]"))) == str(replace(NEW, content=after))


def test_a_fence_is_put_back_around_tasks_that_the_file_ticks() -> None:
    block = replace(NEW, content="- [x] A result\n- [ ] Another")
    assert with_block("Ours.\n\n- [x] A result\n- [x] Another", block) == (
        f"Ours.\n\n{replace(NEW, content=block.content.replace('[ ]', '[x]'))}"
    )


def test_a_box_is_not_ticked_for_another_whose_words_are_the_same() -> None:
    before, after = "- [x] Refuse a != b\n- [ ] Refuse a = b", "- [ ] Refuse a \\!= b\n- [ ] Refuse a \\= b"
    written = with_block(str(replace(NEW, content=before, writer=1)), replace(NEW, content=after))
    assert written == str(replace(NEW, content=after))


def test_the_same_writers_task_is_another_where_a_mark_differs() -> None:
    written = with_block(str(replace(NEW, content="- [x] Refuse a != b")), replace(NEW, content="- [ ] Refuse a == b"))
    assert written == str(replace(NEW, content="- [ ] Refuse a == b"))


@pytest.mark.parametrize(
    "code", ["```\n- [ ] Say so\n```", "Run:\n\n    - [ ] Say so", "`- [ ] Say so`", "> ~~~\n> - [ ] Say so"]
)
def test_a_line_of_code_that_looks_like_a_task_is_never_ticked(code: str) -> None:
    written = with_block(
        str(replace(NEW, content=f"- [x] Say so\n\n{code}")), replace(NEW, content=f"- [ ] Say so\n\n{code}")
    )
    assert written == str(replace(NEW, content=f"- [x] Say so\n\n{code}"))


def test_a_line_of_code_that_looks_ticked_ticks_nothing() -> None:
    before, after = "```\n- [x] Say so\n```", "- [ ] Say so"
    assert with_block(str(replace(NEW, content=before)), replace(NEW, content=after)) == str(
        replace(NEW, content=after)
    )
