"""Rules about indicators of compromise."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.model import Incident
from pipeline.text.defanging import defanged


@dataclass(frozen=True, slots=True)
class _Form:
    """How an indicator of a type is written, in words, and whether a value is written so."""

    type: str
    words: str
    fits: Callable[[str], object]


def _address(version: int) -> Callable[[str], bool]:
    def fits(value: str) -> bool:
        try:
            return ipaddress.ip_network(value, strict=False).version == version
        except ValueError:
            return False

    return fits


_FORMS = (
    _Form(
        "domain",
        "a name such as login[.]example[.]org, without a scheme and a path",
        re.compile(r"(?=.{1,253}\Z)(?:[\w-]{1,63}\.)+(?!\d+\Z)[\w-]{2,63}").fullmatch,
    ),
    _Form("ipv4", "an address such as 192[.]0[.]2[.]1, or a network such as 192[.]0[.]2[.]0/24", _address(4)),
    _Form("ipv6", "an address such as 2001[:]db8::1, or a network such as 2001[:]db8::/32", _address(6)),
    _Form(
        "url",
        "a URL such as hxxps://login[.]example[.]org/session",
        re.compile(r"[A-Za-z][\w+.-]*://[^\s/][^\s]*").fullmatch,
    ),
    _Form(
        "email", "an address such as billing[@]example[.]org", re.compile(r"[^\s@]+@[^\s@]+\.[^\W\d_][\w-]*").fullmatch
    ),
    _Form("sha256", "64 hexadecimal digits", re.compile("[0-9A-Fa-f]{64}").fullmatch),
    _Form("sha1", "40 hexadecimal digits", re.compile("[0-9A-Fa-f]{40}").fullmatch),
    _Form("md5", "32 hexadecimal digits", re.compile("[0-9A-Fa-f]{32}").fullmatch),
    _Form(
        "package", "a package URL such as pkg:npm/left-pad@1.3.0", re.compile(r"pkg:[A-Za-z][\w.+-]*/[^\s]+").fullmatch
    ),
)
"""The types of indicators whose values have a form of their own."""


@rule(
    fails=Example("README.md", front="indicators: [{type: sha256, value: 9f86d081}]"),
    passes=Example("README.md", front="indicators: [{type: domain, value: 'login[.]example[.]net'}]"),
)
def indicator_has_the_form_of_its_type(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """The value of an indicator has the form of its type, defanged or not, so that other programs can use it."""
    for index, item in enumerate(incident.indicators):
        form = next((form for form in _FORMS if form.type == item.type), None)
        if form is None or not item.value or form.fits(item.value):
            continue
        others = [other.type for other in _FORMS if other.fits(item.value)]
        hint = f"write `type: {others[0]}`" if others else f"write {form.words}"
        shown = defanged(item.value, item.type)
        place = at(incident.readme, "indicators", index, "value")
        yield Problem(place, f"`{shown}` is not a value of the type `{item.type}`", hint, hides_source=True)


@rule(
    fails=Example(
        "README.md",
        front="indicators: [{type: md5, value: d41d8cd98f00b204e9800998ecf8427e, first_seen: 2026-01-10, "
        "last_seen: 2026-01-08}]",
    ),
    passes=Example(
        "README.md",
        front="indicators: [{type: md5, value: d41d8cd98f00b204e9800998ecf8427e, first_seen: 2026-01-08, "
        "last_seen: 2026-01-10}]",
    ),
)
def indicator_is_first_seen_first(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """No indicator was last seen before it was first seen."""
    for index, item in enumerate(incident.indicators):
        if item.first_seen and item.last_seen and item.last_seen.surely_before(item.first_seen):
            place = at(incident.readme, "indicators", index, "last_seen")
            message = f"`{item.last_seen.text}` is before `{item.first_seen.text}`, when it was first seen"
            yield Problem(place, message, "swap the two, or correct one of them")
