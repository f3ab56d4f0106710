"""The language that a site is in: its catalogue of the site's own text.

Messages are written in English in templates and code; a language other than English has a gettext
catalogue at `locale/CODE/LC_MESSAGES/site.po`. Placeholders are named: `%(count)s findings`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pipeline.layout import GUIDE

SOURCE = "en"
"""The language in which messages are written; it needs no catalogue."""

SECTION = "section"
"""What catalogues know the headings of reports and findings by."""

VOCABULARY: dict[str, tuple[str, ...]] = {
    "actor": ("incident", "actors", "kind"),
    "category": ("finding", "category"),
    "certainty": ("incident", "impact", "customers"),
    "confidence": ("incident", "actors", "confidence"),
    "duration": ("timeline", "stated", "duration"),
    "decision": ("finding", "decision", "status"),
    "effect": ("finding", "effect"),
    "indicator": ("incident", "indicators", "type"),
    "kind": ("finding", "kind"),
    "milestone": ("timeline", "events", "milestone"),
    "party": ("incident", "external_parties", "kind"),
    "phase": ("timeline", "events", "phase"),
    "priority": ("finding", "priority"),
    "severity": ("incident", "severity"),
    "status": ("incident", "status"),
    "tlp": ("incident", "tlp"),
    "verdict": ("incident", "response", "sufficient", "verdict"),
}
"""The words of the schemas that pages show: what they are called in `word`, and where a schema lists them."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Its methods translate; values fill the placeholders of the translation."""

    code: str
    translations: NullTranslations

    @property
    def locale(self) -> Locale:
        """How it writes dates and numbers."""
        return _locale(self.code)

    def gettext(self, message: str, /, **values: Any) -> str:
        """The message in this language."""
        return self.translations.gettext(message) % values

    def ngettext(self, one: str, many: str, count: int, /, **values: Any) -> str:
        """The message in the form that this language has for the count, which fills `%(count)s`."""
        return self.translations.ngettext(one, many, count) % {"count": count, **values}

    def pgettext(self, context: str, message: str, /, **values: Any) -> str:
        """A message that means different things in different places; the context tells them apart."""
        return self.translations.pgettext(context, message) % values

    def heading(self, text: str) -> str:
        """A heading that `check` asks for as this language has it; any other as its author wrote it."""
        return self.translations.pgettext(SECTION, text) if text in GUIDE else text

    def anchor(self, text: str, separator: str) -> str:
        """The anchor of a heading: its letters and digits in any script, in English where `check` asks for the heading.

        It begins with none of the underscores by which themes mark ids of their own, and has no capital letter, which
        each of ours has: so no heading takes the id of something else.
        """
        written = next((heading for heading in GUIDE if self.heading(heading) == text), text)
        return re.sub(r"[\W_]+", separator, written.lower()).strip(separator) or "section"

    def word(self, kind: str, value: str) -> str:
        """A word of the schemas as people write it, such as risk accepted; "" stays "".

        `kind` is a key of VOCABULARY, or "state" for the state of a finding.
        """
        return self.translations.pgettext(kind, humanised(value)) if value else ""


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


@cache
def language(code: str) -> Language:
    """The language of that code, one of those that the schema of the configuration allows."""
    if code == SOURCE:
        return Language(code, NullTranslations())
    compiled = BytesIO()
    with catalogue_file(code).open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Language(code, GNUTranslations(compiled))


def catalogue_file(code: str) -> Path:
    """Where the catalogue of a language lies, in the package."""
    return Path(__file__).parent / "locale" / code / "LC_MESSAGES" / "site.po"


def humanised(value: str) -> str:
    """A word of the schemas without its hyphens: the message that catalogues translate."""
    return value.replace("-", " ")
