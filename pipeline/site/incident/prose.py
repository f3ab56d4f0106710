"""Authors' Markdown → HTML that is safe inside a page of ours, and the headings that structure it.

Raw HTML in prose is shown as text. Nothing that comes out of here loads anything from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

from pipeline.artefacts import is_image
from pipeline.outline import parser
from pipeline.prose import Prose
from pipeline.site.i18n.language import Language
from pipeline.site.links import web_url
from pipeline.site.page.record import DIAGRAM
from pipeline.syntax import CITATION, COMMENT, EVIDENCE_ID

_DEEPEST = 6
_MERMAID = "mermaid"
_STRUCTURE = 3


@dataclass(frozen=True, slots=True)
class Context:
    """The page that prose stands on: where its relative links lead ("" for nowhere), its evidence, its language.

    Paragraphs that cite evidence get ids that begin with `anchor`.
    """

    resolve: Callable[[str], str]
    evidence: frozenset[str]
    language: Language
    anchor: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (level 0 and "" for text above the first), the HTML below it, its anchor.

    `cites` has the evidence cited there, each with the ids of the paragraphs that cite it.
    """

    level: int
    heading: str
    html: Markup
    cites: dict[str, list[str]]
    anchor: str


def parts(prose: Prose, context: Context) -> list[Part]:
    """The prose split at its headings of the first three levels; the first two become level 2."""
    tokens = _parser().parse(prose.text)
    starts = [at for at, token in enumerate(tokens) if _structural(token)]
    before = tokens[: starts[0] if starts else None]
    sections = [(0, "", before)] if before else []
    for start, end in zip(starts, [*starts, len(tokens)][1:], strict=True):
        sections.append((max(2, int(tokens[start].tag[1])), plain(tokens[start + 1]), tokens[start + 3 : end]))
    found = [_part(*section, context, f"{context.anchor}{number}") for number, section in enumerate(sections)]
    return [part for part in found if part.html or part.heading]


def fragment(prose: Prose, context: Context) -> Part:
    """The prose in one piece, for a card: its headings are HTML, two levels deeper than written."""
    html, cites = _render(_parser().parse(prose.text), context, context.anchor, 2)
    return Part(0, "", html, cites, context.anchor)


def _part(level: int, title: str, tokens: Sequence[Token], context: Context, anchor: str) -> Part:
    return Part(level, title, *_render(tokens, context, anchor, 0), anchor)


def plain(token: Token) -> str:
    """The text of an inline token without its markup."""
    pieces = (
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or []
        if child.type in ("text", "code_inline", "image", "softbreak", "hardbreak")
    )
    return " ".join("".join(pieces).split())


def _structural(token: Token) -> bool:
    return token.type == "heading_open" and token.level == 0 and int(token.tag[1]) <= _STRUCTURE


def _render(tokens: Sequence[Token], context: Context, anchor: str, deeper: int) -> tuple[Markup, dict[str, list[str]]]:
    cites: dict[str, list[str]] = {}
    for at, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            if token.nesting == 1:
                _translate(tokens[at + 1], context.language)
            token.tag = f"h{min(_DEEPEST, max(2, int(token.tag[1])) + deeper)}"
        if token.children:
            here: dict[str, None] = {}
            token.children = list(_inline(token.children, context, here))
            if here:
                place = str(_opening(tokens, at).attrs.setdefault("id", f"{anchor}-{at}"))
                for name in here:
                    places = cites.setdefault(name, [])
                    places += [place] if place not in places else []
    markdown = _parser()
    html = Markup(markdown.renderer.render(tokens, markdown.options, {"language": context.language}).strip())  # noqa: S704  # the renderer escapes every text and attribute, and raw HTML is off
    return html, cites


def _translate(heading: Token, language: Language) -> None:
    """Put a heading that `check` asks for into the site's language."""
    written = plain(heading)
    said = language.heading(written)
    heading.children = heading.children if said == written else [_text(said)]


def _opening(tokens: Sequence[Token], at: int) -> Token:
    """What opens the element that the inline token at this place stands in; a tight list has no paragraphs."""
    level = tokens[at].level
    for token in reversed(tokens[:at]):
        if token.nesting == 1 and token.level < level:
            if not token.hidden:
                return token
            level = token.level
    raise AssertionError("an inline token stands in a block")


def _inline(children: Sequence[Token], context: Context, cites: dict[str, None]) -> Iterator[Token]:
    """The tokens with citations linked, links resolved, and images that are not ours as links or text."""
    links: list[bool] = []
    for token in children:
        if token.type == "link_open":
            attributes = _link(str(token.attrs.get("href", "")), context)
            links.append(bool(attributes))
            if attributes:
                token.attrs |= attributes
                yield token
        elif token.type == "link_close":
            if links.pop():
                yield token
        elif token.type == "image":
            yield from _image(token, context, linked=any(links))
        elif token.type == "text" and not links:
            yield from _cited(token.content, context, cites)
        else:
            yield token


def _link(href: str, context: Context) -> dict[str, str | int | float]:
    """The attributes of a link, or none where it leads nowhere on this site or the web."""
    if web_url(href):
        return {"href": href, "rel": "noopener noreferrer"}
    if href.lower().startswith("mailto:") or (href.startswith("#") and href[1:] in context.evidence):
        return {"href": href}
    inside = "" if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href) else context.resolve(href)
    return {"href": inside} if inside else {}


def _image(token: Token, context: Context, *, linked: bool) -> Iterator[Token]:
    source = str(token.attrs.get("src", ""))
    alt = plain(token)
    attributes = _link(source, context)
    if attributes and not web_url(source) and is_image(str(attributes["href"])):
        token.attrs = {"src": attributes["href"], "alt": "", "loading": "lazy"}
        yield token
    elif attributes and not linked:
        yield from _anchor(alt or source, attributes)
    else:
        yield _text(alt)


def _cited(text: str, context: Context, cites: dict[str, None]) -> Iterator[Token]:
    rest = 0
    for match in CITATION.finditer(text):
        yield _text(f"{text[rest : match.start()]}[")
        rest = match.end()
        for at, name in enumerate(EVIDENCE_ID.findall(match[1])):
            yield _text(", " if at else "")
            if name in context.evidence:
                cites[name] = None
                yield from _anchor(name, {"href": f"#{name}", "class": "pm-cite"})
            else:
                yield _text(name)
        yield _text("]")
    yield _text(text[rest:])


def _anchor(text: str, attributes: dict[str, str | int | float]) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs=attributes)
    yield _text(text)
    yield Token("link_close", "a", -1)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


@cache
def _parser() -> MarkdownIt:
    markdown = parser()
    markdown.core.ruler.before("inline", "citation", _join_citations)
    markdown.block.ruler.before("paragraph", "comment", _block_comment)
    markdown.inline.ruler.before("text", "comment", _inline_comment)
    markdown.add_render_rule("fence", _code)
    markdown.add_render_rule("code_block", _code)
    markdown.add_render_rule("table_open", lambda *_: '<div class="pm-scroll" tabindex="0"><table>\n')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return markdown


def _code(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    """A code block whose line ends are entities: a blank line would end the page's HTML block."""
    code = escapeHtml(tokens[index].content).replace("\t", "&#9;").replace("\n", "&#10;")
    block = f'<pre tabindex="0"><code>{code}</code></pre>\n'
    return _diagram(block, env["language"]) if tokens[index].info.strip() == _MERMAID else block


def _diagram(source: str, language: Language) -> str:
    """A Mermaid diagram's source, with what the page's script fills when it draws it (assets/diagrams.js)."""
    _ = language.gettext
    alt, label, trouble = map(escapeHtml, (_("Diagram"), _("The diagram as text"), _("This diagram cannot be drawn:")))
    return (
        f'{DIAGRAM} data-alt="{alt}">'
        f'<p class="pm-diagram__error pm-note" hidden>{trouble} <code></code></p>'
        f"<details open><summary>{label}</summary>\n{source}</details></figure>\n"
    )


def _join_citations(state: StateCore) -> None:
    """A citation that the author wrapped, such as [E1,⏎E2], is one text again."""
    for token in state.tokens:
        if token.type == "inline":
            token.content = CITATION.sub(lambda match: " ".join(match.group().split()), token.content)


def _block_comment(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls rules
    """A comment that begins a block is dropped, as GitHub drops it, up to the line on which it ends."""
    begin = state.bMarks[start] + state.tShift[start]
    match = COMMENT.match(state.src, begin)
    if match is None or state.is_code_block(start):
        return False
    if silent:
        return True
    line = start
    while line < state.lineMax and state.eMarks[line] < match.end():
        line += 1
    after = state.src[match.end() : state.eMarks[min(line, state.lineMax - 1)]]
    if after.strip():
        return False
    state.line = min(line + 1, state.lineMax)
    return True


def _inline_comment(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001  # as markdown-it calls rules
    match = COMMENT.match(state.src, state.pos)
    if match is None or not match.group().endswith("-->"):
        return False
    state.pos = match.end()
    return True
