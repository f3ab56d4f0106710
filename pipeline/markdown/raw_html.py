"""Raw HTML in a tree → what every reader sees of it.

Line breaks, collapsible passages, pictures, links and a few marks of text become tokens like those of Markdown.
Comments go. Of all other HTML the words stay and the tags go; what is no element of HTML at all, such as `<TOKEN>`,
stays as text. Whatever is not shown as its author may expect is listed.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.markdown.dialect import EVIDENCE, join_texts, lex_html, source_offset

MARKS = ("code", "ins", "kbd", "samp", "sub", "sup", "var")
"""Elements within text that are kept as they are, without their attributes."""

_SAME = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "del": "s", "s": "s", "strike": "s", "a": "link"}
_NAMED = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_ATTRIBUTE = re.compile(r"""([A-Za-z_:][\w:.-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
_SHOWN_BY_NOBODY = ("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "plaintext", "xmp")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frame",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "menuitem",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_WITHIN_TEXT = frozenset(
    [
        "a",
        "abbr",
        "audio",
        "b",
        "base",
        "basefont",
        "bdi",
        "bdo",
        "big",
        "button",
        "canvas",
        "cite",
        "code",
        "data",
        "datalist",
        "del",
        "dfn",
        "em",
        "embed",
        "font",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "link",
        "map",
        "mark",
        "meta",
        "meter",
        "noscript",
        "object",
        "output",
        "param",
        "picture",
        "progress",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "select",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "svg",
        "template",
        "time",
        "track",
        "tt",
        "u",
        "var",
        "video",
        "wbr",
    ]
)
_LIKELY = 8
"""How many open elements a closing tag may close; one that closes more is meant for none."""
_FOLDED = 8
"""How deep collapsible passages may lie in each other."""
_CITATION_OPEN = re.compile(rf"\[?\s*,?\s*{EVIDENCE}\s*,?\s*")
_CITATION_REST = re.compile(rf"\s*,?\s*{EVIDENCE}\s*(?:\]|,?\s*$)")

Kind = Literal["comment", "tag", "text"]


@dataclass(frozen=True, slots=True)
class Unshown:
    """HTML that is not shown as HTML: where it begins in the text, and what is done with it.

    `comment`: it is never closed, and nothing of it is shown. `tag`: it is left out, what it holds stays.
    `text`: it is shown as the text that it is.
    """

    offset: int
    html: str
    kind: Kind


def without_html(tokens: Sequence[Token]) -> tuple[list[Token], list[Unshown]]:
    """The tokens with safe ones in place of raw HTML, and what of it is not shown. Paragraphs without content go."""
    cleaner = _Cleaner()
    cleaner.blocks(tokens)
    return _counted(cleaner.out), sorted(cleaner.unshown, key=lambda found: found.offset)


def tag(source: str) -> tuple[str, bool, dict[str, str]] | None:
    """The name of a tag in lower case, whether it closes, and its attributes; None for what is no tag."""
    match = _NAMED.match(source)
    if match is None:
        return None
    found = _ATTRIBUTE.finditer(source, match.end())
    return match[2].lower(), bool(match[1]), {name[1].lower(): html.unescape(name[2].strip("\"'")) for name in found}


class _Cleaner:
    """Goes through the blocks; `within` are the types of those open, `details` for those that come from HTML."""

    def __init__(self) -> None:
        self.out: list[Token] = []
        self.unshown: list[Unshown] = []
        self.within: list[str] = []
        self.run: list[Token] = []
        self.block = Token("inline", "", 0)

    def blocks(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.type == "html_block":
                self.html(token)
            elif token.type == "inline":
                token.children = self.inline(token, token.children or [])
                self.out.append(token)
            elif token.nesting > 0:
                if token.type == "heading_open" and token.tag in ("h1", "h2") and set(self.within) == {"details"}:
                    # A section is a section, whatever was left open above it.
                    self.close(len(self.within))
                self.within.append(token.type)
                self.out.append(token)
            elif token.nesting < 0:
                opened = token.type.removesuffix("_close") + "_open"
                while self.within and self.within[-1] == "details" and opened in self.within:
                    self.close(1)
                self.within.pop()
                self.out.append(token)
                if token.type == "paragraph_close":
                    self.drop_empty()
            else:
                self.out.append(token)
        self.close(len(self.within))

    def close(self, count: int) -> None:
        """Close that many collapsible passages."""
        for _ in range(count):
            self.within.pop()
            self.out.append(Token("details_close", "details", -1, block=True))

    def drop_empty(self) -> None:
        inline = self.out[-2]
        if inline.type == "inline" and not any(_seen(child) for child in inline.children or ()):
            del self.out[-3:]

    def html(self, block: Token) -> None:
        """Put the pieces of a block of HTML in its place."""
        self.block = block
        if block.content.startswith("<!--") and "-->" not in block.content:
            self.report(0, block.content, "comment")
            return
        literal = ""
        summary = False
        for token in lex_html(block.content):
            found = tag(token.content) if token.type == "html_inline" else None
            name, closing, _ = found or ("", False, {})
            if literal == "pre":
                # Code: its line ends count, and tags in it only colour it.
                if name == "pre" and closing:
                    literal = ""
                    self.code()
                elif found is None:
                    self.run.append(token)
            elif literal:
                # Within a script and the like nothing is HTML.
                literal = "" if name == literal and closing else literal
                self.run.append(_text(token.content, token))
            elif name in _SHOWN_BY_NOBODY and not closing:
                literal = name
                self.run.append(token)
            elif name == "pre" and not closing:
                self.flush(summary=summary)
                literal, summary = name, False
            elif name == "details":
                self.flush(summary=summary)
                summary = False
                self.details(token, closing=closing)
            elif name == "summary" and self.within[-1:] == ["details"] and closing == summary:
                self.flush(summary=summary)
                summary = not closing
            elif name == "hr":
                self.flush(summary=summary)
                self.out.append(Token("hr", "hr", 0, markup="---", block=True))
            elif name in _BLOCKS:
                if not summary:
                    self.flush(summary=False)
                self.report(token.meta["at"], token.content, "tag")
            else:
                self.run.append(token)
        if literal == "pre":
            self.code()
        self.flush(summary=summary)

    def code(self) -> None:
        """Make a code block of the text gathered."""
        content = "".join(token.content for token in self.run).strip("\n")
        self.run = []
        if content.strip():
            self.out.append(Token("code_block", "code", 0, content=f"{content}\n", map=self.block.map, block=True))

    def details(self, token: Token, *, closing: bool) -> None:
        if not closing and self.within.count("details") < _FOLDED:
            self.within.append("details")
            opening = Token("details_open", "details", 1, block=True, map=self.block.map)
            opening.meta["open"] = " open" in token.content.lower()
            self.out.append(opening)
        elif closing and self.within[-1:] == ["details"]:
            self.close(1)
        else:
            self.report(token.meta["at"], token.content, "tag")

    def flush(self, *, summary: bool) -> None:
        """Make a paragraph, or the summary of a collapsible passage, of the text gathered."""
        children = self.inline(self.block, self.run)
        self.run = []
        while children and not _seen(children[0]):
            del children[0]
        while children and not _seen(children[-1]):
            del children[-1]
        if not children:
            return
        for edge, strip in ((children[-1], str.rstrip), (children[0], str.lstrip)):
            if edge.type == "text":
                kept = strip(edge.content)
                moved = len(edge.content) - len(kept) if strip is str.lstrip else 0
                edge.meta["spans"] = [
                    (max(0, at - moved), start + max(0, moved - at)) for at, start in edge.meta["spans"]
                ]
                edge.content = kept
        kind, name = ("summary", "summary") if summary else ("paragraph", "p")
        inline = Token("inline", "", 0, children=children, map=self.block.map, content=self.block.content, block=True)
        inline.meta = self.block.meta
        self.out.append(Token(f"{kind}_open", name, 1, map=self.block.map, block=True))
        self.out.append(inline)
        self.out.append(Token(f"{kind}_close", name, -1, block=True))

    def inline(self, block: Token, children: Sequence[Token]) -> list[Token]:
        """The tokens with raw HTML replaced, nothing twice within itself, and texts side by side made one."""
        if any(child.type == "html_inline" for child in children):
            self.block = block
            children = _Pairs(self.report).read(children)
        return _with_whole_citations(join_texts(_filled(_unnested(children))))

    def report(self, offset: int, source: str, kind: Kind) -> None:
        self.unshown.append(Unshown(source_offset(self.block, offset) or 0, source, kind))


class _Pairs:
    """Goes through the tokens of a paragraph and keeps the tags that open and close within the same element."""

    def __init__(self, report: Callable[[int, str, Kind], None]) -> None:
        self.report = report
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
            return
        name, closing, attributes = tag(token.content) or ("", False, {})
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
        for back in range(1, min(len(self.open), _LIKELY) + 1):
            opened, at = self.open[-back]
            if not opened:
                break
            if opened == name:
                begin = self.out[at]
                assert begin is not None
                pair = _pair(name, begin, token)
                if pair:
                    self.out[at] = pair[0]
                    self.out.append(pair[1])
                else:
                    self.leave_out(at)
                del self.open[-back:]
                return
        self.report(token.meta["at"], token.content, "tag")

    def leave_out(self, at: int) -> None:
        token = self.out[at]
        if token is not None and token.type == "html_inline":
            self.report(token.meta["at"], token.content, "tag")
            self.out[at] = None

    def left(self, token: Token) -> Token:
        """A token for a tag that is none of those kept: nothing where it is HTML, else the text that it is."""
        name, _, _ = tag(token.content) or ("", False, {})
        known = name in _BLOCKS or name in _WITHIN_TEXT
        self.report(token.meta["at"], token.content, "tag" if known else "text")
        return _text("" if known else token.content, token)


def _pair(name: str, begin: Token, end: Token) -> tuple[Token, Token] | None:
    """Tokens for the two tags of an element; None for a link that leads nowhere."""
    kind = _SAME.get(name, "mark")
    element = {"link": "a", "mark": name}.get(kind, kind)
    opening = Token(f"{kind}_open", element, 1, meta=begin.meta)
    if kind == "link":
        found = tag(begin.content)
        href = found[2].get("href", "") if found else ""
        if not href:
            return None
        address = _address(href)
        opening.attrs = {"href": address}
    return opening, Token(f"{kind}_close", element, -1, meta=end.meta)


def _image(token: Token, attributes: dict[str, str]) -> Token:
    alt = " ".join(attributes.get("alt", "").split())
    image = Token("image", "img", 0, content=alt, meta=token.meta)
    image.attrs = {"src": _address(attributes.get("src", "")), "alt": ""}
    image.children = [_text(alt, token)] if alt else []
    return image


_MARKDOWN = MarkdownIt("zero")


def _address(written: str) -> str:
    address = _MARKDOWN.normalizeLink(written.strip())
    return address if _MARKDOWN.validateLink(address) else ""


def _text(content: str, at: Token) -> Token:
    return Token("text", "", 0, content=content, meta={"at": at.meta.get("at", 0)})


def _seen(token: Token) -> bool:
    """Whether a reader sees anything of the token."""
    return token.type not in ("text", "softbreak", "hardbreak") or bool(token.type == "text" and token.content.strip())


def _unnested(children: Sequence[Token]) -> Iterator[Token]:
    """The tokens without those elements that stand within one of their own kind: they show nothing more."""
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


def _filled(children: Iterator[Token]) -> list[Token]:
    """The tokens without empty text, and without marks of text that hold nothing."""
    kept: list[Token] = []
    for token in children:
        if token.type == "text" and not token.content:
            continue
        if token.nesting < 0 and token.tag != "a" and kept and kept[-1].nesting > 0 and kept[-1].tag == token.tag:
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
            joined[at] = _text(" ", here)
        elif texts and _wide(before.content[-1:]) and _wide(after.content[:1]):
            joined[at] = _text("", here)
    return join_texts(joined)


def _wide(char: str) -> bool:
    """Whether the character is of a script that puts no spaces between its words."""
    return bool(char) and unicodedata.east_asian_width(char) in "WF" and "HANGUL" not in unicodedata.name(char, "")


def _counted(tokens: list[Token]) -> list[Token]:
    """The tokens, each with its level."""
    level = 0
    for token in tokens:
        level += min(token.nesting, 0)
        token.level = level
        level += max(token.nesting, 0)
    return tokens
