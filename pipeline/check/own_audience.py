"""Whether an incident's files have a level above the readers of the repository itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.check.rule import RuleContext
from pipeline.diagnostic import Diagnostic, Location, Route, Severity
from pipeline.documents.document import Document
from pipeline.markdown.restricted import markers
from pipeline.model import Corpus, Incident
from pipeline.redaction.redact import redact
from pipeline.vocabulary import is_level, strictest_level, tlp_rank

RULE = "repository-audience"

_HINT = (
    "move it to a repository that fewer people can read, or lower its level if more people may read it;"
    " `repository_audience` in postmortem.yml says who can read this one"
)


def above_own_audience(incident: Incident, context: RuleContext) -> Iterator[Diagnostic]:
    """Each record and passage that the readers of the repository may not see, drafts included.

    A restricted text that is nowhere marked itself, such as one that is held back until a day, is reported once.
    """
    audience = context.config.repository_audience
    if not audience:
        return
    found = False
    for document in context.documents.values():
        for place, level in _levels(document):
            if tlp_rank(level) > tlp_rank(audience):
                found = True
                yield _problem(place, f"this is {level}", audience)
    if not found and _is_restricted(incident, audience, context):
        yield _problem(Location(incident.readme), "something in this incident is restricted", audience)


def _problem(place: Location, what: str, audience: str) -> Diagnostic:
    message = f"{what}, but this repository is only for {audience} and below"
    return Diagnostic(place, RULE, Severity.ERROR, message, _HINT)


def _levels(document: Document) -> Iterator[tuple[Location, str]]:
    """The levels that a document states, in its front matter and by markers."""
    for route, value in _values(document.data, ()):
        if route[-1:] == ("tlp",) and is_level(value):
            yield document.locate(route), value
        elif isinstance(value, str):
            yield from ((document.locate(route), marker.level) for marker in markers(value) if is_level(marker.level))
    for marker in markers(document.body.text):
        if is_level(marker.level):
            yield document.body.located(marker.start), marker.level


def _values(value: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _values(item, (*route, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _values(item, (*route, index))
    else:
        yield route, value


def _is_restricted(incident: Incident, audience: str, context: RuleContext) -> bool:
    corpus = Corpus((incident,), context.sops)
    levels = (audience, strictest_level())
    seen, whole = (redact(corpus, level, context.today, drafts=True) for level in levels)
    return seen != whole
