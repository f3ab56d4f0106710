"""Secrets in a text, found by bc-detect-secrets: the fork of detect-secrets that is still released.

Its detectors of one vendor's tokens are used, not those that guess from entropy or from a word such
as password: on prose, hashes and commit ids, these report too much. A detector is asked only where the text has what
its pattern cannot do without, and is imported only then.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module

_SHORTEST = 16
_DISTINCT = 8
_SHOWN = 4

_PIECE = 2048
_SHARED = 512
"""How much of a text a detector is given at a time, and how much of that again with the next: more than any token."""
_SPLIT = 100_000
"""A longer text would take too much memory as a list of words."""
_BEFORE = 256
"""How far before its token the words may stand that tell what it is."""
_KEY = 8192
"""How long a private key may be, or a JSON Web Token."""

_KEY_HEADER = re.compile(r"BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY|PuTTY-User-Key-File")
_KEY_WORDS = ("PRIVATE KEY", "PuTTY-User-Key-File")
_VALUE = 24
_NAMES = ("key", "pw", "pass", "token", "cloudant", "softlayer")
_ASSIGNED = re.compile(
    rf"(?:key|pwd?|pass(?:word)?|token)[\"'\]]{{0,2}}[ =:>]{{1,6}}[\"']?[\w-]{{{_VALUE}}}|(?:cloudant|softlayer).com",
    re.IGNORECASE,
)
"""What the detectors of assignments cannot do without: a name, a sign or spaces, and a value; or an address."""
_DISCORD_MIDDLE = re.compile(r"\.[a-zA-Z\d_-]{6}\.")
_OF_WORD = r"[A-Za-z0-9+/=_.\\-]"
_WORD = re.compile(rf"(?<!{_OF_WORD}){_OF_WORD}{{{_SHORTEST},}}")
"""What every token of a vendor is, or has in it."""


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


class _Detector:
    """What is used of a detector of bc-detect-secrets."""

    secret_type: str
    analyze_string: Callable[[str], Iterable[str]]


Span = tuple[int, int]
Cut = Callable[[str], Iterable[Span]]
"""The places of a text at which a detector has to look."""


@lru_cache(maxsize=1)  # the detectors are given one text after another
def _pieces(text: str) -> tuple[Span, ...]:
    """Around every long word, with what is before it."""
    return tuple(_around_words(text))


def _long_words(text: str) -> Iterator[re.Match[str]]:
    if len(text) > _SPLIT:
        yield from _WORD.finditer(text)
        return
    end = 0
    # Half the time that the pattern takes for all of a text.
    for word in [word for word in text.split() if len(word) >= _SHORTEST]:
        start = text.index(word, end)
        end = start + len(word)
        yield from _WORD.finditer(text, start, end)


def _around_words(text: str) -> Iterator[Span]:
    start = end = 0
    for word in _long_words(text):
        first = max(word.start() - _BEFORE, 0)
        if first > end:
            yield from _cut(start, end)
            start = first if first == 0 or text[first - 1].isspace() else _space(text, first, word.start())
        end = min(word.end() + 2, len(text))
    yield from _cut(start, end)


@lru_cache(maxsize=1)  # as above
def _seen(text: str) -> str:
    """What the detectors of long words can see, as it is and in small letters; "" if there is no such word."""
    seen = "\n".join(text[start:end] for start, end in _pieces(text))
    return seen and f"{seen}\n{seen.casefold()}"


def _beside(*marks: str) -> Cut:
    """Around every long word, if one of these marks is there; those in small letters may be in capitals too."""

    def cut(text: str) -> Iterable[Span]:
        seen = _seen(text)
        return _pieces(text) if seen and any(mark in seen for mark in marks) else ()

    return cut


@lru_cache(maxsize=1)  # as above
def _assignments(text: str) -> tuple[Span, ...]:
    """Where a value is given to a key, a password or a token."""
    return tuple((start, end) for start, end in _pieces(text) if _is_assigned(text[start:end]))


def _is_assigned(piece: str) -> bool:
    # Few words are as long as a value, and few of those have such a name before them.
    longest, folded = max(map(len, piece.split()), default=0), piece.casefold()
    may_be = longest >= _VALUE and any(name in folded for name in _NAMES)
    return may_be and _ASSIGNED.search(_SPACES.sub("  ", piece)) is not None


def _cut(start: int, end: int) -> Iterator[Span]:
    while end - start > _PIECE:
        yield start, start + _PIECE
        start += _PIECE - _SHARED
    if end > start:
        yield start, end


def _space(text: str, start: int, end: int) -> int:
    match = re.compile(r"\s").search(text, start, end)
    return match.start() if match else end


def _web_tokens(text: str) -> Iterator[Span]:
    """Of a word with dots, what follows the first `eyJ` that a dot ends: the detector takes all of it for one token."""
    if "eyJ" not in text:
        return
    for word in _WORD.finditer(text):
        for part in re.finditer(r"[A-Za-z0-9_=-]++(?=\.[A-Za-z0-9_=-])", word[0][:_KEY]):
            if "eyJ" in part[0]:
                yield word.start() + part.start() + part[0].index("eyJ"), min(word.end(), word.start() + _KEY)
                break


def _artifactory(text: str) -> Iterator[Span]:
    """The words that may be tokens; an encrypted password with the nearest name of the product before it."""
    if "AKC" not in text and "AP" not in text:
        return
    words = list(re.finditer(r"(?<![^\s=:\"])A(?:KC|P[0-9A-F])[a-zA-Z0-9]{8,200}(?![^\s\"])", text))
    if not words:
        return
    names = [match.start() for match in re.finditer(r"artif|jfrog|buildkit", text, re.IGNORECASE)]
    for word in words:
        at = bisect_right(names, word.start())
        near = at > 0 and word.start() - names[at - 1] < _BEFORE
        yield names[at - 1] if near else max(word.start() - 1, 0), word.end() + 1


def _key_blocks(text: str) -> Iterator[Span]:
    if not any(word in text for word in _KEY_WORDS):
        return
    end = 0
    for header in _KEY_HEADER.finditer(text):
        if header.start() >= end:
            end = header.start() + _KEY
            yield header.start(), end


_DETECTORS: tuple[tuple[str, str, Cut], ...] = (
    ("artifactory", "ArtifactoryDetector", _artifactory),
    ("aws", "AWSKeyDetector", _beside("aws", "A3T", "ABIA", "ACCA", "AKIA", "ASIA")),
    ("azure_storage_key", "AzureStorageKeyDetector", _beside("==")),
    ("cloudant", "CloudantDetector", _assignments),
    ("discord", "DiscordBotTokenDetector", lambda text: _pieces(text) if _DISCORD_MIDDLE.search(_seen(text)) else ()),
    ("github_token", "GitHubTokenDetector", _beside("ghp_", "gho_", "ghu_", "ghs_", "ghr_")),
    ("ibm_cloud_iam", "IbmCloudIamDetector", _assignments),
    ("ibm_cos_hmac", "IbmCosHmacDetector", _assignments),
    ("jwt", "JwtTokenDetector", _web_tokens),
    ("mailchimp", "MailchimpDetector", _beside("-us")),
    ("npm", "NpmDetector", _beside("npm", "_authtoken")),
    ("private_key", "PrivateKeyDetector", _key_blocks),
    ("sendgrid", "SendGridDetector", _beside("SG.")),
    ("slack", "SlackDetector", _beside("xox", "hooks.slack.com")),
    ("softlayer", "SoftlayerDetector", _assignments),
    ("square_oauth", "SquareOAuthDetector", _beside("sq0csp-")),
    ("stripe", "StripeDetector", _beside("k_live_")),
    ("twilio", "TwilioKeyDetector", _beside("AC", "SK")),
)
"""Modules and classes of bc-detect-secrets, all but those that guess; `_passwords` stands for the one of addresses.
Where a pattern takes more than linear time on some texts, the places are chosen so that it does not."""

_APART = "\n\n\n \n\n\n"
"""Between texts that are looked at together: no pattern reaches across it."""

_OURS = (
    ("GitHub Token", re.compile(r"gh[pousr]_[A-Za-z0-9]{36,255}")),
    ("GitHub Token", re.compile(r"github_pat_\w{60,100}")),
    ("NPM Token", re.compile(r"npm_[A-Za-z0-9]{36}")),
    ("GitLab Token", re.compile(r"glpat-[\w-]{20,64}")),
    ("PyPI Token", re.compile(r"pypi-AgE[\w-]{60,400}")),
    ("API Key", re.compile(r"sk-(?:ant|proj)-[\w-]{40,200}")),
    ("Google API Key", re.compile(r"AIza[\w-]{35}(?![\w-])")),
)
"""Tokens that the library does not know, or finds only in part."""

_SPACES = re.compile(" {3,}")
"""As many spaces as the author likes may be before a value; some patterns try them in every way."""
_PLACEHOLDER = re.compile(r"example|redacted|masked|xxxx|\*\*\*|\.\.\.|…|<|\$\{|your[_-]", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"://(?P<user>[^\s/:@\"'<>\[\]()]{0,256}):(?P<password>[^\s/@\"'<>]{1,256})@(?P<host>[\w.-]{1,256})"
)
_NO_PASSWORD = re.compile(
    r"(?:user(?:name)?|pass(?:word|wd)?|pwd|pw|token|secret|key|\W*|\$\w+|\{+[\w.]+\}+|%\w+%)", re.IGNORECASE
)
_NO_HOST = re.compile(r"(?:.*\.)?(?:example(?:\.\w+)?|test|invalid|localhost)", re.IGNORECASE)


def secrets(text: str) -> Iterator[Secret]:
    """Everything in the text that looks like a secret and is not a placeholder, by its place."""
    found = [*_ours(text), *_of_library(text), *_passwords(text)]
    end = 0
    # Of two answers about the same words, the longer one.
    for secret in sorted(found, key=lambda secret: (secret.start, -len(secret.value))):
        if secret.start >= end:
            end = secret.start + len(secret.value)
            yield secret


def any_secret(texts: Iterable[str]) -> bool:
    """Whether any of the texts has a secret: quicker for many than one after the other, and most have none."""
    return next(secrets(_APART.join(texts)), None) is not None


def looked_at(text: str) -> int:
    """How many characters of a text the detectors have to look at: long words, and what is before them."""
    return sum(end - start for start, end in _pieces(text))


def why_none(kind: str, value: str) -> str:
    """Why a value that a detector of this kind finds is not a secret; "" if it is one."""
    if len(value) < _SHORTEST:
        return "too short for a token"
    if len(set(value)) < _DISTINCT:
        return "the same few characters over and over"
    if _PLACEHOLDER.search(value):
        return "stands in for a secret"
    if kind == "AWS Access Key" and re.fullmatch(r"[0-9a-f]{40}", value):
        return "a SHA-1, as of a commit"
    return ""


def _ours(text: str) -> Iterator[Secret]:
    for kind, pattern in _OURS if _pieces(text) else ():
        for match in pattern.finditer(text):
            if not why_none(kind, match[0]):
                yield Secret(kind, match.start(), match[0])


def _of_library(text: str) -> Iterator[Secret]:
    for module, name, cut in _DETECTORS:
        for start, end in cut(text):
            detector = _detector(module, name)
            for value in detector.analyze_string(_SPACES.sub("  ", text[start:end])):
                clean = value.strip().strip("\"'=:")
                if not why_none(detector.secret_type, clean):
                    yield Secret(detector.secret_type, text.index(clean, start), clean)


@cache
def _detector(module: str, name: str) -> _Detector:
    detector: _Detector = getattr(import_module(f"detect_secrets.plugins.{module}"), name)()
    return detector


def _passwords(text: str) -> Iterator[Secret]:
    """A password in a URL: bc-detect-secrets has a detector too, but takes `https://a b: c@d` for one."""
    for match in _IN_ADDRESS.finditer(text) if "://" in text else ():
        password = match["password"]
        if not (_NO_PASSWORD.fullmatch(password) or _PLACEHOLDER.search(password) or _NO_HOST.fullmatch(match["host"])):
            yield Secret("password in a URL", match.start("password"), password)
