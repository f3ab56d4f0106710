"""Bare URLs as links, as on GitHub.

The rules of mdit-py-plugins copy the rest of the paragraph at every colon, which takes the square of its length, and
make no link of an address in quotation marks, as GitHub does.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_LONGEST = 4096
"""The longest address that is made a link."""

_WINDOW = re.compile(r"[^\s<\x00]*")
_HOST = re.compile(r"[^\x00-\x2c\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f\s]+")
_ENTITY = re.compile(r"&[A-Za-z]+;\Z")
_SCHEME = re.compile(r"(?<![A-Za-z])https?\Z", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9.+_-]+\Z")
_MAIL_DOMAIN = re.compile(r"(?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))+")
_RESOURCE = re.compile(r"/[A-Za-z0-9@.]+")


def autolinks(markdown: MarkdownIt) -> None:
    """Make the parser see bare addresses of the web and of mail."""
    # Where text may stop being text: where one of the rules may find something, and at no other mark.
    markdown.inline.terminator_re = re.compile(r"[\n&*<\[\]\\_`~@]|!(?=\[)|:(?=//)|w(?=ww\.)")
    markdown.inline.ruler.push("www_address", _www)
    markdown.inline.ruler.push("web_address", _web)
    markdown.inline.ruler.push("mail_address", _mail)


def _www(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls rules
    start = state.pos
    if silent or state.linkLevel or not state.src.startswith("www.", start):
        return False
    if start and state.src[start - 1] not in " \t\n*_~(":
        return False
    length = _address(state, start, 0)
    return length > 0 and _link(state, "", length, "http://")


def _web(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls rules
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-8:])
    if scheme is None:
        return False
    length = _address(state, state.pos, 3)
    return length > 0 and _link(state, scheme.group(), length, "")


def _mail(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls rules
    if silent or state.linkLevel or not state.src.startswith("@", state.pos):
        return False
    before = state.pending[-_LONGEST:]
    local = _LOCAL.search(before[-256:])
    domain = _MAIL_DOMAIN.match(state.src, state.pos + 1, min(state.posMax, state.pos + 256))
    if local is None or domain is None or "." not in domain.group() or not domain.group()[-1].isalpha():
        return False
    if state.src[domain.end() : domain.end() + 1] == "@":
        return False
    scheme = _MAILTO.search(before[: len(before) - len(local.group())][-8:])
    length = domain.end() - state.pos
    if scheme and scheme.group() == "xmpp:":
        resource = _RESOURCE.match(state.src, domain.end(), min(state.posMax, domain.end() + 256))
        length += len(resource.group().rstrip(".")) if resource else 0
    prefix = scheme.group() if scheme else ""
    return _link(state, prefix + local.group(), length, "" if scheme else "mailto:")


_MAILTO = re.compile(r"(?<![A-Za-z])(?:mailto|xmpp):\Z")


def _address(state: StateInline, start: int, prefix: int) -> int:
    """How long the address is that begins here, 0 if there is none; its host begins behind the prefix."""
    window = _WINDOW.match(state.src, start, min(state.posMax, start + _LONGEST + 1))
    found = window.group() if window else ""
    host = _HOST.match(found, prefix)
    if len(found) > _LONGEST or host is None or any("_" in part for part in host.group().split(".")[-2:]):
        return 0
    return max(0, _trimmed(found, host.start()))


def _trimmed(address: str, least: int) -> int:
    """The length of the address without the marks of the sentence that it ends."""
    end = len(address)
    while end > least:
        last = address[end - 1]
        if last in "?!.,:*_~'\"[]":
            end -= 1
        elif last == ";":
            entity = _ENTITY.search(address, 0, end)
            end = entity.start() if entity else end - 1
        elif last == ")" and address.count(")", 0, end) > address.count("(", 0, end):
            end -= 1
        else:
            return end
    return 0


def _link(state: StateInline, before: str, length: int, scheme: str) -> bool:
    """Make a link of `before`, which is pending, and of as many characters from here on."""
    shown = before + state.src[state.pos : state.pos + length]
    address = state.md.normalizeLink(scheme + shown)
    if not state.md.validateLink(address):
        return False
    if before:
        state.pending = state.pending[: -len(before)]
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.info = {"href": address}, "auto"
    text = state.push("text", "", 0)
    text.content = shown
    state.push("link_close", "a", -1).info = "auto"
    state.pos += length
    return True
