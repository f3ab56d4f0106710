"""Text that GitHub acts on in an issue: mentions, which notify, and references, which appear on what they name.

A word joiner (U+2060) in the right places keeps text from being either, and is not seen.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from pipeline.diagnostic import Location
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import passages

WORD_JOINER = "\u2060"

MENTION = re.compile(r"(?<![\w@])@[A-Za-z0-9][A-Za-z0-9_-]*+(?:/[A-Za-z0-9_-]++)?+(?=\.*+(?:[^\w.]|\Z))")
"""A mention of a person or a team in text that is not code and in no link."""

_SHA = re.compile(r"(?<![0-9A-Za-z_])[0-9A-Fa-f]{7,40}(?![0-9A-Za-z_])")
_NAMES = re.compile(r"@(?=\w)|#(?=\d)|(?<!\w)[Gg][Hh]-(?=\d)|(?i:https?):(?=//[^\s/]+/\S)")
_SHORT = 6
"""GitHub reads seven hexadecimal digits or more as a commit."""
_OF_AN_ISSUE = re.compile(
    r"/(?:orgs/[^/]+/discussions/\d|[^/]+/[^/]+/(?:issues|pulls?|discussions|projects)/\d|[^/]+/[^/]+/commits?/[0-9a-f]"
    r"|[^/]+/[^/]+/compare/|[^/]+/[^/]+/pull/\d+/commits/)",
    re.IGNORECASE,
)
_GITHUB = "github.com"
_REDIRECTING = "redirect.github.com"
"""GitHub's own host that leads on to the same address without leaving a trace there."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that GitHub would notify, with its @, and its place."""

    name: str
    location: Location


def mentions(prose: Prose) -> Iterator[Mention]:
    """All mentions through which an issue with this text would notify somebody."""
    if "@" not in prose.text and "&" not in prose.text:
        return
    for passage in passages(prose, linked=False):
        for match in MENTION.finditer(passage.text):
            yield Mention(match.group(), passage.located(match.start()))


def inert(text: str) -> str:
    """Text that reads the same, mentions nobody, and refers to no issue and no commit."""
    joined = _NAMES.sub(lambda match: match.group() + WORD_JOINER, text)
    return _SHA.sub(lambda match: _apart(match.group()), joined)


def _apart(digits: str) -> str:
    return WORD_JOINER.join(digits[at : at + _SHORT] for at in range(0, len(digits), _SHORT))


def inert_address(address: str, host: str) -> str:
    """The address as a link of an issue may have it: the same, but for one of an issue, a commit or a discussion.

    On github.com that becomes the address that leads there without a reference; on another `host` of GitHub, where
    there is none, it becomes "".
    """
    try:
        parts = urlsplit(address)
        named = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return address
    if named not in (host, _GITHUB) or not _OF_AN_ISSUE.match(_plain_path(parts.path)):
        return address
    return parts._replace(netloc=_REDIRECTING).geturl() if named == _GITHUB else ""


def _plain_path(path: str) -> str:
    """The path as a server may read it: without percent-encoding, empty steps and steps to where it is."""
    return posixpath.normpath(f"/{unquote(path).lstrip('/')}")
