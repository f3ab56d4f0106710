"""Defanging: addresses written so that nobody can follow them by accident, and written back."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"[\[({]\s?(\.|dot|@|at|:(?://)?)\s?[\])}]", re.IGNORECASE)
_PACKAGE = "package"
_MEANT = {"dot": ".", "at": "@"}
_HXXP = re.compile(r"\bhxx(?=ps?://)", re.IGNORECASE)
_HTTP = re.compile(r"\bhtt(?=ps?://)", re.IGNORECASE)


def defanged(text: str, kind: str = "") -> str:
    """An address so that no program makes a link of it, `hxxps://evil[.]example`; one that is defanged stays so.

    `kind` is the type of the indicator that it is: the name of a package leads nowhere, and stays as it is.
    """
    if kind == _PACKAGE:
        return text
    # Every scheme and dot: an address may have another one in its query.
    changed = _HTTP.sub("hxx", refanged(text)).replace(".", "[.]").replace("@", "[@]")
    return changed if "[" in changed else changed.replace(":", "[:]", 1)


def refanged(text: str, kind: str = "") -> str:
    """The address itself, from any of the ways in which people defang one."""
    if kind == _PACKAGE:
        return text
    exact = _WRITTEN.sub(lambda mark: _MEANT.get(mark[1].lower(), mark[1]), text)
    return _HXXP.sub("htt", exact)
