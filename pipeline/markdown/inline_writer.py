"""The tokens of a paragraph → Markdown that reads back as the same.

mdformat's own writer looks at each token's neighbours by walking a list, which takes the square of a long paragraph's
length, and writes emphasis that does not always read back; so this much is done here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.common.entities import entities
from markdown_it.token import Token

from pipeline.text.syntax import EVIDENCE_IDS

_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));"
_SPECIAL = re.compile(
    rf"(?P<cited>\[{EVIDENCE_IDS}\](?![\[(:]))|(?P<space>[ \t\r\n]+)|(?P<entity>{_ENTITY})"
    r"|(?P<colon>(?<![A-Za-z])(?i:https?|ftp|mailto|xmpp):)|(?P<dot>(?<![A-Za-z])(?i:www)\.)|(?P<dollar>\$)"
    r"|(?P<mark>[\\`*_~\[\]<])"
)
_BEGINS_BLOCK = re.compile(r"(?:[-+*>]|#{1,6}|\d+[.)]|=+|-+)(?=\s|$)|>")
_DELIMITERS = {"em": "*", "strong": "**", "s": "~~"}
_TAGS = {"em": "em", "strong": "strong", "s": "del"}
_ATTEMPTS = 3
_A_FORMULA = 2
"""The dollars that GitHub needs for a formula: one at each end. Only in a tag of its own is one none."""
_DOLLAR = "<span>$</span>"


@dataclass(slots=True)
class _Piece:
    """Markdown as it is written; of emphasis the kind, whether it opens, and the place of its other end."""

    text: str
    kind: str = ""
    opens: bool = False
    other: int = -1


def write_inline(children: Sequence[Token], *, one_line: bool) -> str:
    """The Markdown of tokens made ready for it. With `one_line` a line break is HTML, as in headings and tables."""
    pieces: list[_Piece] = []
    opened: list[int] = []
    linked = 0
    children = _trimmed(_without_last_breaks(children), None if one_line else " \t\n")
    math = sum(token.content.count("$") for token in children if token.type == "text") >= _A_FORMULA
    for at, token in enumerate(children):
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "text":
            before = children[at - 1].type if at else ""
            after = children[at + 1].type if at + 1 < len(children) else ""
            pieces.append(_Piece(_text(token.content, before, after, linked=linked > 0, math=math)))
        elif kind in _DELIMITERS:
            other = opened.pop() if token.nesting < 0 else -1
            if other < 0:
                opened.append(len(pieces))
            else:
                pieces[other].other = len(pieces)
            pieces.append(_Piece(_DELIMITERS[kind], kind, other < 0, other))
        else:
            linked += token.nesting if kind == "link" else 0
            pieces.append(_Piece(_written(token, one_line=one_line)))
    _settle_emphasis(pieces)
    return "".join(piece.text for piece in pieces)


def _trimmed(children: Sequence[Token], space: str | None) -> list[Token]:
    """The tokens without space at both ends, which nobody would read back; what is escaped depends on what follows."""
    trimmed = list(children)
    for end, side in ((0, str.lstrip), (-1, str.rstrip)):
        while trimmed and trimmed[end].type == "text":
            content = side(trimmed[end].content, space)
            if content:
                trimmed[end] = trimmed[end].copy(content=content)
                break
            del trimmed[end]
    return trimmed


def _without_last_breaks(children: Sequence[Token]) -> Sequence[Token]:
    """The tokens without line breaks behind which nothing stands: at the end of a paragraph one would be its mark."""
    last = next((at for at in reversed(range(len(children))) if _stands(children[at])), -1)
    if all(token.type != "hardbreak" for token in children[last + 1 :]):
        return children
    kept: list[Token] = []
    for at, token in enumerate(children):
        if token.nesting < 0 and kept and kept[-1].type == f"{token.type.removesuffix('_close')}_open" and at > last:
            kept.pop()
        elif at <= last or token.type != "hardbreak":
            kept.append(token)
    return kept


def _stands(token: Token) -> bool:
    return token.nesting >= 0 and token.type != "hardbreak" and not (token.type == "text" and token.content.isspace())


def escape_text(text: str) -> str:
    """Text that is no Markdown, in one line, as Markdown that says exactly this; also where it begins a line."""
    written = _text(text.strip(), "", "", linked=False, math=True)
    begins = _BEGINS_BLOCK.match(written)
    if begins is None:
        return written
    end = begins.end() - 1
    return f"{written[:end]}\\{written[end:]}"


def destination(address: str, title: str = "") -> str:
    """What comes after a link's text."""
    shown = re.sub(_ENTITY, lambda match: f"&amp;{match.group()[1:]}", address)
    if not shown or re.search(r"[\s()<>\x00-\x1f]", shown):
        shown = f"<{re.sub(r'[<>]', lambda match: f'%{ord(match.group()):X}', ' '.join(shown.split()))}>"
    if not title:
        return f"({shown})"
    said = re.sub(rf'(["\\])|{_ENTITY}', lambda match: f"\\{match.group()}", " ".join(title.split()))
    return f'({shown} "{said}")'


def _written(token: Token, *, one_line: bool) -> str:
    written = {
        "hardbreak": "<br>" if one_line else "\\\n",
        "link_open": "[",
        "link_close": f"]{token.meta.get('to')}",
        "footnote_ref": f"[^{token.meta.get('label')}]",
        "autolink": f"<{token.content}>",
    }.get(token.type)
    if written is not None:
        return written
    return _code(token.content) if token.type == "code_inline" else f"<{'/' if token.nesting < 0 else ''}{token.tag}>"


def _code(content: str) -> str:
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    fence = "`" * (longest + 1)
    padded = longest > 0 or (content[:1] == " " == content[-1:] and content.strip(" "))
    return f"{fence} {content} {fence}" if padded else f"{fence}{content}{fence}"


def _text(content: str, before: str, after: str, *, linked: bool, math: bool) -> str:
    """The text escaped; `before` and `after` are the types of the tokens beside it.

    `math` says that a dollar may begin or end a formula.
    """

    def escaped(match: re.Match[str]) -> str:
        found = match.group()
        if match.lastgroup == "space":
            return " "
        if match.lastgroup == "cited":
            kept = not linked and not (after and match.end() == len(content))
            return " ".join(found.split()) if kept else re.sub(r"[\[\]]", r"\\\g<0>", found)
        if match.lastgroup == "dollar":
            return _DOLLAR if math else found
        if match.lastgroup in ("colon", "dot"):
            return f"{found[:-1]}\\{found[-1]}"
        return f"\\{found}" if _means(match) else found

    written = _SPECIAL.sub(escaped, content)
    if before == "footnote_ref" and written[:1] in ("(", ":", "["):
        written = f"\\{written}"
    if after in ("link_open", "footnote_ref") and written.endswith("!"):
        written = f"{written[:-1]}\\!"
    return written


def _means(match: re.Match[str]) -> bool:
    """Whether a mark, or what looks like an entity, may mean something where it is in its text."""
    text, mark = match.string, match.group()
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if match["entity"]:
        return not match["name"] or match["name"] in entities
    if mark == "_":
        return not (before.isalnum() and after.isalnum())
    if mark == "*":
        return not (before.isspace() and after.isspace())
    if mark == "<":
        return not after or after.isalpha() or after in "/!?"
    return mark != "\\" or not after or not (after.isalnum() or after in " \t\r\n")


def _settle_emphasis(pieces: list[_Piece]) -> None:
    """Write emphasis as HTML where its marks would not be read as such: inside of words, beside each other."""
    for attempt in range(_ATTEMPTS + 1):
        failing = [at for at, piece in enumerate(pieces) if piece.kind and not _reads(pieces, at)]
        if not failing:
            return
        if attempt == _ATTEMPTS:
            failing = [at for at, piece in enumerate(pieces) if piece.kind]
        for at in failing:
            for end in (at, pieces[at].other):
                piece = pieces[end]
                if piece.kind:
                    piece.text = f"<{'' if piece.opens else '/'}{_TAGS[piece.kind]}>"
                    piece.kind = ""


def _reads(pieces: Sequence[_Piece], at: int) -> bool:
    """Whether a mark of emphasis is read as what it is, by what stands on both sides of its row of marks."""
    piece = pieces[at]
    first = last = at
    while first and _runs_on(pieces[first - 1], pieces[first]):
        first -= 1
    while last + 1 < len(pieces) and _runs_on(pieces[last], pieces[last + 1]):
        last += 1
    row = pieces[first : last + 1]
    if any(one.opens != piece.opens for one in row):
        return False
    before = next((one.text[-1] for one in reversed(pieces[max(0, first - _ATTEMPTS) : first]) if one.text), " ")
    after = next((one.text[0] for one in pieces[last + 1 : last + 1 + _ATTEMPTS] if one.text), " ")
    inner, outer = (after, before) if piece.opens else (before, after)
    return not inner.isspace() and (not _punctuation(inner) or outer.isspace() or _punctuation(outer))


def _runs_on(one: _Piece, other: _Piece) -> bool:
    return bool(one.kind and other.kind) and (one.kind == "s") == (other.kind == "s")


def _punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"
