"""Tokens of a safe tree → HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

_MERMAID = "mermaid"


def render(tokens: Sequence[Token], anchor: str, word: Callable[[str], str], diagram: Callable[[str], str]) -> Markup:
    """The HTML. Ids of footnotes start with `anchor`; `word` and `diagram` are those of the page's context."""
    markdown = _renderer()
    env = {"anchor": anchor, "word": word, "diagram": diagram}
    return Markup(markdown.renderer.render(tokens, markdown.options, env).strip())  # noqa: S704  # the renderer escapes every text and attribute, and the tree has no raw HTML


@cache
def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark")
    rules = {
        "fence": _code,
        "code_block": _code,
        "table_open": lambda *_: '<div class="pm-scroll" tabindex="0"><table>\n',
        "table_close": lambda *_: "</table></div>\n",
        "list_item_open": _item,
        "details_open": lambda _renderer, tokens, at, *_: f"<details{' open' if tokens[at].meta['open'] else ''}>\n",
        "footnote_ref": _reference,
        "footnote_anchor": _back,
        "notes_open": lambda *_: '<section class="pm-footnotes"><ol>\n',
        "notes_close": lambda *_: "</ol></section>\n",
        "note_open": _note,
        "note_close": lambda *_: "</li>\n",
    }
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _code(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    """A code block whose line ends are entities: a blank line would end the page's HTML block."""
    code = escapeHtml(tokens[index].content).replace("\t", "&#9;").replace("\n", "&#10;")
    block = f'<pre tabindex="0"><code>{code}</code></pre>\n'
    return str(env["diagram"](block)) if tokens[index].info.strip() == _MERMAID else block


def _item(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    """An item of a list, with its box if it is a task; the box says what it is, since nobody can tick it here."""
    opening = renderer.renderToken(tokens, index, options, env)
    if "checked" not in tokens[index].meta:
        return opening
    checked = tokens[index].meta["checked"]
    label = escapeHtml(env["word"]("Done" if checked else "Not done"))
    box = f'<input type="checkbox" disabled{" checked" if checked else ""} aria-label="{label}"> '
    return f"{opening}{box}"


def _reference(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    meta = tokens[index].meta
    number = meta["id"] + 1
    again = f"-{meta['subId']}" if meta["subId"] else ""
    anchor = escapeHtml(env["anchor"])
    return f'<sup id="{anchor}-ref{number}{again}"><a href="#{anchor}-note{number}">{number}</a></sup>'


def _note(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    number = tokens[index].meta["id"] + 1
    return f'<li id="{escapeHtml(env["anchor"])}-note{number}" value="{number}">\n'


def _back(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    meta = tokens[index].meta
    again = f"-{meta['subId']}" if meta["subId"] else ""
    place = f"{escapeHtml(env['anchor'])}-ref{meta['id'] + 1}{again}"
    label = escapeHtml(env["word"]("Back to the text"))
    return f' <a href="#{place}" aria-label="{label}">\u21a9\ufe0e</a>'
