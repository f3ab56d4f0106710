"""The comments of YAML, which no parser keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

_COMMENT = re.compile(r"(?<!\S)#+[^\n]*")


def yaml_comments(text: str) -> Iterator[tuple[int, str]]:
    """Where each comment begins, and what it says; nothing from the first error on. They stand between the tokens.

    What a text in a block has behind its `|` or `>` is a comment, too.
    """
    end = 0
    try:
        for token in yaml.scan(text, yaml.CSafeLoader):
            yield from _found(text, end, token.start_mark.index)
            end = token.end_mark.index
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                header = text.find("\n", token.start_mark.index, end)
                yield from _found(text, token.start_mark.index, header)
    except yaml.YAMLError:
        return
    yield from _found(text, end, len(text))


def _found(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for comment in _COMMENT.finditer(text, start, end):
        yield comment.start(), comment[0].strip("# \t")
