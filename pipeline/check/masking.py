"""A report never repeats a secret: it goes to logs that many people read."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from pipeline.check.secrets import secrets
from pipeline.diagnostic import Diagnostic

_PLAIN = re.compile(r"[a-z0-9./-]*(?:README\.md)?")
"""What almost every path is: no token is without capitals, and to load the library takes a while."""


def masked(diagnostic: Diagnostic) -> Diagnostic:
    """The diagnostic with only the beginning of any secret in its texts; its source line is then hidden too."""
    message, hint, path = mask(diagnostic.message), mask(diagnostic.hint), _path(diagnostic.location.path)
    if (message, hint, path) == (diagnostic.message, diagnostic.hint, diagnostic.location.path):
        return diagnostic
    location = replace(diagnostic.location, path=path)
    return replace(diagnostic, location=location, message=message, hint=hint, hides_source=True)


@cache
def _path(path: str) -> str:
    return path if _PLAIN.fullmatch(path) else mask(path)


def mask(text: str) -> str:
    """The text with only the beginning of each secret in it."""
    # A detector names a value once, however often it occurs there.
    for secret in sorted(secrets(text), key=lambda secret: len(secret.value), reverse=True):
        text = text.replace(secret.value, secret.shown)
    return text


def holds_secret(line: str) -> bool:
    """Whether a line of a file contains a secret, and must not be shown."""
    return next(secrets(line), None) is not None
