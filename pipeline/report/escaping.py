"""Authors' text, escaped for Markdown and HTML that GitHub renders."""

from __future__ import annotations

import re
from html import escape

from pipeline.host.terminal import WORD_JOINER
from pipeline.report.terminal import printable

# GitHub looks for these in the rendered text, where a backslash is gone: mentions, issue numbers,
# emoji (some are images), URLs; and commits.
_AUTOLINK = re.compile(r"[@#:](?=\S)|\bwww(?=\.)|(?<![a-z0-9])gh-(?=\d)", re.IGNORECASE)
_COMMIT = re.compile(r"(?<![a-z0-9])[0-9a-f]{7,40}(?![a-z0-9])", re.IGNORECASE)
_SIX_OF_COMMIT = re.compile(r".{6}(?=.)")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape_markdown(text: str) -> str:
    """The text on one line. `code` stays code; nothing mentions, links, loads an image or ends a table's cell."""
    parts = re.split(r"`([^`]*)`", _one_line(text))
    return "".join(f"<code>{_escape(part)}</code>" if at % 2 else _escape(part) for at, part in enumerate(parts))


def escape_html(text: str) -> str:
    """The same for HTML within Markdown, where there is no `code`."""
    return escape(_break_autolinks(_one_line(text)))


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _break_autolinks(text: str) -> str:
    broken = rf"\g<0>{WORD_JOINER}"
    return _COMMIT.sub(lambda match: _SIX_OF_COMMIT.sub(broken, match[0]), _AUTOLINK.sub(broken, text))


def _escape(text: str) -> str:
    escaped = _PUNCTUATION.sub(r"\\\1", _break_autolinks(text))
    # Only within a tag of its own does a dollar begin no formula (GitHub Docs, "Writing mathematical expressions").
    return escaped.replace("\\$", "<span>$</span>")
