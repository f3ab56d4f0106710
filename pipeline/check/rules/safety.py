"""Rules about what must not leave the repository: secrets, and hostile addresses that somebody could click on."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import unquote

from pipeline.check.characters import all_texts
from pipeline.check.rule import Example, Place, Problem, RuleContext, at, rule
from pipeline.check.secrets import Secret, any_secret, looked_at, secrets
from pipeline.check.texts import Text, texts, values
from pipeline.diagnostic import Location, Route, Severity
from pipeline.documents.document import Document
from pipeline.markdown.links import links
from pipeline.markdown.prose import Prose
from pipeline.markdown.tree import passages
from pipeline.model import PERSONAL, Incident

_ADDRESS = "postgres://report:Tr0ub4dor-and-3@db.corp.internal/orders"
_LEAK = f"## What happened\n\nThe log showed {_ADDRESS} in clear.\n"
_MOST_SEARCHED = 1_500_000
"""So many characters of long words in an incident's artefacts take the detectors two seconds at worst. A log of ten
megabytes has fewer, unless each of its lines has a hash."""
_SHA256 = "31013ade6422ee92d8fdadfb41faf3bf083836abe54cf4bd59d38598fc473c83"
_LISTED = "revoked_secrets: [{sha256: %s, reason: revoked on 2026-01-10}]"


@rule(
    fails=Example("README.md", body=_LEAK),
    passes=Example("README.md", front=_LISTED % _SHA256, body=_LEAK),
)
def text_holds_no_secret(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """No text contains a secret: documents, their comments, and artefacts that are text.

    If a text has to show a secret that was revoked, list it under `revoked_secrets` in README.md, by its hash and with
    a reason. The rule finds tokens of well-known vendors, private keys, and passwords in URLs; it cannot tell a
    password on its own from a word. Compress artefacts that are almost nothing but long words, such as dumps in base64,
    or keep them elsewhere: only so much of such text is searched, and more is an error.
    """
    yield from _secrets_in_names(incident)
    for prose, is_searched in _artefacts(incident, context):
        if not is_searched:
            message = "this cannot be searched for secrets: too much of it, or of all artefacts, could be a secret"
            hint = "compress the file, or store it elsewhere and give its `url` and `sha256`"
            yield Problem(prose.located(0), message, hint)
    revoked = {item.sha256 for item in incident.revoked_secrets}
    for place, secret in _secrets(incident, context):
        if secret.sha256 not in revoked:
            message = f"this looks like a secret ({secret.kind}): `{secret.shown}`"
            hint = (
                "revoke it and replace it with REDACTED; if a text has to show it, add it to README.md:"
                f" `revoked_secrets: [{{sha256: {secret.sha256}, reason: revoked on …}}]`"
            )
            yield Problem(place, message, hint, hides_source=True)


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", front=_LISTED % ("0" * 64)),
    passes=Example("README.md", front=_LISTED % _SHA256, body=_LEAK),
)
def revoked_secret_is_shown(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A secret that is listed as revoked is still in one of the incident's texts."""
    if not incident.revoked_secrets or not all(document.source.text for document in context.documents.values()):
        return
    shown = {secret.sha256 for _, secret in _secrets(incident, context)}
    for index, item in enumerate(incident.revoked_secrets):
        if item.sha256 and item.sha256 not in shown:
            place = at(incident.readme, "revoked_secrets", index, "sha256")
            yield Problem(place, "no text of this incident contains this secret", "remove it from the list")


def _secrets(incident: Incident, context: RuleContext) -> Iterator[tuple[Place, Secret]]:
    read = [list(_texts(document)) for document in context.documents.values()]
    if any_secret(text for texts in read for _, text in texts):
        for texts in read:
            yield from _in_document(*texts)
    for prose, is_searched in _artefacts(incident, context):
        for secret in secrets(prose.text) if is_searched else ():
            yield prose.located(secret.start), secret


def _secrets_in_names(incident: Incident) -> Iterator[Problem]:
    paths = {incident.path, *(f"{incident.path}/{name}" for name in incident.files)}
    paths |= {f"{incident.path}/{artefact.path}" for artefact in incident.artefacts}
    names = {path: incident.id if path == incident.path else path.removeprefix(f"{incident.path}/") for path in paths}
    if not any_secret(names.values()):
        return
    for path, name in sorted(names.items()):
        for secret in secrets(name):
            message = f"this name seems to contain a secret ({secret.kind}): `{secret.shown}`"
            yield Problem(Location(path), message, "revoke it and rename the file")


def _artefacts(incident: Incident, context: RuleContext) -> Iterator[tuple[Prose, bool]]:
    """The text of each artefact that has one, and whether it is short enough to be searched after those before it."""
    left = _MOST_SEARCHED
    for artefact in incident.artefacts:
        prose = context.artefact_text(artefact.path)
        if prose is not None:
            size = looked_at(prose.text)
            yield prose, size <= left
            left -= size if size <= left else 0


_Text = tuple[Callable[[int], Place], str]
"""A text in which a secret may stand in one piece, and what tells the place of one of its characters."""


def _in_document(source: _Text, *read: _Text) -> Iterator[tuple[Place, Secret]]:
    """The secrets in the texts of a document; those that its source has are found there only."""
    locate, text = source
    found = [(locate(secret.start), secret) for secret in secrets(text)]
    yield from found
    for locate, text in read if any_secret(text for _, text in read) else ():
        for secret in secrets(text):
            if not any(secret.value in known.value or known.value in secret.value for _, known in found):
                yield locate(secret.start), secret


def _texts(document: Document) -> Iterator[_Text]:
    """A document's source, and what a page shows in one piece: a file may have escapes, markup or line ends in it."""
    yield document.source.located, document.source.text
    for route, text in _read_otherwise(document):
        yield partial(_always, (document.path, route)), text
    if _ESCAPES.search(document.body.text):
        yield from ((passage.located, passage.text) for passage in passages(document.body))
        yield from ((partial(_always, link.location), unquote(link.target)) for link in links(document.body))


def _always(place: Place, _offset: int) -> Place:
    return place


def _read_otherwise(document: Document) -> Iterator[tuple[Route, str]]:
    """The texts in front matter that are not in the file as they are read: escaped, folded or quoted ones."""
    at = 0
    for route, text in all_texts(document.data):
        if len(text) < _SHORTEST:
            continue
        place = document.source.text.find(text, at)
        if place < 0:
            yield route, text
        else:
            at = place


_SHORTEST = len("://a:b@c")
"""The length of the shortest secret, a password in a URL."""

_ESCAPES = re.compile(r"\\[!-/:-@\[-`{-~]|&[#a-zA-Z]|[*~`<](?<=\w.)|__(?<=\w__)|%[0-9A-Fa-f]{2}")


_MARKS = ("[.]", "(.)", "[dot]", "hxxp", "hXXp", "[:]")
_DOT = r"(?:\.|\[\.\]|\(\.\)|\[dot\])"
_DEFANGED = re.compile(
    # The provider of a mail address is not hostile.
    rf"(?P<scheme>h(?:xx|XX|tt)ps?(?:\[:\]|:)//)?(?<![\w.@-])(?<!\[@\])(?P<host>(?:[\w-]{{1,63}}{_DOT}){{1,20}}[\w-]{{1,63}})"
    r"(?::\d{1,5})?(?P<path>/[^\s`'\"<>)\]]*)?"
)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z][a-z0-9-]+|\d+(?:\.\d+){3}")


@rule(
    fails=Example("README.md", body="## What happened\n\nMails from pypj[.]org led to https://pypj.org/login.\n"),
    passes=Example("README.md", body="## What happened\n\nMails from pypj[.]org led to hxxps://pypj[.]org/login.\n"),
)
def indicator_stays_defanged(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """An indicator that is defanged in one place in an incident is defanged everywhere in it, and never linked.

    `pypj[.]org` and `hxxps://pypj.org` mark an address as hostile. The path counts: after
    `hxxps://example[.]com/evil`, other pages of that site may be linked. What is listed under `indicators` is hostile
    however it is written there. Code and artefacts are exempt.
    """
    for place, _, harmless in bare_indicators(incident, context):
        message = f"`{harmless}` is a live address here, and defanged elsewhere in this incident"
        yield Problem(place, message, f"write `{harmless}`, and remove any link to it")


def bare_indicators(incident: Incident, context: RuleContext) -> Iterator[tuple[Location, str, str]]:
    """Where an indicator that is defanged elsewhere stands as a live address: the place, what it says, and defanged."""
    hostile = hostile_addresses(incident, context)
    if not hostile:
        return
    wanted = "|".join(re.escape(name) for name in sorted(hostile, key=len, reverse=True))
    bare = re.compile(rf"(?:https?://)?(?<![\w.-])(?:[\w-]{{1,63}}\.){{0,20}}(?:{wanted})(?![\w-]|\.\w)", re.IGNORECASE)
    addresses = [
        Text(value, document, route)
        for document in context.documents.values()
        for route, value in values(document)
        if value.startswith(("http://", "https://")) and route[0] != "indicators"
    ]
    for text in [*texts(incident, context, bare), *addresses]:
        for match in bare.finditer(text.text):
            yield text.located(match.start(), match.group()), match.group(), _defanged(match.group())


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", body="## What happened\n\nThe mails came from 45.9.148.108.\n"),
    passes=Example("README.md", body="## What happened\n\nThe mails came from 45.9.148[.]108, not from `8.8.8.8`.\n"),
)
def public_address_is_defanged(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A public IP address in text is defanged if it is hostile, and written as code if it is not.

    This is a warning because the check cannot tell which it is. Private addresses, addresses reserved for
    documentation, and version numbers are exempt.
    """
    for text in texts(incident, context, _NUMBERS):
        for match in (*_IPV4.finditer(text.text), *_IPV6.finditer(text.text)):
            if _is_public(match.group()) and not _VERSION.search(text.text, max(0, match.start() - 80), match.start()):
                hint = f"write `{_defanged(match.group())}` if it is hostile; otherwise write it as `code`"
                place = text.located(match.start(), match.group())
                yield Problem(place, f"`{match.group()}` is a public IP address", hint)


_NUMBERS = re.compile(r"\.\d{1,3}\.\d{1,3}\.\d|::|:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:")
"""What every address contains and few other texts do: quick to look for."""

_IPV4 = re.compile(r"(?<![\w.=-])(?:https?://)?\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w-]|\.\w)")
_IPV6 = re.compile(r"(?<![\w:.])[23][0-9A-Fa-f]{3}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
_VERSION = re.compile(
    r"\b(?:versions?|releases?|builds?|upgrad\w+|downgrad\w+|firmware|packages?|pinned)\b(?:[^.!?\n]|\.(?=\S))*$",
    re.IGNORECASE,
)


def _is_public(words: str) -> bool:
    try:
        address = ipaddress.ip_address(words.rpartition("/")[2])
    except ValueError:
        return False
    return address.is_global and not address.is_multicast and not words.endswith(".0")


def _defanged(words: str) -> str:
    if "." not in words:
        return words.replace(":", "[:]", 1)
    return re.sub("^http", "hxxp", words, flags=re.IGNORECASE).replace(".", "[.]")


def hostile_addresses(incident: Incident, context: RuleContext) -> set[str]:
    """The hosts, and addresses with a path, that appear somewhere in defanged form."""
    hosts = (_host(item.value) for item in incident.indicators if item.type not in PERSONAL)
    found = {host for host in hosts if host}
    artefacts = (context.artefact_text(artefact.path) for artefact in incident.artefacts)
    for prose in (*(document.source for document in context.documents.values()), *artefacts):
        if prose is None or not any(mark in prose.text for mark in _MARKS):
            continue
        for match in _DEFANGED.finditer(prose.text):
            if any(mark in match.group() for mark in _MARKS) and (host := _host(match.group())):
                found.add(host)
    return found


def _host(address: str) -> str:
    """The host of an address, with its path; "" if it has none."""
    match = _DEFANGED.match(address)
    host = re.sub(_DOT, ".", match["host"]).lower() if match else ""
    return host + (match["path"] or "").rstrip(".,;:!?…/") if match and _HOST.fullmatch(host) else ""
