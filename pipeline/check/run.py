"""The check: what could not be read, then the schemas, then every rule over every incident."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from pipeline.check.rule import Problem, Rule, World
from pipeline.check.rules import RULES
from pipeline.check.schema import check_schema
from pipeline.config import Config
from pipeline.corpus import Reading
from pipeline.diagnostic import Diagnostic, Location, Severity
from pipeline.model import Incident


def check(reading: Reading, config: Config, today: date) -> tuple[Diagnostic, ...]:
    """Everything that is wrong, sorted by file, line and column, each thing once."""
    found = set(reading.diagnostics)
    for path, document in reading.documents.items():
        found.update(check_schema(reading.kinds[path], document))
    world = World(reading.corpus, config, reading.documents, today)
    for incident in reading.corpus.incidents:
        for rule in RULES:
            found.update(_apply(rule, incident, world))
    return tuple(sorted(found))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything in the list is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def _apply(rule: Rule, incident: Incident, world: World) -> Iterator[Diagnostic]:
    for problem in rule.check(incident, world):
        yield Diagnostic(_locate(problem, world), rule.id, rule.severity, problem.message, problem.hint)


def _locate(problem: Problem, world: World) -> Location:
    if isinstance(problem.place, Location):
        return problem.place
    path, route = problem.place
    document = world.documents.get(path)
    return document.locate(route) if document else Location(path)
