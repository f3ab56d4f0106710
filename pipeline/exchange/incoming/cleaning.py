"""What must not be taken over as it is: secrets, invisible characters, mentions, and live addresses of attackers."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline.check.secrets import secrets
from pipeline.exchange.incoming.house import House
from pipeline.exchange.incoming.text import Edit, edited
from pipeline.markdown.prose import Prose
from pipeline.markdown.references import mentions
from pipeline.markdown.tree import NO_TEXT, passages
from pipeline.text.characters import invisible

REDACTED = "REDACTED"

_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY-----"
    r"(?:.{0,8192}?-----END [A-Z0-9 ]{0,20}PRIVATE KEY-----|[A-Za-z0-9+/=\s]*)",
    re.DOTALL,
)
_DOT = r"(?:\[\.\]|\(\.\)|\[dot\]|\\\.)"
_DEFANGED = re.compile(rf"(?:h(?:xx|XX|tt)ps?(?:\[:\]|:)//)?((?:[\w-]{{1,63}}(?:\.|{_DOT})){{1,20}}[\w-]{{1,63}})")
_ADDRESS = re.compile(r"(?<![\w\[(<\"'=])https?://[^\s<>`\"')\]]{4,2000}")
_IPV4 = re.compile(r"(?<![\w.=/-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\w)")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z][a-z0-9-]+|\d+(?:\.\d+){3}", re.IGNORECASE)
_VERSION = re.compile(r"(?:versions?|releases?|v)\s*$", re.IGNORECASE)
_MOST = 5


@dataclass(frozen=True, slots=True)
class FoundSecret:
    """A secret of the source: what it looks like, its line, and the hash that names it."""

    kind: str
    line: int
    sha256: str


@dataclass(slots=True)
class Cleaned:
    """A text that may be taken over, the secrets that were in it, and how many words were changed for which reason."""

    text: str
    secrets: list[FoundSecret] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)


def cleaned(text: str, house: House) -> Cleaned:
    """The text without secrets and invisible characters, and with hostile addresses defanged."""
    result = Cleaned(text)
    _take_out_secrets(result)
    _take_out_invisible(result)
    # Without what is seen by nobody, there may be a secret in one piece that was in two.
    _take_out_secrets(result)
    _defang(result, house)
    return result


def _take_out_secrets(result: Cleaned) -> None:
    for match in reversed(list(_KEY.finditer(result.text))):
        _note(result, "private key", match.group(), match.start())
        result.text = result.text[: match.start()] + REDACTED + result.text[match.end() :]
    for _ in range(_MOST):
        found = list(secrets(result.text))
        for secret in found:
            _note(result, secret.kind, secret.value, secret.start)
        for secret in found:
            result.text = result.text.replace(secret.value, REDACTED)
        if not found:
            return


def _note(result: Cleaned, kind: str, value: str, start: int) -> None:
    line = result.text.count("\n", 0, start) + 1
    result.secrets.append(FoundSecret(kind, line, hashlib.sha256(value.encode()).hexdigest()))
    result.changes["secret replaced"] += 1


def _take_out_invisible(result: Cleaned) -> None:
    found = list(invisible(result.text))
    result.text = edited(result.text, ((one.start, one.start + 1, "") for one in found))
    if found:
        result.changes["invisible character removed"] += len(found)


def _defang(result: Cleaned, house: House) -> None:
    hosts = {*_defanged_hosts(result.text), *_hostile_hosts(result.text, house)}
    edits = list(_public_addresses(result.text))
    if hosts:
        names = "|".join(re.escape(name) for name in sorted(hosts, key=len, reverse=True))
        bare = re.compile(
            rf"(?:https?://)?(?<![\w.-])(?:[\w-]{{1,63}}\.){{0,20}}(?:{names})(?![\w-]|\.\w)", re.IGNORECASE
        )
        edits += [(match.start(), match.end(), _harmless(match.group())) for match in bare.finditer(result.text)]
    if edits:
        result.changes["address defanged"] += len(edits)
        result.text = edited(result.text, edits)


def _defanged_hosts(text: str) -> Iterator[str]:
    """The hosts that the source itself writes in a form that nobody can click on."""
    if re.search(rf"{_DOT}|hxxp|hXXp|\[:\]", text):
        for match in _DEFANGED.finditer(text):
            if re.search(rf"{_DOT}|hxx|hXX|\[:\]", match.group()):
                host = re.sub(_DOT, ".", match[1]).lower()
                if _HOST.fullmatch(host):
                    yield host


def _hostile_hosts(text: str, house: House) -> Iterator[str]:
    """The hosts of bare addresses in lines that speak of an attack: what an author links to has words."""
    for line in text.split("\n"):
        if "://" in line and house.hostile.search(_ADDRESS.sub("", line)):
            for match in _ADDRESS.finditer(line):
                try:
                    host = urlsplit(match.group()).hostname or ""
                except ValueError:
                    continue
                if _HOST.fullmatch(host) and text.count(f"]({match.group()}") == 0 and not _is_known(host):
                    yield host.lower()


_KNOWN = re.compile(
    r"(?:.*\.)?(?:github\.com|gitlab\.com|google\.com|virustotal\.com|mitre\.org|nist\.gov|cve\.org|microsoft\.com"
    r"|twitter\.com|x\.com|medium\.com|wikipedia\.org|pypi\.org|npmjs\.com|slack\.com|atlassian\.net|archive\.org"
    r"|readthedocs\.io|[\w-]+\.gov|bugcrowd\.com|hackerone\.com)",
    re.IGNORECASE,
)
"""Hosts that a report of an attack names as places to read on."""


def _is_known(host: str) -> bool:
    return _KNOWN.fullmatch(host) is not None


def _public_addresses(text: str) -> Iterator[Edit]:
    """Public IP addresses outside code, which may be an attacker's."""
    if not _IPV4.search(text):
        return
    for passage in passages(Prose(text)):
        for match in _IPV4.finditer(passage.text):
            if (
                NO_TEXT not in match.group()
                and _is_public(match.group())
                and not _VERSION.search(passage.text[: match.start()])
            ):
                place = passage.located(match.start())
                start = Prose(text).offset(place)
                if text.startswith(match.group(), start):
                    yield start, start + len(match.group()), _harmless(match.group())


def _is_public(words: str) -> bool:
    try:
        address = ipaddress.ip_address(words)
    except ValueError:
        return False
    return address.is_global and not address.is_multicast and not words.endswith(".0")


def _harmless(address: str) -> str:
    return re.sub("^http", "hxxp", address, flags=re.IGNORECASE).replace(".", "[.]")


def with_quoted_mentions(body: str) -> tuple[str, int]:
    """The Markdown with each mention as code, which reads the same and notifies nobody; and how many there were."""
    count = 0
    for _ in range(_MOST):
        prose = Prose(body)
        edits = []
        for mention in mentions(prose):
            start = prose.offset(mention.location)
            if body.startswith(mention.name, start):
                edits.append((start, start + len(mention.name), f"`{mention.name}`"))
        if not edits:
            break
        count += len(edits)
        body = edited(body, edits)
    return body, count
