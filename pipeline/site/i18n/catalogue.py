"""Every message of the site, gathered from templates, code and schemas, for translators.

`python -m pipeline.site.i18n.catalogue` brings the catalogues of all languages up to date; translations are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from pipeline.layout import GUIDE
from pipeline.site.i18n.language import SECTION, SOURCE, VOCABULARY, catalogue_file, humanised
from pipeline.tracking.lifecycle import Conflict, State
from pipeline.vocabulary import ordered

_PACKAGE = Path(__file__).parent.parent.parent
_TEMPLATES = ("site/templates/**.html", "site/templates/**.xml")
_METHODS = [
    ("site/**.py", "python"),
    ("exchange/single_file/**.py", "python"),
    *((template, "jinja2") for template in _TEMPLATES),
]
_OPTIONS = {template: {"silent": "false", "trimmed": "true", "newstyle_gettext": "true"} for template in _TEMPLATES}
_COMMENT = "For translators:"
_HEADER = """\
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plural_forms}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def messages() -> Catalog:
    """All messages, untranslated, each with the places that it comes from."""
    catalogue = Catalog(fuzzy=False)
    extracted = extract_from_dir(_PACKAGE, _METHODS, _OPTIONS, DEFAULT_KEYWORDS, (_COMMENT,), strip_comment_tags=True)
    for file, _line, message, comments, context in extracted:
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    for conflict in Conflict:
        catalogue.add(conflict)
    for section in GUIDE:
        catalogue.add(section, locations=[(SECTION, 0)], context=SECTION)
    for kind, word in schema_words():
        catalogue.add(humanised(word), locations=[(kind, 0)], context=kind)
    return catalogue


def schema_words() -> Iterator[tuple[str, str]]:
    """Every word that `Language.word` may be asked for, with its kind."""
    for kind, route in VOCABULARY.items():
        yield from ((kind, word) for word in ordered(*route))
    yield from (("state", state) for state in State)


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return [code for code in ordered("config", "site", "language") if code != SOURCE]


def update(code: str, path: Path) -> None:
    """Bring a language's catalogue up to date: new messages are added, unused ones dropped, translations kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    catalogue.update(messages(), no_fuzzy_matching=True)
    path.write_bytes(_HEADER.format(code=code, plural_forms=catalogue.plural_forms).encode() + _body(catalogue))


def _body(catalogue: Catalog) -> bytes:
    body = BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return body.getvalue()


if __name__ == "__main__":
    for code in languages():
        update(code, catalogue_file(code))
