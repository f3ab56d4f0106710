"""A report never repeats a secret: it goes to logs that many people read."""

from __future__ import annotations

from dataclasses import replace

from pipeline.check.secrets import secrets
from pipeline.diagnostic import Diagnostic


def masked(diagnostic: Diagnostic) -> Diagnostic:
    """The diagnostic with only the beginning of any secret in its texts; its source line is then hidden too."""
    message, hint = mask(diagnostic.message), mask(diagnostic.hint)
    if (message, hint) == (diagnostic.message, diagnostic.hint):
        return diagnostic
    return replace(diagnostic, message=message, hint=hint, hides_source=True)


def mask(text: str) -> str:
    """The text with only the beginning of each secret in it."""
    # A detector names a value once, however often it stands there.
    for secret in sorted(secrets(text), key=lambda secret: len(secret.value), reverse=True):
        text = text.replace(secret.value, secret.shown)
    return text


def holds_secret(line: str) -> bool:
    """Whether a line of a file contains a secret, and must not be shown."""
    return next(secrets(line), None) is not None
