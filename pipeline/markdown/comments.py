"""What a comment is for: a setting of a tool, guidance of a new file, a note, or a mark on the text around it.

What a comment says cannot be understood in every language. How much it says can be counted: a note is a sentence, and
what is shorter is a label. A label may restrict, whatever its words are, unless a tool is known to read it.
"""

from __future__ import annotations

import re

from pipeline import layout

_TOOL = re.compile(
    r"(?:prettier|markdownlint|rumdl|mdformat|markdown-link-check|lychee|textlint|remark|lint|alex|vale|spell-?checker"
    r"|cspell|codespell|typos|harper|ltex|autocorrect|dprint|deno-fmt|editorconfig-checker|eslint|pyml|reuse|spdx)"
    r"[-: ][\w ,.:;'=*/()-]+"
    r"|(?:start|end) doctoc[\w .:/,'!-]*|/?toc|toc ?stop|omit (?:in|from) toc|more|truncate|excerpt",
    re.IGNORECASE | re.ASCII,
)
"""What tools for Markdown read. None of them decides who may read a text."""
_NOTHING = re.compile(r"[\s<>!/*#=_.~+-]*")
_GUIDES = frozenset(layout.GUIDE.values())
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_ENDS = re.compile(r"[.!?\u2026\u3002\uff01\uff1f]$")
_LABEL = 3
"""So many words are a label, unless the last of them ends a sentence."""
_INSTRUCTION = re.compile(
    r"(?:describe|explain|list|summari[sz]e|add|fill|write|replace|todo|fixme|tbd|why|how)\b", re.IGNORECASE
)
"""How instructions of a template begin, and reminders: these are notes, however short."""


def said(comment: str) -> str:
    """What a comment of HTML says, in one line."""
    return " ".join(comment.removeprefix("<!--").removesuffix("-->").strip(" \t\n-").split())


def is_known(words: str) -> bool:
    """Whether a comment says nothing, is a setting of a tool, or is what a new file has below a heading."""
    return bool(_NOTHING.fullmatch(words) or _TOOL.fullmatch(words)) or words in _GUIDES


def is_label(words: str) -> bool:
    """Whether what a comment says is too short for a note, or begins as the end of something does."""
    ideographs = sum(len(run) for run in _IDEOGRAPHS.findall(words))
    count = len(_WORD.findall(_IDEOGRAPHS.sub(" ", words))) + ideographs // 2
    is_short = count < _LABEL + (_SENTENCE_ENDS.search(words) is None)
    return words.startswith("/") or (is_short and _INSTRUCTION.match(words) is None)
