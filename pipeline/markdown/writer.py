"""Blocks → Markdown, by mdformat and its plugins.

Replaced of theirs is what takes the square of a long text's length (lists), splits code at characters that end no
line in Markdown (quotations, notes), or has no counterpart there (alerts and collapsible passages).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from markdown_it.token import Token
from mdformat.plugins import PARSER_EXTENSIONS
from mdformat.renderer import DEFAULT_RENDERERS, MDRenderer, RenderContext, RenderTreeNode

_LARGEST = 999_999_999
"""The largest number that an item of a list may have."""

_LINE = re.compile(r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}")

_FOLLOWS_TIGHT = ("fence", "code_block", "bullet_list", "ordered_list")


def write_blocks(tokens: Sequence[Token]) -> str:
    """The Markdown of block tokens whose inline tokens have theirs as `content`."""
    options = {"parser_extension": [_extension()], "mdformat": {"compact_tables": True}}
    return MDRenderer().render(tokens, options, {}, finalize=False)


@cache
def _extension() -> SimpleNamespace:
    """What mdformat is told beside its own: the plugins' renderers, and those here."""
    tables, notes = PARSER_EXTENSIONS["tables"], PARSER_EXTENSIONS["footnote"]
    ours: Mapping[str, Callable[[RenderTreeNode, RenderContext], str]] = {
        "inline": lambda node, _: node.content,
        "heading": _heading,
        "fence": _fence,
        "code_block": _fence,
        "blockquote": _quotation,
        "alert": _alert,
        "alert_title": lambda *_: "",
        "bullet_list": _list,
        "ordered_list": _list,
        "list_item": _item,
        "footnote": _note,
        "details": _details,
        "summary": lambda *_: "",
    }
    return SimpleNamespace(
        RENDERERS={**tables.RENDERERS, **notes.RENDERERS, **ours}, POSTPROCESSORS=tables.POSTPROCESSORS
    )


def _heading(node: RenderTreeNode, context: RenderContext) -> str:
    return DEFAULT_RENDERERS["heading"](node, context).rstrip()


def _fence(node: RenderTreeNode, context: RenderContext) -> str:
    if node.token is not None and node.content and not node.content.endswith("\n"):
        node.token.content += "\n"
    return DEFAULT_RENDERERS["fence"](node, context)


def _children(node: RenderTreeNode, context: RenderContext, separator: str = "\n\n") -> str:
    return separator.join(filter(None, (child.render(context) for child in node.children)))


def _prefixed(text: str, first: str, others: str) -> str:
    """The text with something before its first line, and before each of the others that is not empty."""
    return "\n".join(
        ((others if number else first) + line) if line else (others if number else first).rstrip()
        for number, line in enumerate(text.split("\n"))
    )


def _quotation(node: RenderTreeNode, context: RenderContext) -> str:
    return _prefixed(_children(node, context), "> ", "> ")


def _alert(node: RenderTreeNode, context: RenderContext) -> str:
    text = _children(node, context)
    return _prefixed(f"[!{_meta(node)['kind']}]" + (f"\n{text}" if text else ""), "> ", "> ")


def _list(node: RenderTreeNode, context: RenderContext) -> str:
    tight = all(_is_tight(item) for item in node.children)
    for item in node.children:
        _meta(item)["tight"] = tight
    texts = [item.render(context) for item in node.children]
    items = [
        _prefixed(text, f"{marker} ", " " * (len(marker) + 1))
        for text, marker in zip(texts, _markers(node, texts), strict=True)
    ]
    return ("\n" if tight else "\n\n").join(items)


def _markers(node: RenderTreeNode, items: Sequence[str]) -> list[str]:
    """The markers of a list's items; with those of empty lists in it, they must not make a line across the page."""
    if node.type == "bullet_list":
        marker = "-" if _meta(node)["marker"] else "*"
        line = any(_LINE.fullmatch(marker + text.partition("\n")[0]) for text in items)
        return ["+" if line else marker] * len(items)
    start: Any = node.attrs.get("start", 1)
    end = "." if _meta(node)["marker"] else ")"
    return [f"{min(start + number, _LARGEST)}{end}" for number in range(len(items))]


def _is_tight(item: RenderTreeNode) -> bool:
    """Whether an item reads back as it is when no empty line stands in it."""
    if not item.children:
        return True
    first, *others = item.children
    if first.type == "paragraph":
        if not first.hidden:
            return False
        return all(_follows(child) for child in others)
    return not others and first.type in _FOLLOWS_TIGHT and _follows(first)


def _follows(block: RenderTreeNode) -> bool:
    """Whether a block may follow a line of text: a list only if it begins with 1 and with text."""
    if block.type not in _FOLLOWS_TIGHT:
        return False
    if block.type in ("fence", "code_block"):
        return True
    return (
        block.attrs.get("start", 1) == 1 and bool(block.children and block.children[0].children) and _all_tight(block)
    )


def _all_tight(block: RenderTreeNode) -> bool:
    return all(_is_tight(item) for item in block.children)


def _item(node: RenderTreeNode, context: RenderContext) -> str:
    meta = _meta(node)
    text = _children(node, context, "\n" if meta["tight"] else "\n\n")
    if "checked" not in meta or not node.children or node.children[0].type != "paragraph":
        return text
    return f"[{'x' if meta['checked'] else ' '}] {text}"


def _note(node: RenderTreeNode, context: RenderContext) -> str:
    return _prefixed(_children(node, context), f"[^{_meta(node)['label']}]: ", "    ")


def _details(node: RenderTreeNode, context: RenderContext) -> str:
    summary = next((child.children[0].content for child in node.children if child.type == "summary"), "")
    opening = f"<details{' open' if _meta(node)['open'] else ''}>"
    said = f"\n<summary>{html.escape(summary, quote=False)}</summary>" if summary else ""
    text = _children(node, context)
    return f"{opening}{said}\n\n{text}\n\n</details>" if text else f"{opening}{said}\n</details>"


def _meta(node: RenderTreeNode) -> dict[str, Any]:
    """What the token that opens the node's element carries."""
    return node.nester_tokens.opening.meta if node.nester_tokens else {}
