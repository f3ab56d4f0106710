"""Asking only the rules that can match gives what asking all of them gives."""

from __future__ import annotations

import random

import pytest
from markdown_it import MarkdownIt

from pipeline.markdown import dialect, rulers

PIECES = (
    *(
        "word",
        "wörd ",
        "\n",
        "\n\n",
        "# ",
        "## h\n",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "> ",
        "    ",
        "\t",
        "```\n",
        "~~~\n",
    ),
    *(
        "---\n",
        "===\n",
        "***\n",
        "| a | b |\n",
        "|--|--|\n",
        "a | b\n",
        "<b>",
        "</b>",
        "<!-- c -->",
        "<details>\n",
        "[a](b)",
    ),
    *(
        "![p](q)",
        "[^1]",
        "[^1]: note\n",
        "[E1]: ",
        "[r]: /x\n",
        "[x] ",
        "&amp;",
        "\\*",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "www.e.org",
    ),
    *("https://e.org/x", "a@e.org", "@a", ":", "!", "(", ")", "\ufeff", "> [!NOTE]\n"),
)


@pytest.fixture
def with_all(monkeypatch: pytest.MonkeyPatch) -> MarkdownIt:
    """The parser that asks every rule everywhere."""
    monkeypatch.setattr(rulers, "_BLOCKS", {})
    monkeypatch.setattr(rulers, "_WITHIN", {})
    markdown = dialect._github.__wrapped__()  # noqa: SLF001  # another one than that of everybody
    markdown.parse("# a *b*\n\n> c\n\n- d\n", {})  # which sorts the rules out
    return markdown


def test_the_tokens_are_those_that_all_rules_give(with_all: MarkdownIt) -> None:
    chance = random.Random(1)  # noqa: S311  # no secret
    for _ in range(400):
        text = "".join(chance.choices(PIECES, k=chance.randrange(1, 25))) + "\n"
        assert dialect.parse(text).tokens == with_all.parse(text, {}), text
