"""No text makes the page or the issue larger than its length deserves, or brings down whoever reads it."""

from collections.abc import Callable

import pytest

from pipeline.markdown.issue import Issue, write
from pipeline.markdown.links import links, unshown
from pipeline.markdown.page import Context, fragment
from pipeline.markdown.prose import Prose
from pipeline.markdown.references import mentions
from pipeline.markdown.sections import sections
from pipeline.markdown.tree import citations

SIZE = 8_000
CONTEXT = Context(lambda href: href, frozenset(["E1"]), "S")
ISSUE = Issue(lambda href: href)

TEXTS: dict[str, Callable[[int], str]] = {
    "open brackets": lambda size: "[" * size,
    "open links": lambda size: "[a](" * (size // 4),
    "open pictures": lambda size: "![" * (size // 2),
    "runs of backticks": lambda size: " ".join("`" * length for length in range(1, int((2 * size) ** 0.5))),
    "open comments": lambda size: "a <!--" * (size // 6),
    "comments": lambda size: "a <!-- b --> " * (size // 13),
    "open instructions": lambda size: "a <?" * (size // 4),
    "open tags": lambda size: "a <b>" * (size // 5),
    "open folds": lambda size: "<details>\n\n" * (size // 11),
    "crossing tags": lambda size: "<b><i>" * (size // 6) + "</b></i>" * 50,
    "quotations in each other": lambda size: ">" * size,
    "quotations deeper and deeper": lambda size: "".join(
        ">" * deep + " a\n\n" for deep in range(int((2 * size) ** 0.5))
    ),
    "lists in each other": lambda size: "".join("  " * deep + "- a\n" for deep in range(int(size**0.5))),
    "lists side by side": lambda size: "- a\n* b\n" * (size // 8),
    "items": lambda size: "- a\n" * (size // 4),
    "emphasis": lambda size: "*a **b _c " * (size // 10),
    "one row of marks": lambda size: "*" * size,
    "colons": lambda size: "http:" * (size // 5),
    "addresses": lambda size: "http://a_b.c_d/ www. a@" * (size // 23),
    "brackets in an address": lambda size: "http://a.b/" + "(" * (size // 2) + ")" * (size // 2),
    "mentions": lambda size: "@" + "a-" * (size // 2) + ".x",
    "commits": lambda size: "0123456 " * (size // 8),
    "citations": lambda size: "[E1,\n" * (size // 5),
    "lines without spaces": lambda size: "公\n" * (size // 2),
    "cells": lambda size: "|a" * (size // 6) + "|\n" + "|-" * (size // 6) + "|\n" + "|b" * (size // 6) + "|\n",
    "notes": lambda size: "".join(f"[^{note}] " for note in range(size // 14)) + "\n\n[^1]: a" + "\n\n[^2]: b" * 50,
    "headings": lambda size: "### a\n" * (size // 6),
    "spaces": lambda size: f"a{' ' * size}b",
}


def read(text: str) -> tuple[str, str]:
    """Have every reader look at the text; the page and the issue of it."""
    prose = Prose(text)
    sections(prose), citations(prose), links(prose), list(mentions(prose)), list(unshown(prose))
    return fragment(prose, CONTEXT).html, write(prose, ISSUE)


@pytest.mark.parametrize("name", TEXTS)
def test_the_page_and_the_issue_are_not_much_longer_than_the_text(name: str) -> None:
    text = TEXTS[name](SIZE)
    page, issue = read(text)
    assert len(page) < 100 * SIZE
    assert len(issue) < 30 * SIZE


def test_what_lies_too_deep_is_shown_as_code() -> None:
    text = "> " * 60 + "- deep *down* here"
    assert "deep *down* here" in write(Prose(text), ISSUE)
    assert "deep *down* here" in fragment(Prose(text), CONTEXT).html


def test_what_lies_deep_in_a_list_ends_with_its_item() -> None:
    text = "".join(f"{'  ' * deep}- a{deep}\n" for deep in range(40)) + "\nAfter."
    assert fragment(Prose(text), CONTEXT).html.endswith("<p>After.</p>")
