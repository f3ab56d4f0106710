"""The tokens of a paragraph with raw HTML → tokens like those of Markdown, all of them closed."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.markdown.places import join_texts
from pipeline.text.syntax import EVIDENCE_IDS

Kind = Literal["aside", "comment", "tag", "text"]
Report = Callable[[int, str, Kind], None]
"""Told of HTML that is not shown as HTML: where it begins in its block's content, what it is, what is done with it."""

MARKS = ("code", "ins", "kbd", "samp", "sub", "sup", "var")
"""Elements within text that are kept as they are, without their attributes."""

LITERAL = ("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "plaintext", "xmp")
"""Elements whose content is no HTML: GitHub shows them as text."""

_BLOCKS = (
    "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html legend li main menu menuitem "
    "nav ol optgroup option p pre search section summary table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
"""Elements that end a paragraph."""

_WITHIN = (
    "a abbr audio b base basefont bdi bdo big button canvas cite code data datalist del dfn em embed font i img input "
    "ins kbd label link map mark meta meter noscript object output param picture progress q rp rt ruby s samp select "
    "small source span strike strong sub sup svg template time track tt u var video wbr"
)
_WITHIN_TEXT = frozenset(_WITHIN.split())
_SAME = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "del": "s", "s": "s", "strike": "s", "a": "link"}
_NAMED = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_ATTRIBUTE = re.compile(r"""([A-Za-z_:][\w:.-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
_SIMPLE = frozenset(("text", "code_inline", "footnote_ref"))
"""What is in a paragraph that has nothing in it to be replaced or taken out."""
_LIKELY = 8
"""How many open elements a closing tag may close; one that closes more is meant for none."""
_CITATION_OPEN = re.compile(rf"\[?\s*,?\s*{EVIDENCE_IDS}\s*,?\s*")
_CITATION_REST = re.compile(rf"\s*,?\s*{EVIDENCE_IDS}\s*(?:\]|,?\s*$)")


def without_inline_html(children: Sequence[Token], report: Report, begun: set[str]) -> list[Token]:
    """The tokens with raw HTML replaced, no element nested in itself, no note in a link, and adjacent texts joined.

    `begun` has the names of tags that were opened and reported; those opened here are added.
    """
    types = {child.type for child in children}
    if types <= _SIMPLE:
        return list(children)
    if "html_inline" in types:
        children = _Pairs(report, begun).read(children)
    if "link_open" in types or "image" in types or "html_inline" in types:
        children = _with_notes_outside(children)
    return _with_whole_citations(join_texts(_filled(_unnested(children))))


def tag(source: str) -> tuple[str, bool, dict[str, str]]:
    """The name of a tag in lower case, whether it closes, and its attributes; "" if it is not a tag."""
    match = _NAMED.match(source)
    if match is None:
        return "", False, {}
    found = _ATTRIBUTE.finditer(source, match.end())
    return match[2].lower(), bool(match[1]), {name[1].lower(): html.unescape(name[2].strip("\"'")) for name in found}


def text_token(content: str, at: Token) -> Token:
    """A text token in place of another token."""
    return Token("text", "", 0, content=content, meta={"at": at.meta.get("at", 0)})


def is_seen(token: Token) -> bool:
    """Whether the token is visible to a reader."""
    return token.type not in ("text", "softbreak", "hardbreak") or bool(token.type == "text" and token.content.strip())


class _Pairs:
    """Goes through the tokens of a paragraph and keeps the tags that open and close within the same element."""

    def __init__(self, report: Report, begun: set[str]) -> None:
        self.report, self.begun = report, begun
        self.out: list[Token | None] = []
        self.open: list[tuple[str, int]] = []  # the name of a tag, or "" for an element of Markdown, and its place

    def read(self, children: Sequence[Token]) -> list[Token]:
        for token in children:
            if token.type == "html_inline":
                self.tag(token)
                continue
            if token.nesting > 0:
                self.open.append(("", len(self.out)))
            elif token.nesting < 0:
                while self.open.pop()[0]:
                    pass
            self.out.append(token)
        for _, at in self.open:
            self.leave_out(at)
        return [self.left(token) if token.type == "html_inline" else token for token in self.out if token is not None]

    def tag(self, token: Token) -> None:
        if token.content.startswith("<!--"):
            self.report(token.meta["at"], token.content, "aside")
            return
        name, closing, attributes = tag(token.content)
        if name == "br":
            self.out.append(Token("hardbreak", "br", 0, meta=token.meta))
        elif name == "img" and not closing:
            self.out.append(_image(token, attributes))
        elif name in _SAME or name in MARKS:
            if closing:
                self.close(name, token)
            else:
                self.open.append((name, len(self.out)))
                self.out.append(token)
        else:
            self.out.append(token)

    def close(self, name: str, token: Token) -> None:
        """Close the element of that name that was opened last; a tag that closes none is reported."""
        for back in range(1, min(len(self.open), _LIKELY) + 1):
            opened, at = self.open[-back]
            if not opened:
                break
            if opened == name:
                begin = self.out[at]
                pair = _pair(name, begin, token) if begin else None
                if pair:
                    self.out[at] = pair[0]
                    self.out.append(pair[1])
                else:
                    self.leave_out(at)
                del self.open[-back:]
                return
        if name not in self.begun:
            self.report(token.meta["at"], token.content, "tag")

    def leave_out(self, at: int) -> None:
        token = self.out[at]
        if token is not None and token.type == "html_inline":
            self.report(token.meta["at"], token.content, "tag")
            self.begun.add(tag(token.content)[0])
            self.out[at] = None

    def left(self, token: Token) -> Token:
        """A token for a tag that is none of those kept: nothing if it is HTML, else the text that it is."""
        name, closing, _ = tag(token.content)
        known = name in BLOCKS or name in _WITHIN_TEXT
        if not closing or name not in self.begun:
            self.report(token.meta["at"], token.content, "tag" if known else "text")
        self.begun.add(name)
        return text_token("" if known else token.content, token)


def _pair(name: str, begin: Token, end: Token) -> tuple[Token, Token] | None:
    """Tokens for the two tags of an element; None for a link that leads nowhere."""
    kind = _SAME.get(name, "mark")
    element = {"link": "a", "mark": name}.get(kind, kind)
    opening = Token(f"{kind}_open", element, 1, meta=begin.meta)
    if kind == "link":
        href = tag(begin.content)[2].get("href", "")
        if not href:
            return None
        address = _address(href)
        opening.attrs = {"href": address}
    return opening, Token(f"{kind}_close", element, -1, meta=end.meta)


def _image(token: Token, attributes: dict[str, str]) -> Token:
    alt = " ".join(attributes.get("alt", "").split())
    image = Token("image", "img", 0, content=alt, meta=token.meta)
    image.attrs = {"src": _address(attributes.get("src", "")), "alt": ""}
    image.children = [text_token(alt, token)] if alt else []
    return image


_MARKDOWN = MarkdownIt("zero")


def _address(written: str) -> str:
    address = _MARKDOWN.normalizeLink(written.strip())
    return address if _MARKDOWN.validateLink(address) else ""


def _unnested(children: Sequence[Token]) -> Iterator[Token]:
    """The tokens without those elements that are within one of their own kind: they show nothing more."""
    depth: dict[str, int] = {}
    for token in children:
        if token.nesting > 0:
            depth[token.tag] = depth.get(token.tag, 0) + 1
            if depth[token.tag] > 1:
                continue
        elif token.nesting < 0:
            depth[token.tag] -= 1
            if depth[token.tag] > 0:
                continue
        yield token


def _with_notes_outside(children: Sequence[Token]) -> list[Token]:
    """The tokens with each reference to a note outside links and pictures' texts: a link is in two parts around it.

    A reference is a link itself, and a picture's text cannot have one.
    """
    out: list[Token] = []
    within: list[Token] = []  # the elements that are open
    for token in children:
        notes = list(_notes(token))
        if token.nesting > 0:
            within.append(token)
        elif token.nesting < 0:
            within.pop()
        if token.type != "footnote_ref":
            out.append(token)
        linked = next((at for at, one in enumerate(within) if one.type == "link_open"), len(within))
        if notes:
            out += [_end_of(one) for one in reversed(within[linked:])]
            out += notes
            within[linked:] = [_part(one) for one in within[linked:]]
            out += within[linked:]
    return out


def _notes(token: Token) -> Iterator[Token]:
    """The references to notes that a token is, or has in its text if it is a picture."""
    if token.type == "footnote_ref":
        yield token
    elif token.type == "image":
        for child in token.children or ():
            yield from _notes(child)


def _part(opening: Token) -> Token:
    return opening.copy(meta={**opening.meta, "part": True})


def _end_of(opening: Token) -> Token:
    return Token(opening.type.replace("_open", "_close"), opening.tag, -1, meta={**opening.meta, "part": True})


def _filled(children: Iterator[Token]) -> list[Token]:
    """The tokens without empty text, and without marks of text that hold nothing."""
    kept: list[Token] = []
    for token in children:
        if token.type == "text" and not token.content:
            continue
        empty = token.nesting < 0 and kept and kept[-1].nesting > 0 and kept[-1].tag == token.tag
        if empty and (token.tag != "a" or "part" in kept[-1].meta or "part" in token.meta):
            del kept[-1]
            continue
        kept.append(token)
    return kept


def _with_whole_citations(children: list[Token]) -> list[Token]:
    """The tokens without line ends in citations, such as [E1,⏎E2], or between letters that have no space between."""
    if not any(child.type == "softbreak" for child in children):
        return children
    joined = list(children)
    citing = False
    for at in range(1, len(children) - 1):
        before, here, after = children[at - 1 : at + 2]
        if here.type != "softbreak":
            continue
        texts = before.type == after.type == "text"
        begin = before.content.rfind("[")
        opened = _CITATION_OPEN.fullmatch(before.content, max(0, begin)) if begin >= 0 or citing else None
        citing = texts and opened is not None and _CITATION_REST.match(after.content) is not None
        if citing:
            joined[at] = text_token(" ", here)
        elif _wide(_letter_beside(children, at, -1)) and _wide(_letter_beside(children, at, 1)):
            joined[at] = text_token("", here)
    return join_texts(joined)


def _letter_beside(tokens: Sequence[Token], at: int, step: Literal[1, -1]) -> str:
    """The nearest character before or after a token, past marks such as those of emphasis; "" if it is not text."""
    at += step
    while 0 <= at < len(tokens) and tokens[at].nesting:
        at += step
    if not 0 <= at < len(tokens) or tokens[at].type != "text":
        return ""
    return tokens[at].content[:1] if step > 0 else tokens[at].content[-1:]


def _wide(char: str) -> bool:
    """Whether the character is of a script that puts no spaces between its words."""
    return bool(char) and unicodedata.east_asian_width(char) in "WF" and "HANGUL" not in unicodedata.name(char, "")
