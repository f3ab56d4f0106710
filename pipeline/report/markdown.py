"""Author's text as it may stand in Markdown that GitHub renders."""

from __future__ import annotations

import re
from html import escape

from pipeline.report.text import printable

_WORD_JOINER = "\u2060"
# GitHub looks for these in the rendered text, where a backslash is gone: mentions, numbers of issues,
# emoji (some are images), addresses; and commits.
_CALLING = re.compile(r"[@#:](?=\S)|\bwww(?=\.)|(?<![a-z0-9])gh-(?=\d)", re.IGNORECASE)
_COMMIT = re.compile(r"(?<![a-z0-9])[0-9a-f]{7,40}(?![a-z0-9])", re.IGNORECASE)
_NO_COMMIT = re.compile(r".{6}(?=.)")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def inert(text: str) -> str:
    """One line in which what is in `code` stays that, and nothing calls, links, loads or breaks out of its cell."""
    parts = re.split(r"`([^`]*)`", _one_line(text))
    return "".join(f"<code>{_plain(part)}</code>" if at % 2 else _plain(part) for at, part in enumerate(parts))


def inert_html(text: str) -> str:
    """The same for HTML within Markdown, where there is no `code`."""
    return escape(_calling_nobody(_one_line(text)))


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _calling_nobody(text: str) -> str:
    broken = rf"\g<0>{_WORD_JOINER}"
    return _COMMIT.sub(lambda found: _NO_COMMIT.sub(broken, found[0]), _CALLING.sub(broken, text))


def _plain(text: str) -> str:
    escaped = _PUNCTUATION.sub(r"\\\1", _calling_nobody(text))
    # Only within a tag of its own does a dollar begin no formula (GitHub Docs, "Writing mathematical expressions").
    return escaped.replace("\\$", "<span>$</span>")
