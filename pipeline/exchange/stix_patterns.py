"""An indicator as a pattern of STIX, which other programs look for."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pipeline.model import Indicator
from pipeline.text.defanging import refanged

_PATHS = {
    "domain-name:value": "domain",
    "ipv4-addr:value": "ipv4",
    "ipv6-addr:value": "ipv6",
    "url:value": "url",
    "email-addr:value": "email",
    "file:hashes.'SHA-256'": "sha256",
    "file:hashes.'SHA-1'": "sha1",
    "file:hashes.MD5": "md5",
    "user-account:account_login": "account",
}
"""Where STIX keeps the value of an indicator, with its type here. A package has no such place."""

_PACKAGE = re.compile(r"pkg:[^/]+/(?P<name>[^@?#]+(?:@[^/@?#]+/[^@?#]+)?)(?:@(?P<version>[^?#]+))?.*")


def pattern(indicator: Indicator) -> str:
    """The pattern that finds this indicator, which may be defanged."""
    value = refanged(indicator.value, indicator.type)
    paths = [path for path, kind in _PATHS.items() if kind == indicator.type]
    if paths:
        return f"[{paths[0]} = {_quoted(value)}]"
    match = _PACKAGE.fullmatch(value)
    name, version = (match["name"], match["version"]) if match else (value, None)
    tests = [f"software:name = {_quoted(unquote(name))}"]
    tests += [f"software:version = {_quoted(unquote(version))}"] if version else []
    return f"[{' AND '.join(tests)}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
