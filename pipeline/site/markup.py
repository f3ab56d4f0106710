"""A page of the tree: front matter, Markdown headings, and HTML blocks between them.

The HTML blocks are such that any Markdown generator passes them through untouched, and what authors
wrote in a heading means nothing to Markdown.
"""

from __future__ import annotations

import html
import re
import string
from functools import cache
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.site import words

# Generators use some control characters as their own marks.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAKS = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_PUNCTUATION = {ord(char): f"&#{ord(char)};" for char in string.punctuation}


def page(title: str, description: str, *blocks: str, hide: tuple[str, ...] = ("navigation",)) -> str:
    """A whole page below its title; empty blocks are left out.

    Themes put title and description into the page as they are, so both are escaped here.
    """
    front = {"title": html.escape(_line(title)), "description": html.escape(_line(description)), "hide": list(hide)}
    matter = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=float("inf"))
    return "\n\n".join([f"---\n{matter}---", *(block for block in (heading(1, title), *blocks) if block)]) + "\n"


def heading(level: int, text: str) -> str:
    """A Markdown heading that says exactly this text; "" where there is none."""
    line = _line(text)
    return f"{'#' * level} {line.translate(_PUNCTUATION)}" if line else ""


def block(template: str, **values: Any) -> str:
    """An HTML block from a template; "" where the template has nothing to say."""
    return html_block(_environment().get_template(template).render(**values))


def html_block(source: str) -> str:
    """The HTML as one block of Markdown: no blank line, no line that begins with a space, no tab."""
    return _BREAKS.sub("\n", _CONTROL.sub("", source)).strip().replace("\t", " ")


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (words.humanise, words.css, words.plural, words.when, words.counted, words.due, words.ago, words.web)
    environment.filters |= {function.__name__: function for function in filters}
    environment.filters |= {"attack": words.attack, "paragraphs": words.paragraphs}
    return environment
