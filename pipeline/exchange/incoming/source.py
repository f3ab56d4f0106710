"""A file of another house: its front matter, whatever site generator it was written for, and its body."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.documents import strict_yaml

_YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its name, the digest of its bytes, its front matter as data and as text, and its body."""

    name: str
    sha256: str
    front: Mapping[str, Any]
    front_text: str
    body: str


def source(name: str, sha256: str, text: str) -> Source:
    """Take a file's text apart."""
    for pattern, read in ((_YAML, _yaml), (_TOML, _toml)):
        match = pattern.match(text)
        if match:
            return Source(name, sha256, read(match[1]), match[1].strip("\n"), text[match.end() :])
    return Source(name, sha256, {}, "", text)


def _yaml(text: str) -> Mapping[str, Any]:
    parsed = strict_yaml.parse(f"{text}\n")
    return parsed.data if parsed.data is not None else _lines(text)


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return _lines(text)


def _lines(text: str) -> Mapping[str, Any]:
    """The keys of front matter that cannot be read as a whole, line by line."""
    return {match[1]: match[2].strip().strip("\"'") for match in _LINE.finditer(text)}
