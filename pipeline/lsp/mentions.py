"""What the text at a place names: a field, evidence, a finding, an incident, a team, a technique."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from pipeline import vocabulary
from pipeline.lsp.areas import schema_for
from pipeline.lsp.cursor import route_at, word_at

_INCIDENT = vocabulary.pattern("incident")
_FORMS = re.compile(
    rf"(?P<EVIDENCE>\b{vocabulary.pattern('evidence-id')}\b)|(?P<FINDING_KEY>\b{vocabulary.pattern('finding')}\b)"
    rf"|(?P<INCIDENT>\b{_INCIDENT}(?![/\w-]))",
    re.ASCII,
)
"""What can be recognised in any text."""


class Named(Enum):
    """What kind of thing is named."""

    EVIDENCE = auto()
    FINDING = auto()
    FINDING_KEY = auto()
    INCIDENT = auto()
    TEAM = auto()
    TECHNIQUE = auto()
    PROCEDURE = auto()
    ARTEFACT = auto()
    AFFECTED = auto()
    KEY = auto()
    VALUE = auto()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place of a text, from `start` to `end`; `field` are the keys around it in front matter."""

    kind: Named
    name: str
    start: int
    end: int
    field: tuple[str, ...] = ()


def mention_at(path: str, text: str, offset: int) -> Mention | None:
    """What is named at a place; None if nothing is."""
    start, end = word_at(text, offset)
    found = route_at(path, text, offset)
    if found is None:
        line = text.rfind("\n", 0, offset) + 1
        line_end = text.find("\n", offset)
        for match in _FORMS.finditer(text, line, len(text) if line_end < 0 else line_end):
            if match.start() <= offset <= match.end():
                return Mention(Named[match.lastgroup or ""], match.group(), match.start(), match.end())
        return None
    route, is_key = found
    field = tuple(part for part in route if isinstance(part, str))
    if is_key:
        return Mention(Named.KEY, str(route[-1]), start, start + len(str(route[-1])), field)
    word = text[start:end]
    return Mention(_kind(schema_for(path), field, word), word, start, end, field)


_FIELDS = {
    ("finding", "sop"): Named.PROCEDURE,
    ("evidence", "items", "path"): Named.ARTEFACT,
    ("timeline", "events", "affects"): Named.AFFECTED,
    ("timeline", "stated", "affects"): Named.AFFECTED,
    ("incident", "techniques", "id"): Named.TECHNIQUE,
    ("incident", "actors", "group"): Named.TECHNIQUE,
}
_DEFINITIONS = {
    "team": Named.TEAM,
    "evidence-id": Named.EVIDENCE,
    "finding-number": Named.FINDING,
    "finding": Named.FINDING_KEY,
    "incident": Named.INCIDENT,
}
"""What is named by fields whose schema refers to such a definition."""


def _kind(schema: str, field: tuple[str, ...], word: str) -> Named:
    try:
        references = vocabulary.references(schema, *field) if field else frozenset[str]()
    except KeyError:
        references = frozenset()  # a key that no schema has
    match = _FORMS.fullmatch(word)
    in_text = Named[match.lastgroup or ""] if match else Named.VALUE
    by_definition = next((kind for name, kind in _DEFINITIONS.items() if name in references), in_text)
    return _FIELDS.get((schema, *field), by_definition)
