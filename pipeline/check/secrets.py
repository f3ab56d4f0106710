"""Secrets in a text, found by bc-detect-secrets: the fork of detect-secrets that is still released.

Its detectors of one vendor's tokens are used, not those that guess from entropy or from a word such
as password: on prose, hashes and commit ids, these report too much. A detector is asked only around its
marker, a piece of text without which it cannot find anything; and nothing is imported before one is met.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

_REACH = 2048
"""How far from its marker a secret may reach; it bounds the time that any text can take."""

_SHORTEST = 16
_DISTINCT = 8
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Secret:
    """What was found: what it looks like, where it begins in the text, and what it is."""

    kind: str
    start: int
    value: str

    @property
    def sha256(self) -> str:
        """What names the secret without repeating it."""
        return hashlib.sha256(self.value.encode()).hexdigest()

    @property
    def shown(self) -> str:
        """Enough of it to find it, too little to use it."""
        return f"{self.value[:_SHOWN]}…" if len(self.value) > _SHORTEST else "…"


@dataclass(frozen=True, slots=True)
class _Detector:
    """A class of bc-detect-secrets; or a pattern of ours for a token that it does not know, or finds only in part."""

    markers: tuple[str, ...]
    module: str = ""
    name: str = ""
    pattern: str = ""
    line: bool = False  # the text before the marker in its line counts too
    needs: str = ""  # a pattern that costs little, without which the detector would look in vain


_DETECTORS = (
    _Detector(("AKIA", "ASIA", "ABIA", "ACCA", "A3T"), "aws", "AWSKeyDetector"),
    _Detector(("ecretAccessKey", "ecret_access_key", "SECRET_ACCESS_KEY"), "aws", "AWSKeyDetector", line=True),
    _Detector(("AccountKey=",), "azure_storage_key", "AzureStorageKeyDetector", line=True),
    _Detector(("AKC",), "artifactory", "ArtifactoryDetector"),
    _Detector(("iscord", "DISCORD"), "discord", "DiscordBotTokenDetector", line=True),
    _Detector(("eyJ",), "jwt", "JwtTokenDetector", needs=r"\.[\w-]"),
    _Detector(tuple(f"-us{digit}" for digit in range(1, 10)), "mailchimp", "MailchimpDetector", line=True),
    _Detector(("_authToken",), "npm", "NpmDetector"),
    _Detector(("PRIVATE KEY", "PuTTY-User-Key-File"), "private_key", "PrivateKeyDetector", line=True),
    _Detector(("SG.",), "sendgrid", "SendGridDetector"),
    _Detector(("xox", "hooks.slack.com"), "slack", "SlackDetector"),
    _Detector(("sq0csp",), "square_oauth", "SquareOAuthDetector"),
    _Detector(("sk_live_", "rk_live_"), "stripe", "StripeDetector"),
    _Detector(("wilio", "TWILIO"), "twilio", "TwilioKeyDetector", line=True),
    _Detector(("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), name="GitHub Token", pattern=r"gh[pousr]_[A-Za-z0-9]{36,255}"),
    _Detector(("github_pat_",), name="GitHub Token", pattern=r"github_pat_\w{60,100}"),
    _Detector(("npm_",), name="NPM Token", pattern=r"npm_[A-Za-z0-9]{36}"),
    _Detector(("glpat-",), name="GitLab Token", pattern=r"glpat-[\w-]{20,64}"),
    _Detector(("pypi-AgE",), name="PyPI Token", pattern=r"pypi-AgE[\w-]{60,400}"),
    _Detector(("sk-ant-", "sk-proj-"), name="API Key", pattern=r"sk-(?:ant|proj)-[\w-]{40,200}"),
    _Detector(("AIza",), name="Google API Key", pattern=r"AIza[\w-]{35}(?![\w-])"),
)

_APART = ("PRIVATE KEY", "PuTTY-User-Key-File", "iscord", "wilio")
"""Markers that stand apart from their secret, in another word or another line."""

_PLACEHOLDER = re.compile(r"example|redacted|masked|xxxx|\*\*\*|\.\.\.|…|<|\$\{|your[_-]", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"://(?P<user>[^\s/:@\"'<>\[\]()]{0,256}):(?P<password>[^\s/@\"'<>]{1,256})@(?P<host>[\w.-]{1,256})"
)
_NO_PASSWORD = re.compile(
    r"(?:user(?:name)?|pass(?:word|wd)?|pwd|pw|token|secret|key|\W*|\$\w+|\{+[\w.]+\}+|%\w+%)", re.IGNORECASE
)
_NO_HOST = re.compile(r"(?:.*\.)?(?:example(?:\.\w+)?|test|invalid|localhost)", re.IGNORECASE)


def secrets(text: str) -> Iterator[Secret]:
    """Everything in the text that looks like a secret and is no placeholder, by its place."""
    long = " ".join([word for word in text.split() if len(word) >= _SHORTEST])
    if not long:
        return
    by_start: dict[int, Secret] = {}
    for detector in _DETECTORS:
        for marker in detector.markers:
            # Most texts have few long words, and most markers stand in one: looking there first is what makes it fast.
            if marker in (text if marker in _APART else long):
                for secret in _detected(detector, marker, text):
                    by_start.setdefault(secret.start, secret)
    if "://" in long:
        for secret in _passwords(text):
            by_start.setdefault(secret.start, secret)
    yield from (by_start[start] for start in sorted(by_start))


def _detected(detector: _Detector, marker: str, text: str) -> Iterator[Secret]:
    analyse = _analyse(detector)
    for start, window in _windows(text, marker, whole_line=detector.line):
        for value in analyse(window) if re.search(detector.needs, window) else ():
            clean = value.strip().strip("\"'=:")
            if _is_secret(clean):
                yield Secret(_kind(detector), start + window.index(value) + value.index(clean), clean)


def _windows(text: str, marker: str, *, whole_line: bool) -> Iterator[tuple[int, str]]:
    """The pieces of text in which the marker's secret can stand, each with its start."""
    done = 0
    while (at := text.find(marker, done)) >= 0:
        start = max(text.rfind("\n", max(0, at - _REACH), at) + 1, at - _REACH, 0) if whole_line else at
        end = -1 if marker in _APART else text.find("\n", at, at + _REACH)
        end = min(len(text), at + _REACH) if end < 0 else end
        if end - start >= _SHORTEST:
            yield start, text[start:end]
        done = max(end, at + 1)


def _passwords(text: str) -> Iterator[Secret]:
    """A password in a URL: bc-detect-secrets has a detector too, but takes `https://a b: c@d` for one."""
    for match in _IN_ADDRESS.finditer(text):
        password = match["password"]
        if not (_NO_PASSWORD.fullmatch(password) or _PLACEHOLDER.search(password) or _NO_HOST.fullmatch(match["host"])):
            yield Secret("password in a URL", match.start("password"), password)


def _is_secret(value: str) -> bool:
    """Whether this is none of the values that stand in for a secret in documentation, and no hash."""
    if len(value) < _SHORTEST or len(set(value)) < _DISTINCT or _PLACEHOLDER.search(value):
        return False
    return re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", value) is None


@cache
def _analyse(detector: _Detector) -> Callable[[str], Iterable[str]]:
    if detector.pattern:
        return re.compile(detector.pattern).findall
    analyse: Callable[[str], Iterable[str]] = _plugin(detector).analyze_string
    return analyse


def _kind(detector: _Detector) -> str:
    return detector.name if detector.pattern else str(_plugin(detector).secret_type)


@cache
def _plugin(detector: _Detector) -> _Plugin:
    plugin: _Plugin = getattr(import_module(f"detect_secrets.plugins.{detector.module}"), detector.name)()
    return plugin


class _Plugin:
    """What is used of a detector of bc-detect-secrets."""

    secret_type: str
    analyze_string: Callable[[str], Iterable[str]]
