"""Authors' text in templates, isolated from the text around it where it could change its order.

A template marks each value that it puts in, and what it made then says how: by an element in HTML, by characters where
no element can stand. So no template has to think of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from pipeline.text.bidirectional import FIRST_STRONG_ISOLATE, POP_ISOLATE, balanced, reorders

# Control characters, which no page shows: an author's are taken out of every value first.
_BEGIN, _END = "\x01", "\x02"
_MARKS = str.maketrans("", "", _BEGIN + _END)
_MARKED = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}<>]*){_END}")
_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_READ = frozenset({"title", "alt", "aria-label", "label", "placeholder"})
"""The attributes that people read; the others are for programs."""
_TEXT_ONLY = frozenset({"title", "option", "svg"})
"""Elements in which `bdi` cannot stand."""


def mark(value: Any) -> Any:
    """The value, marked where it is text that could change the order of what is beside it. HTML is left as it is."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isascii():
        return value
    return f"{_BEGIN}{balanced(value.translate(_MARKS))}{_END}" if reorders(value) else value


def marking(translate: Callable[..., str]) -> Callable[..., Markup]:
    """What translates a message in templates, with the values marked that fill its placeholders."""

    def translated(*messages: Any, **values: Any) -> Markup:
        said = translate(*messages)
        if values or "%" in said:
            said %= {name: escape(mark(value)) for name, value in values.items()}
        return Markup(said)  # noqa: S704  # the site's own text, which may have HTML

    return translated


def isolate_in_html(source: str) -> str:
    """HTML made of marked values, with each in a `bdi`, or between characters where that cannot stand."""
    if _BEGIN not in source:
        return source
    text_only: list[str] = []
    parts = []
    for token in _TOKEN.findall(source):
        if not token.startswith("<"):
            parts.append(_with_characters(token) if text_only else _MARKED.sub(r"<bdi>\1</bdi>", token))
            continue
        name = token.strip("</>").split(maxsplit=1)[0].lower()
        if name in _TEXT_ONLY:
            if token.startswith("</"):
                text_only = text_only[:-1]
            elif not token.endswith("/>"):
                text_only.append(name)
        parts.append(_ATTRIBUTE.sub(_in_attribute, token))
    return "".join(parts)


def isolate_in_xml(source: str) -> str:
    """XML made of marked values, with each between characters, but in attributes, which programs read."""
    return "".join(
        _ATTRIBUTE.sub(_in_attribute, token) if token.startswith("<") else _with_characters(token)
        for token in _TOKEN.findall(source)
    )


def _in_attribute(attribute: re.Match[str]) -> str:
    name, value = attribute.groups()
    return f'{name}="{_with_characters(value) if name in _READ else value.translate(_MARKS)}"'


def _with_characters(text: str) -> str:
    return _MARKED.sub(rf"{FIRST_STRONG_ISOLATE}\1{POP_ISOLATE}", text)
